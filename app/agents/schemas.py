"""What callers write and read of an agent."""

import uuid
from collections import Counter
from typing import Annotated, Self

from pydantic import Field, model_validator

from app.fields import Day, Document, Name, Stored, Tag, ZoneName


class AgentSkillBody(Document):
    """A skill with its proficiency, in (0, 1]: 1 works at the speed the requirement assumes."""

    skill_id: uuid.UUID
    proficiency: Annotated[float, Field(gt=0, le=1, strict=True)] = 1.0
    assessed_on: Day | None = None
    expires_on: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.assessed_on and self.expires_on and self.expires_on < self.assessed_on:
            raise ValueError("expected expires_on not before assessed_on")
        return self


class AgentBody(Document):
    """The person rostered; without a zone of their own they live by the clock of their site."""

    name: Name
    external_ref: Name | None = Field(default=None, description="The id other systems know the agent by.")
    email: Annotated[str, Field(max_length=254, pattern=r"^[^\s@<>,;]+@[^\s@<>,;]+$")] | None = None
    site_id: uuid.UUID | None = None
    zone: ZoneName | None = None
    role_id: uuid.UUID
    contract_id: uuid.UUID | None = None
    hired_on: Day | None = None
    leaves_on: Day | None = None
    tags: Annotated[tuple[Tag, ...], Field(max_length=50)] = ()
    skills: Annotated[tuple[AgentSkillBody, ...], Field(max_length=200)] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.zone is None and self.site_id is None:
            raise ValueError("expected a zone or a site_id: an agent lives by some clock")
        if self.hired_on and self.leaves_on and self.leaves_on < self.hired_on:
            raise ValueError("expected leaves_on not before hired_on")
        if any(times > 1 for times in Counter(each.skill_id for each in self.skills).values()):
            raise ValueError("expected every skill once")
        return self


class AgentView(AgentBody, Stored):
    """An agent as they are kept."""
