"""What staffing is asked and answers: goals, the request of one queue, its requirement per interval."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from forecasting.documents import Document
from forecasting.staffing.service_level import ServiceLevelDefinition

LARGEST_LOAD = 100_000.0
"""Erlangs of one queue beyond which the input is taken for a slip of units."""


class Channel(StrEnum):
    """How contacts reach a queue; voice and chat are live, the others may wait for their due time."""

    VOICE = "voice"
    CHAT = "chat"
    EMAIL = "email"
    TICKET = "ticket"
    SOCIAL = "social"
    CALLBACK = "callback"

    @property
    def is_live(self) -> bool:
        return self in (Channel.VOICE, Channel.CHAT)


def _below_certainty(share: float) -> float:
    if share >= 1.0:
        raise ValueError("expected a share below 1: no number of agents answers 100 % for certain")
    return share


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"expected the name of a time zone, got {name}") from error
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]
Share = Annotated[float, Field(gt=0.0), AfterValidator(_below_certainty)]
Seconds = Annotated[float, Field(ge=0.0, le=1e8)]
Count = Annotated[float, Field(ge=0.0, le=1e9)]


class Dynamics(StrEnum):
    """Whether voice intervals are staffed one by one on what the ones before leave, or each as if settled."""

    TRANSIENT = "transient"
    STATIONARY = "stationary"


class ServiceLevelGoal(Document):
    """At least ``share`` of contacts answered within ``within_seconds``, counted by ``definition``."""

    goal: Literal["service_level"] = "service_level"
    share: Share
    within_seconds: Seconds
    definition: ServiceLevelDefinition = ServiceLevelDefinition.OFFERED


class SpeedOfAnswerGoal(Document):
    """Served contacts wait ``max_seconds`` on average at most."""

    goal: Literal["speed_of_answer"] = "speed_of_answer"
    max_seconds: Annotated[float, Field(gt=0.0, le=1e8)]


class AbandonmentGoal(Document):
    """At most ``max_share`` of offered contacts give up."""

    goal: Literal["abandonment"] = "abandonment"
    max_share: Share


class ResponseGoal(Document):
    """Deferred work answered within ``within_open_seconds`` of open time, in ``share`` of the windows."""

    goal: Literal["response"] = "response"
    within_open_seconds: Annotated[float, Field(gt=0.0, le=1e8)]
    share: Annotated[Share, Field(ge=0.5)] = 0.95


ServiceGoal = Annotated[
    ServiceLevelGoal | SpeedOfAnswerGoal | AbandonmentGoal | ResponseGoal, Field(discriminator="goal")
]


class ShrinkagePart(Document):
    """A share of paid time lost to one cause; ``rostered`` parts stand in the roster, nothing is added."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    share: Annotated[float, Field(ge=0.0, lt=1.0)] | tuple[Annotated[float, Field(ge=0.0, lt=1.0)], ...]
    rostered: bool = False


class DayGoal(Document):
    """The first service level is met on a local day with this probability, not only on average.

    ``spread`` is κ, how far days vary beyond independent contacts (1): take it from simulated days.
    """

    probability: Annotated[float, Field(ge=0.5, lt=1.0)]
    spread: Annotated[float, Field(ge=1.0, le=1000.0)] = 20.0
    time_zone: ZoneName = "UTC"


class OpeningBacklog(Document):
    """Contacts waiting at the start with the open time left to answer them; overdue ones have 0 left."""

    contacts: Count
    due_in_open_seconds: Seconds
    handle_seconds: Annotated[float, Field(gt=0.0, le=1e8)]


class WaitingSeen(Document):
    """A past period of one queue: how many gave up, and the seconds that everybody waited, served or not."""

    abandons: Annotated[int, Field(ge=0, le=10**9)]
    waited_seconds: Annotated[float, Field(ge=0.0, le=1e12)]

    @model_validator(mode="after")
    def _somebody_waited(self) -> Self:
        if self.abandons == 0 and self.waited_seconds == 0.0:
            raise ValueError("waited_seconds: expected more than 0, or patience cannot be told")
        return self

    @property
    def patience_seconds(self) -> float | None:
        """Seconds waited for each who gave up; None, endless, where nobody did."""
        return self.waited_seconds / self.abandons if self.abandons else None


