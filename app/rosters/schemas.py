"""What callers ask of rosters and read of them."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictBool, StrictInt, model_validator

from app.fields import Day, Document, Instant, Name, Tag, ZoneName
from app.forecasts.schemas import QueueNames
from app.requirements.schemas import Basis
from solver.domain.options import SolveOptions
from solver.domain.ownership import SiteOwner
from solver.domain.result import Measures, QueueMeasure, Result, Status, Tier, TierResult, Violation
from solver.domain.roster import Activity, Assignment, Segment
from solver.domain.time import IntervalMinutes
from solver.duties import Part
from solver.presets import CoverageModel
from solver.rules import RuleSet

LONGEST_ROSTER_DAYS = 91
MOST_SHIFTS = 20_000
EVERYONE = "all"
"""The team that every agent belongs to; any other is made of the agents with its tag."""


class RosterState(StrEnum):
    """Where a roster stands; ``failed`` is never stored: it is building, and its job has ended."""

    BUILDING = "building"
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class BreakBody(Document):
    """A break or meal of a shift, or a session attended in it: ``session`` is its id in the problem."""

    name: Name
    activity: Activity = Activity.BREAK
    start: Instant
    end: Instant
    paid: StrictBool = True
    session: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class ShiftBody(Document):
    """One agent's shift; ``breaks`` are in order of time and inside the shift, the rest is work on queue."""

    agent_id: uuid.UUID
    template: Name
    start: Instant
    end: Instant
    breaks: Annotated[tuple[BreakBody, ...], Field(max_length=20)] = ()
    locked: StrictBool = False

    @model_validator(mode="after")
    def _possible(self) -> Self:
        self.assignment()
        return self

    def assignment(self) -> Assignment:
        """The shift as the solver reads it."""
        breaks = tuple(Segment(**dict(each)) for each in self.breaks)
        return Assignment(
            agent=str(self.agent_id),
            template=self.template,
            start=self.start,
            end=self.end,
            breaks=breaks,
            locked=self.locked,
        )


class ShiftsBody(Document):
    """All shifts of a roster."""

    shifts: Annotated[tuple[ShiftBody, ...], Field(max_length=MOST_SHIFTS)]


class RosterBody(Document):
    """What to plan. Forecast and requirement are made on the way where none holds that covers the period.

    ``requirement_id`` takes that requirement instead, with its basis, its overrides and its queues.
    ``rule_set_id`` None takes the coverage model's own rules. ``owners`` say for ``follow_the_sun`` when
    each site takes over on its own clock; without them every half hour belongs to the site whose clock is
    nearest 13:00. ``team`` is a tag of agents. ``previous_roster_id`` makes a new version that stays close
    to that roster; ``locked`` shifts are part of the result.
    """

    first_date: Day
    coverage_model: CoverageModel
    days: Annotated[StrictInt, Field(ge=1, le=LONGEST_ROSTER_DAYS)] = 7
    zone: ZoneName | None = Field(default=None, description="Of the dates; else the organization's.")
    team: Tag = EVERYONE
    queues: QueueNames | None = None
    requirement_id: uuid.UUID | None = None
    basis: Basis = Basis.MEAN
    interval_minutes: IntervalMinutes = 15
    rule_set_id: uuid.UUID | None = None
    owners: Annotated[tuple[SiteOwner, ...], Field(min_length=2, max_length=48)] | None = None
    seconds: Annotated[float, Field(ge=1, le=3600)] = 60.0
    seed: Annotated[StrictInt, Field(ge=0, le=2_147_483_647)] = 0
    deterministic: StrictBool = Field(
        default=False, description="Count work instead of time: equal input gives an equal roster."
    )
    locked: Annotated[tuple[ShiftBody, ...], Field(max_length=2000)] = ()
    previous_roster_id: uuid.UUID | None = None

    @model_validator(mode="after")
    def _one_source_of_work(self) -> Self:
        own = self.basis is not Basis.MEAN or self.queues is not None
        if self.requirement_id is not None and own:
            raise ValueError("expected neither basis nor queues with requirement_id: it has both")
        return self

    @model_validator(mode="after")
    def _one_source_of_ownership(self) -> Self:
        if self.owners is None:
            return self
        if self.coverage_model is not CoverageModel.FOLLOW_THE_SUN or self.rule_set_id is not None:
            raise ValueError("expected owners only with follow_the_sun and without rule_set_id")
        if len({owner.site for owner in self.owners}) < 2:
            raise ValueError("expected owners of at least two sites")
        return self

    @property
    def options(self) -> SolveOptions:
        """How the solver is to search."""
        return SolveOptions(seconds=self.seconds, seed=self.seed, deterministic=self.deterministic)


class SolveReport(Document):
    """How the solver made the roster: per tier the value, the bound proved, and their gap."""

    status: Status
    tiers: tuple[TierResult, ...]
    seconds: float
    seed: int
    deterministic: bool
    deterministic_budget: float | None
    solver_version: str
    problem_digest: str
    input_digest: str

    @classmethod
    def of(cls, result: Result) -> Self:
        return cls(**{name: getattr(result, name) for name in cls.model_fields})


