"""Levers as documents: which there are, how far they may go, and what each came to."""

from enum import StrEnum

from pydantic import Field

from solver.domain.document import Document
from solver.domain.roster import Roster
from solver.domain.time import Instant
from solver.living.changes import ShiftChange


class LeverKind(StrEnum):
    """The levers, in the order in which they are pulled."""

    MOVE_BREAKS = "move_breaks"
    STOP_OFF_QUEUE_WORK = "stop_off_queue_work"
    FLEX_SKILLS = "flex_skills"
    OVERTIME = "overtime"
    OVERFLOW = "overflow"


class LeverOptions(Document):
    """How far the levers may go.

    What has begun by ``now`` stays. ``overtime_minutes`` may be worked beyond the contract's week, paid at
    ``overtime_rate`` times the contract's hour. ``overflow_cost_per_hour`` is what another site or a partner
    takes for an agent-hour (None: nobody would take it).
    """

    now: Instant
    overtime_minutes: int = Field(default=240, ge=0, le=2_400)
    overtime_rate: float = Field(default=1.5, ge=1, le=10)
    overflow_cost_per_hour: float | None = Field(default=None, ge=0, le=1e6)
    seconds: float = Field(default=10, gt=0, le=600)


class Shortage(Document):
    """Agent-hours a queue is short of while it lasts."""

    queue: str
    short_hours: float


class Lever(Document):
    """One lever, pulled after those before it: what it leaves short, what it costs, whom it concerns.

    ``gained_hours`` are agent-hours of all queues together that are no longer short. ``cost`` is in the unit
    of the contracts' hourly cost, None where no price is known.
    """

    lever: LeverKind
    short: tuple[Shortage, ...]
    gained_hours: float
    cost: float | None
    paid_minutes: int
    agents: tuple[str, ...]
    changes: tuple[ShiftChange, ...]
    sentence: str


class Escalation(Document):
    """What is short before and after the event, each lever in order, and the roster once all are pulled."""

    before: tuple[Shortage, ...]
    disrupted: tuple[Shortage, ...]
    levers: tuple[Lever, ...]
    roster: Roster
    seconds: float