class StaffingRequest(Document):
    """One queue over intervals that begin at ``starts`` (UTC, rising); tuples hold one value per interval.

    ``open`` is the share of the interval in which the queue takes contacts, 0 where closed; the agents of a
    partly open interval are those needed while it is open, deferred work may be done throughout it.
    A single number instead of a tuple holds for all intervals. ``patience_seconds`` None is endless patience
    (Erlang C), 0 is none (Erlang B). ``concurrency`` holds, for chat, the handle time at 1, 2, … chats in
    hand as a multiple of that at one. ``minimum_staffing`` counts agents at work while open, before
    shrinkage. ``opening_backlog`` None takes the period before to have been like this one.
    ``waiting_seen`` tells the patience instead of ``patience_seconds``.
    ``waiting_at_opening`` callers wait whenever the queue opens. The rate of each whole day is uncertain by a
    gamma factor with coefficient of variation ``day_factor_cv``; goals then hold on average over contacts.
    ``redial_share`` of the callers who give up call again. ``day_goal`` staffs voice for a busier day.
    """

    queue: Annotated[str, Field(min_length=1, max_length=200)]
    channel: Channel
    interval_minutes: Literal[15, 30, 60] = 15
    starts: Annotated[tuple[AwareDatetime, ...], Field(min_length=1, max_length=40_000)]
    open: tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...]
    volume: tuple[Count, ...]
    handle_seconds: Seconds | tuple[Seconds, ...]
    handle_time_cv: Annotated[float, Field(ge=0.0, le=10.0)] = 1.0
    goals: Annotated[tuple[ServiceGoal, ...], Field(min_length=1, max_length=10)]
    patience_seconds: Seconds | None = None
    waiting_seen: WaitingSeen | None = None
    concurrency: Annotated[
        tuple[Annotated[float, Field(ge=0.01, le=100.0)], ...], Field(min_length=1, max_length=20)
    ] = (1.0,)
    occupancy_cap: Annotated[float, Field(gt=0.0, le=1.0)] | None = None
    minimum_staffing: (
        Annotated[float, Field(ge=0.0, le=1e5)] | tuple[Annotated[float, Field(ge=0.0, le=1e5)], ...]
    ) = 0.0
    shrinkage: tuple[ShrinkagePart, ...] = ()
    opening_backlog: tuple[OpeningBacklog, ...] | None = None
    dynamics: Dynamics = Dynamics.TRANSIENT
    waiting_at_opening: Annotated[float, Field(ge=0.0, le=1000.0)] = 0.0
    day_factor_cv: Annotated[float, Field(ge=0.0, le=2.0)] = 0.0
    redial_share: Annotated[float, Field(ge=0.0, le=0.95)] = 0.0
    day_goal: DayGoal | None = None
    basis: Annotated[str, Field(min_length=1, max_length=100)] = "mean"

    @property
    def patience(self) -> float | None:
        """Mean patience in seconds, given or seen; None is endless."""
        return self.patience_seconds if self.waiting_seen is None else self.waiting_seen.patience_seconds

    @model_validator(mode="after")
    def _one_word_on_patience(self) -> Self:
        if self.waiting_seen is None:
            return self
        if self.patience_seconds is not None:
            raise ValueError("patience_seconds: expected none beside waiting_seen, which tells it")
        if not self.channel.is_live:
            raise ValueError(f"waiting_seen: expected none for {self.channel}; nobody waits on the line")
        return self

    @model_validator(mode="after")
    def _intervals_fit_together(self) -> Self:
        count = len(self.starts)
        lengths = {"open": self.open, "volume": self.volume, "handle_seconds": self.handle_seconds}
        lengths["minimum_staffing"] = self.minimum_staffing
        lengths.update({f"shrinkage {part.name}": part.share for part in self.shrinkage})
        for name, value in lengths.items():
            if isinstance(value, tuple) and len(value) != count:
                raise ValueError(f"{name}: expected {count} values, one per start, got {len(value)}")
        step = timedelta(minutes=self.interval_minutes)
        for row, start in enumerate(self.starts):
            if start.utcoffset() != timedelta(0):
                raise ValueError(f"starts[{row}]: expected a time in UTC, got {start.isoformat()}")
            if row and start - self.starts[row - 1] < step:
                raise ValueError(f"starts[{row}]: expected at least {step} after the one before")
        return self

    @model_validator(mode="after")
    def _load_is_possible(self) -> Self:
        for row, volume in enumerate(self.volume):
            handle = self.handle_seconds
            if isinstance(handle, tuple):
                handle = handle[row]
            if volume > 0.0 and handle <= 0.0:
                raise ValueError(f"handle_seconds[{row}]: expected more than 0 where there are contacts")
            erlangs = volume * handle / (self.interval_minutes * 60)
            if erlangs > LARGEST_LOAD:
                raise ValueError(
                    f"volume[{row}] × handle_seconds[{row}]: expected work for at most {LARGEST_LOAD:,.0f} "
                    f"agents, got {erlangs:,.0f}; is the handle time in seconds?"
                )
        return self

    @model_validator(mode="after")
    def _goals_suit_the_channel(self) -> Self:
        responses = [goal for goal in self.goals if isinstance(goal, ResponseGoal)]
        if self.channel is not Channel.VOICE and (self.redial_share or self.waiting_at_opening):
            raise ValueError(f"redial_share, waiting_at_opening: expected 0 for {self.channel}")
        if self.day_goal is not None:
            if self.channel is not Channel.VOICE:
                raise ValueError(f"day_goal: expected none for {self.channel}; it is known for voice only")
            if not any(isinstance(goal, ServiceLevelGoal) for goal in self.goals):
                raise ValueError("day_goal: expected a service level among the goals")
        if self.channel.is_live:
            if responses:
                raise ValueError(f"goals: a response goal is for deferred channels, not for {self.channel}")
            if self.opening_backlog:
                raise ValueError(f"opening_backlog: expected none for {self.channel}; live work leaves none")
            if self.channel is Channel.VOICE and self.concurrency != (1.0,):
                raise ValueError("concurrency: expected (1.0,) for voice; only chats are held side by side")
            if self.concurrency[0] != 1.0:
                raise ValueError("concurrency[0]: expected 1.0, the handle time with one chat in hand")
            return self
        if self.day_factor_cv:
            raise ValueError(f"day_factor_cv: expected 0 for {self.channel}; staff a higher quantile instead")
        if len(responses) != 1 or len(self.goals) != 1:
            raise ValueError(f"goals: expected exactly one response goal for {self.channel}")
        if responses[0].within_open_seconds < self.interval_minutes * 60:
            raise ValueError("within_open_seconds: expected at least one interval")
        if not any(self.open) and any(self.volume):
            raise ValueError("open: expected an open interval in which deferred work can be done")
        for row, item in enumerate(self.opening_backlog or ()):
            if item.due_in_open_seconds > responses[0].within_open_seconds:
                raise ValueError(
                    f"opening_backlog[{row}].due_in_open_seconds: expected at most the response window, "
                    "since the work arrived before the start"
                )
        return self


