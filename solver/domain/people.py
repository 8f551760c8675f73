"""People: agents with their skills, contract, availability, wishes and the history they carry."""

from datetime import date, datetime
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from solver.domain.document import Document
from solver.domain.time import ClockWindow, Instant, Span, ZoneName


class AgentSkill(Document):
    """A skill an agent has; ``proficiency`` 1 works at the speed the requirement assumes."""

    skill: str
    proficiency: float = Field(default=1.0, gt=0, le=1)
    expires: date | None = None


class Contract(Document):
    """What binds the agent; minutes are paid minutes, weeks are blocks of seven dates of the planning
    period.
    """

    name: str
    min_weekly_minutes: int = Field(default=0, ge=0, le=10_080)
    max_weekly_minutes: int = Field(default=2_400, ge=0, le=10_080)
    max_daily_minutes: int = Field(default=600, ge=0, le=1_440)
    max_weekly_days: int = Field(default=5, ge=0, le=7)
    min_rest_minutes: int | None = Field(default=None, ge=0, le=4_320)
    max_consecutive_days: int | None = Field(default=None, ge=1, le=31)
    night_work: bool = True
    cost_per_hour: float = Field(default=1.0, ge=0, le=1e6)
    templates: tuple[str, ...] | None = None

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if self.min_weekly_minutes > self.max_weekly_minutes:
            raise ValueError("min_weekly_minutes must not exceed max_weekly_minutes")
        return self


class TimeOff(Document):
    """Approved absence: no shift may touch the span; ``paid_minutes`` count towards the contract's hours."""

    span: Span
    paid_minutes: int = Field(default=0, ge=0, le=100_000)


class Wish(StrEnum):
    """What an agent says of a stretch of time."""

    WANTS = "wants"
    AVOIDS = "avoids"


class Preference(Document):
    """A wish about a stretch of time: to be rostered in it (wants) or kept free of it (avoids).

    With ``tags`` it is about shifts whose template bears one of them and leaves the others alone.
    """

    wish: Wish
    span: Span
    weight: int = Field(default=1, ge=1, le=10)
    tags: frozenset[str] | None = Field(default=None, min_length=1)


class Burden(StrEnum):
    """The unpopular work that fairness counts."""

    NIGHTS = "nights"
    WEEKENDS = "weekends"
    HOLIDAYS = "holidays"
    UNPOPULAR_STARTS = "unpopular_starts"


class Carried(Document):
    """What an agent brings along from before the period.

    ``burdens`` counts shifts per kind of unpopular work over the fairness memory of the organization, and
    ``refused_wishes`` the wishes that rosters of that time did not meet.
    """

    last_shift_start: Instant | None = None
    last_shift_end: Instant | None = None
    consecutive_days: int = Field(default=0, ge=0, le=366)
    consecutive_nights: int = Field(default=0, ge=0, le=366)
    burdens: dict[Burden, int] = Field(default_factory=dict)
    refused_wishes: int = Field(default=0, ge=0, le=100_000)


class Agent(Document):
    """The person rostered. ``id`` is unique in the problem; ``zone`` is where the agent lives and sleeps."""

    id: str
    name: str
    site: str | None = None
    zone: ZoneName
    role: str = "associate"
    skills: tuple[AgentSkill, ...] = ()
    channels: tuple[str, ...] | None = None
    contract: Contract
    available: tuple[Span, ...] | None = None
    unavailable: tuple[Span, ...] = ()
    time_off: tuple[TimeOff, ...] = ()
    preferences: tuple[Preference, ...] = ()
    holidays: tuple[date, ...] = ()
    comfort: ClockWindow | None = None
    carried: Carried = Carried()
    tags: frozenset[str] = frozenset()

    def skill(self, name: str, on: date) -> AgentSkill | None:
        """The agent's skill of that name if it is still valid on the local date ``on``."""
        for skill in self.skills:
            if skill.skill == name and (skill.expires is None or skill.expires >= on):
                return skill
        return None

    def is_absent(self, start: datetime, end: datetime) -> bool:
        """Whether time off touches [start, end)."""
        return any(absence.span.overlap_minutes(start, end) for absence in self.time_off)
