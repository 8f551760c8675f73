"""What callers ask of a roster's explanation and read of it."""

import uuid
from typing import Annotated, Literal

from pydantic import Field, StrictBool, model_validator

from app.fields import Document, Instant
from app.questions.schemas import DraftingRead
from solver.explaining.answers import AssignmentAnswer, Conflict, GapAnswer


class AboutConflict(Document):
    """Why the required rules cannot all be kept, and what would have to give.

    ``must_haves`` asks as if minimum staffing, leads and hand-offs were required, too.
    """

    about: Literal["conflict"]
    must_haves: StrictBool = False
    seconds: Annotated[float, Field(ge=1, le=600, strict=True)] = 30.0


class AboutInterval(Document):
    """Why a queue has fewer agents than it needs between two moments."""

    about: Literal["interval"]
    queue_id: uuid.UUID
    start: Instant
    end: Instant

    @model_validator(mode="after")
    def _in_order(self) -> "AboutInterval":
        if self.end <= self.start:
            raise ValueError("expected an end later than start")
        return self


class AboutAssignment(Document):
    """Why an agent has the shift that begins at ``start``."""

    about: Literal["assignment"]
    agent_id: uuid.UUID
    start: Instant


Question = Annotated[AboutConflict | AboutInterval | AboutAssignment, Field(discriminator="about")]


class ExplanationDocument(Document):
    """What came of a question: the answer to what was asked about."""

    conflict: Conflict | None = None
    interval: GapAnswer | None = None
    assignment: AssignmentAnswer | None = None

    @property
    def said(self) -> str:
        """The answer in one breath."""
        found = next(each for each in (self.conflict, self.interval, self.assignment) if each is not None)
        return found.said


class ExplanationRead(DraftingRead):
    """An explanation of one version of a roster; ``result_roster_id`` is the draft its repair has become.

    ``answer`` is there once it is ready; ids in it are named by ``agents`` and ``queues``.
    """

    asked: Question
    said: str | None = Field(description="The answer in plain words.")
    answer: ExplanationDocument | None
    agents: dict[str, str] = Field(description="Names by id.")
    queues: dict[str, str] = Field(description="Names by id.")