class Binding(StrEnum):
    """What decides the agents of an interval."""

    CLOSED = "closed"
    NO_WORK = "no_work"
    SERVICE_LEVEL = "service_level"
    SPEED_OF_ANSWER = "speed_of_answer"
    ABANDONMENT = "abandonment"
    OCCUPANCY = "occupancy"
    RESPONSE = "response"
    MINIMUM_STAFFING = "minimum_staffing"


class PatienceInterval(Document):
    """Between these seconds lies the mean patience with ``confidence``; ``high`` None is endless."""

    low: float
    high: float | None
    confidence: float


class Requirement(Document):
    """Agents needed by one queue per interval; ``inputs`` makes every figure recomputable.

    ``load`` is erlangs of work (for deferred channels the level capacity), ``buffer`` the agents on top for
    randomness. ``agents_net`` meets the goals, real-valued; ``agents`` is after minimum staffing and
    shrinkage; ``heads`` is ``agents`` rounded up, once. ``service_level`` (see ``service_level_meaning``),
    ``abandonment`` and ``occupancy`` are predicted at the agents before shrinkage (at whole people where
    intervals are staffed one by one), None where closed or without work. ``due_seconds`` and
    ``arrived_seconds`` bound, for deferred channels, the cumulative work done by the end of each interval:
    any roster whose capacity can stay between them is on time on average. ``patience_interval`` is there
    when patience was told by waiting seen. ``correction`` is, where a simulation changed ``agents``, what
    came on top of the method's figure; ``correction_reason`` tells why.
    """

    queue: str
    channel: Channel
    interval_minutes: int
    starts: tuple[AwareDatetime, ...]
    load: tuple[float, ...]
    buffer: tuple[float, ...]
    agents_net: tuple[float, ...]
    agents: tuple[float, ...]
    heads: tuple[int, ...]
    shrinkage: tuple[float, ...]
    binding: tuple[Binding, ...]
    service_level: tuple[float | None, ...]
    service_level_meaning: str
    abandonment: tuple[float | None, ...]
    occupancy: tuple[float | None, ...]
    due_seconds: tuple[float, ...] = ()
    arrived_seconds: tuple[float, ...] = ()
    patience_interval: PatienceInterval | None = None
    correction: tuple[float, ...] = ()
    correction_reason: str = ""
    method: str
    formula: str
    warnings: tuple[str, ...] = ()
    inputs: StaffingRequest

    @property
    def agent_hours(self) -> float:
        """Hours of ``agents`` over all intervals, shrinkage included."""
        return sum(self.agents) * self.interval_minutes / 60.0
