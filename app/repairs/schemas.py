"""What callers ask of repairs and read of them."""

import uuid
from typing import Annotated, Literal, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from app.fields import Document, Instant
from app.questions.schemas import DraftingRead
from app.time_off.schemas import TimeOffKind
from solver.domain.people import Wish
from solver.domain.roster import Assignment
from solver.domain.time import Span
from solver.living.changes import ShiftChange
from solver.living.repaired import RepairStep, TierPrice


class EventSpan(Document):
    """When it happens."""

    starts_at: Instant
    ends_at: Instant

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError("expected ends_at later than starts_at")
        return self

    @property
    def span(self) -> Span:
        return Span(start=self.starts_at, end=self.ends_at)


class AbsenceEvent(EventSpan):
    """An agent is away. It is kept as approved time off, unless approved time off covers part of it already;
    the shifts it empties are paid where ``paid``.
    """

    event: Literal["absence"]
    agent_id: uuid.UUID
    kind: TimeOffKind = TimeOffKind.SICKNESS
    paid: StrictBool = True


class SurgeEvent(EventSpan):
    """A queue requires ``factor`` times as many agents: 1.2 is a fifth more."""

    event: Literal["surge"]
    queue_id: uuid.UUID
    factor: Annotated[float, Field(gt=0, le=20, strict=True)]


class IncidentEvent(EventSpan):
    """At least ``agents`` must be there for a queue, whatever the volume."""

    event: Literal["incident"]
    queue_id: uuid.UUID
    agents: Annotated[StrictInt, Field(ge=1, le=10_000)]


class RequestEvent(EventSpan):
    """An agent would like to work in a span, or not to: a wish, for which service is not given up."""

    event: Literal["request"]
    agent_id: uuid.UUID
    wish: Wish
    weight: Annotated[StrictInt, Field(ge=1, le=10)] = 1


EventBody = Annotated[AbsenceEvent | SurgeEvent | IncidentEvent | RequestEvent, Field(discriminator="event")]


class RepairBody(Document):
    """What happened, and how far the repair may go.

    Shifts that start within ``notice_hours`` of ``as_of`` (absent: now) stay as they are but for the willing.
    ``reach_days`` are the days on either side of what happened that may change; absent, the whole period
    while that is a small program.
    """

    events: Annotated[tuple[EventBody, ...], Field(min_length=1, max_length=100)]
    as_of: Instant | None = None
    notice_hours: Annotated[float, Field(ge=0, le=2000)] = 24
    willing_agent_ids: Annotated[tuple[uuid.UUID, ...], Field(max_length=10_000)] = ()
    reach_days: Annotated[StrictInt, Field(ge=0, le=91)] | None = None
    seconds: Annotated[float, Field(ge=1, le=600)] = 10
    seed: Annotated[StrictInt, Field(ge=0, le=2_147_483_647)] = 0


class RepairDocument(Document):
    """What a repair came to: its steps in order with their proof, prices by tier, and every change in words.

    ``vacant`` are the shifts that absences emptied. Steps are proved against all rosters that differ from the
    one that stood in the ``reach`` only.
    """

    steps: tuple[RepairStep, ...]
    tiers: tuple[TierPrice, ...]
    changes: tuple[ShiftChange, ...]
    vacant: tuple[Assignment, ...]
    reach: Span
    free_shifts: int
    seconds: float


class RepairRead(DraftingRead):
    """A repair of one version of a roster; ``result_roster_id`` is the new draft."""

    asked: RepairBody
    repair: RepairDocument | None