class Judgement(Document):
    """What is wrong with a roster and what it measures, read without any solver."""

    violations: tuple[Violation, ...]
    measures: Measures

    @property
    def broken(self) -> int:
        """How many violations are of required rules."""
        return sum(violation.required for violation in self.violations)


class TierValue(Document):
    """What a tier of the objective is worth in a roster; less is better, ``rules`` are those it adds up."""

    tier: Tier
    value: float
    unit: str
    rules: tuple[str, ...]


class Evaluation(Judgement):
    """A judgement of a roster made by any hand, with the tiers a solver would have made small."""

    tiers: tuple[TierValue, ...]
    shifts: int
    problem_digest: str


class RosterFigures(Document):
    """A roster in brief. ``coverage`` is covered ÷ required agent-hours, None when nothing is required."""

    status: Status
    required_violations: int
    coverage: float | None
    reachable_coverage: float | None
    required_hours: float
    short_hours: float
    paid_hours: float
    cost: float
    local_night_hours: float
    fairness: float | None
    preferences_met: float | None
    agents_rostered: int
    shifts: int

    @classmethod
    def of(cls, status: Status, judgement: Judgement) -> Self:
        """A hand-edited roster that breaks required rules is told to, whatever the solver had found."""
        measures = judgement.measures
        own = {name: getattr(measures, name) for name in cls.model_fields if name in Measures.model_fields}
        if judgement.broken:
            status = Status.REQUIRED_RULES_BROKEN
        return cls(status=status, required_violations=judgement.broken, **own)


class RosterRead(Document):
    """A roster in brief; ``figures`` come when its job is done."""

    id: uuid.UUID
    team: str
    coverage_model: CoverageModel
    first_date: date
    days: int
    zone: str
    state: RosterState
    version: int = Field(description="Rises with every change; the ETag names it.")
    edition: int = Field(description="Counts the rosters that grew out of each other.")
    parent_id: uuid.UUID | None
    requirement_id: uuid.UUID | None
    rule_set_id: uuid.UUID | None
    job: str
    created_at: datetime
    edited_at: datetime | None
    published_at: datetime | None
    warnings: tuple[str, ...]
    figures: RosterFigures | None


class ShiftRead(Document):
    """A shift in UTC, with the local date it belongs to and the agent's zone to show it in."""

    agent_id: uuid.UUID
    agent: str
    zone: str
    local_date: date
    template: str
    start: datetime
    end: datetime
    paid_minutes: int
    breaks: tuple[Segment, ...]
    locked: bool


class RosterView(RosterRead):
    """A whole roster. ``report`` is the solver's proof of what it made; shifts may be edited since."""

    report: SolveReport | None
    rule_set: RuleSet | None
    options: SolveOptions | None
    violations: tuple[Violation, ...]
    shifts: tuple[ShiftRead, ...]


class RosterMeasures(Document):
    """The figures of a roster, with a row for each agent and queue; ids as in the problem."""

    roster_id: uuid.UUID
    version: int
    problem_digest: str
    measures: Measures
    agents: dict[str, str] = Field(description="Names by id.")
    queues: dict[str, str] = Field(description="Names by id.")


class Duty(Document):
    """A stretch of escalation duty; without a name there is nobody to hold it."""

    tier: str
    part: Part
    agent_id: uuid.UUID | None
    agent: str | None
    start: Instant
    end: Instant


class RosterDuties(Document):
    """Who holds which escalation duty, in order of time; none where no rule asks for any."""

    roster_id: uuid.UUID
    version: int
    zone: ZoneName
    duties: tuple[Duty, ...]


class QueueCoverage(Document):
    """One queue: agents per interval; ``minimum`` and ``short_of_minimum`` are whole agents."""

    queue_id: uuid.UUID
    queue: str
    summary: QueueMeasure
    required: tuple[float, ...]
    covered: tuple[float, ...]
    short: tuple[float, ...]
    over: tuple[float, ...]
    minimum: tuple[int, ...]
    short_of_minimum: tuple[int, ...]


class RosterCoverage(Document):
    """Scheduled against required, per queue and interval; ``idle`` agents could serve and are not needed."""

    roster_id: uuid.UUID
    version: int
    zone: str
    interval_minutes: int
    starts: tuple[datetime, ...]
    required_hours: float
    covered_hours: float
    coverage: float | None
    idle: tuple[float, ...]
    queues: tuple[QueueCoverage, ...]


class ModelRoster(Document):
    """The newest roster of one coverage model."""

    roster: RosterRead
    report: SolveReport
    measures: Measures


class SideBySide(Document):
    """The coverage models' newest rosters for one period; ``same_problem`` tells whether all solve the same
    people, work and time.
    """

    first_date: date
    days: int
    team: str
    same_problem: bool
    rosters: tuple[ModelRoster, ...]
