"""Results: what the solver says of a roster, tier by tier, and what a reader finds in it."""

import datetime
from enum import IntEnum, StrEnum

from pydantic import Field

from solver.domain.document import Document
from solver.domain.roster import Roster
from solver.domain.time import Instant


class Tier(IntEnum):
    """The lexicographic objective, most important first."""

    REQUIRED = 0
    MUST_HAVE = 1
    SERVICE = 2
    COST = 3
    FAIRNESS = 4
    PREFERENCES = 5


class Place(Document):
    """Where something happens in a roster; the more fields are set, the narrower the place."""

    agent: str | None = None
    date: datetime.date | None = None
    queue: str | None = None
    start: Instant | None = None
    end: Instant | None = None
    site: str | None = None


class Violation(Document):
    """A rule broken in a roster: by how much (in the rule's unit), where, and in plain words."""

    rule: str
    name: str
    tier: Tier
    required: bool
    excess: int = Field(ge=1)
    unit: str
    place: Place
    message: str


class TierResult(Document):
    """One tier's objective: the value reached, a proved lower bound given the tiers above, and their
    distance.

    ``gap`` is (value − bound) ÷ max(value, 1); ``proved`` means value and bound meet.
    """

    tier: Tier
    value: float
    bound: float
    gap: float
    proved: bool
    unit: str

    @classmethod
    def unproved(cls, tier: Tier, value: float, unit: str) -> "TierResult":
        """A tier of which no better bound than nothing is known."""
        return cls(tier=tier, value=value, bound=0, gap=value / max(value, 1), proved=value == 0, unit=unit)


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    REQUIRED_RULES_BROKEN = "required_rules_broken"
    STOPPED = "stopped"


class QueueMeasure(Document):
    """Coverage of one queue over the period, in agent-hours."""

    queue: str
    required_hours: float
    covered_hours: float
    short_hours: float
    over_hours: float
    coverage: float | None
    reachable_required_hours: float
    reachable_coverage: float | None


class AgentMeasure(Document):
    """What one agent was given: hours, unpopular work (new and with what was carried) and wishes."""

    agent: str
    shifts: int
    paid_hours: float
    local_night_hours: float
    nights: int
    weekends: int
    holidays: int
    nights_with_carried: int
    weekends_with_carried: int
    holidays_with_carried: int
    wishes: int
    wishes_met: int


class Measures(Document):
    """Figures read off a roster without any solver.

    ``coverage`` is covered ÷ required agent-hours, None when nothing is required. ``reachable_coverage``
    counts only the required agent-intervals for which some agent could lawfully be there.
    """

    required_hours: float
    covered_hours: float
    short_hours: float
    idle_hours: float
    coverage: float | None
    reachable_coverage: float | None
    paid_hours: float
    cost: float
    local_night_hours: float
    agents_rostered: int
    shifts: int
    fairness: float | None
    preferences_met: float | None
    queues: tuple[QueueMeasure, ...]
    agents: tuple[AgentMeasure, ...]


class Result(Document):
    """A roster with its proof and its figures; the same input, seed, budget and version give the same roster
    when ``deterministic``.
    """

    status: Status
    roster: Roster
    tiers: tuple[TierResult, ...]
    violations: tuple[Violation, ...]
    measures: Measures
    seconds: float
    seed: int
    deterministic: bool
    deterministic_budget: float | None
    solver_version: str
    problem_digest: str
    input_digest: str
    warnings: tuple[str, ...] = ()
