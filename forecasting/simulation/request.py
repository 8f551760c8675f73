"""What a simulation is asked: queues with their contacts, agents with their stretches, and how often."""

from collections import Counter
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from forecasting.documents import Document
from forecasting.staffing.requirement import (
    Channel,
    Count,
    OpeningBacklog,
    ResponseGoal,
    Seconds,
    ServiceGoal,
    ServiceLevelGoal,
    ZoneName,
)
from forecasting.staffing.service_level import ServiceLevelDefinition

MOST_QUEUES = 60
MOST_CONTACTS = 5_000_000
"""Contacts of one replication beyond which the input is taken for a slip of units."""

Name = Annotated[str, Field(min_length=1, max_length=200)]


class SimulatedQueue(Document):
    """A queue and its contacts; tuples hold one value per start of the request, one number holds throughout.

    Live contacts come while the queue is open (in the first ``open`` share of an interval), deferred ones at
    any time; these are due ``within_open_seconds`` later, counted in intervals with any ``open``. Among
    waiting contacts the highest ``priority`` goes first, then the one waiting longest. An agent starts a
    deferred contact only if ``keep_idle`` other agents stay idle who serve a live queue this agent serves
    too. Handle times are gamma distributed (exponential at cv 1), patience is exponential, None endless; each
    local day of ``time_zone`` has one gamma factor of coefficient of variation ``day_factor_cv``.
    ``concurrency`` is, for chat, the handle time at 1, 2, … chats in hand as a multiple of that at one.
    """

    name: Name
    channel: Channel
    open: tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...]
    volume: tuple[Count, ...]
    handle_seconds: Seconds | tuple[Seconds, ...]
    handle_time_cv: Annotated[float, Field(ge=0.0, le=10.0)] = 1.0
    goal: ServiceGoal
    patience_seconds: Seconds | None = None
    priority: Annotated[int, Field(ge=0, le=1000)] = 0
    concurrency: Annotated[
        tuple[Annotated[float, Field(ge=0.01, le=100.0)], ...], Field(min_length=1, max_length=20)
    ] = (1.0,)
    keep_idle: Annotated[int, Field(ge=0, le=10_000)] = 0
    opening_backlog: tuple[OpeningBacklog, ...] = ()
    day_factor_cv: Annotated[float, Field(ge=0.0, le=2.0)] = 0.0
    time_zone: ZoneName = "UTC"

    @model_validator(mode="after")
    def _suits_its_channel(self) -> Self:
        deferred = isinstance(self.goal, ResponseGoal)
        if self.channel.is_live == deferred:
            expected = "a service level, speed of answer or abandonment" if deferred else "a response"
            raise ValueError(f"queue {self.name}: goal: expected {expected} goal for {self.channel}")
        if isinstance(self.goal, ServiceLevelGoal) and self.goal.definition is ServiceLevelDefinition.VIRTUAL:
            raise ValueError(
                f"queue {self.name}: goal: expected a definition that counts real contacts, got virtual"
            )
        if self.channel is not Channel.CHAT and self.concurrency != (1.0,):
            raise ValueError(
                f"queue {self.name}: concurrency: expected (1.0,); only chats are held side by side"
            )
        if self.concurrency[0] != 1.0:
            raise ValueError(f"queue {self.name}: concurrency[0]: expected 1.0, one chat in hand")
        if self.channel.is_live and (self.keep_idle or self.opening_backlog):
            raise ValueError(
                f"queue {self.name}: keep_idle, opening_backlog: expected none for {self.channel}"
            )
        return self


class AgentSkill(Document):
    """A queue an agent serves: ``speed`` 2 handles in half the time, lower ``rank`` is asked first."""

    queue: Name
    speed: Annotated[float, Field(ge=0.05, le=20.0)] = 1.0
    rank: Annotated[int, Field(ge=0, le=100)] = 0


class Stretch(Document):
    """Time on queues without a break; a contact in hand at its end is finished."""

    start: AwareDatetime
    end: AwareDatetime

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end: expected a time after {self.start.isoformat()}")
        return self


class SimulatedAgent(Document):
    """An agent of the roster: queues served and stretches on duty; breaks are the gaps between them.

    ``shrinkage`` is the share of time on duty that is lost, by turns with those who serve the same queues.
    """

    name: Name
    skills: Annotated[tuple[AgentSkill, ...], Field(min_length=1)]
    on_duty: tuple[Stretch, ...] = ()
    shrinkage: Annotated[float, Field(ge=0.0, lt=1.0)] = 0.0

    @model_validator(mode="after")
    def _one_thing_at_a_time(self) -> Self:
        for queue, times in Counter(skill.queue for skill in self.skills).items():
            if times > 1:
                raise ValueError(f"agent {self.name}: skills: {queue} appears {times} times")
        for before, after in zip(self.on_duty, self.on_duty[1:], strict=False):
            if after.start < before.end:
                raise ValueError(
                    f"agent {self.name}: on_duty: expected stretches in order, {after.start.isoformat()} "
                    f"begins before {before.end.isoformat()}"
                )
        return self


class SimulationRequest(Document):
    """A roster against sampled contacts over intervals that begin at ``starts`` (UTC, rising).

    The first ``warm_up_intervals`` are simulated but not reported. Intervals of half-widths have
    ``confidence``. The same request gives the same result to the last bit.
    """

    interval_minutes: Literal[15, 30, 60] = 15
    starts: Annotated[tuple[AwareDatetime, ...], Field(min_length=1, max_length=40_000)]
    queues: Annotated[tuple[SimulatedQueue, ...], Field(min_length=1, max_length=MOST_QUEUES)]
    agents: Annotated[tuple[SimulatedAgent, ...], Field(max_length=20_000)]
    replications: Annotated[int, Field(ge=1, le=100_000)] = 100
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 1
    confidence: Annotated[float, Field(gt=0.5, lt=1.0)] = 0.95
    warm_up_intervals: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _starts_fit_the_queues(self) -> Self:
        count, step = len(self.starts), timedelta(minutes=self.interval_minutes)
        for row, start in enumerate(self.starts):
            if start.utcoffset() != timedelta(0):
                raise ValueError(f"starts[{row}]: expected a time in UTC, got {start.isoformat()}")
            if row and start - self.starts[row - 1] < step:
                raise ValueError(f"starts[{row}]: expected at least {step} after the one before")
        if self.warm_up_intervals >= count:
            raise ValueError(f"warm_up_intervals: expected fewer than the {count} intervals")
        contacts = 0.0
        for queue in self.queues:
            for name in ("open", "volume", "handle_seconds"):
                value = getattr(queue, name)
                if isinstance(value, tuple) and len(value) != count:
                    raise ValueError(
                        f"queue {queue.name}: {name}: expected {count} values, one per start, "
                        f"got {len(value)}"
                    )
            handle = (
                queue.handle_seconds if isinstance(queue.handle_seconds, tuple) else [queue.handle_seconds]
            )
            if any(queue.volume) and max(handle) <= 0.0:
                raise ValueError(
                    f"queue {queue.name}: handle_seconds: expected more than 0 where there are contacts"
                )
            contacts += sum(queue.volume) + sum(item.contacts for item in queue.opening_backlog)
        if contacts > MOST_CONTACTS:
            raise ValueError(
                f"volume: expected at most {MOST_CONTACTS:,} contacts in all, got {contacts:,.0f}"
            )
        return self

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        for kind, names in (("queues", self.queues), ("agents", self.agents)):
            for name, times in Counter(each.name for each in names).items():
                if times > 1:
                    raise ValueError(f"{kind}: {name} appears {times} times")
        known = {queue.name for queue in self.queues}
        for agent in self.agents:
            for skill in agent.skills:
                if skill.queue not in known:
                    raise ValueError(f"agent {agent.name}: skills: there is no queue {skill.queue}")
        return self
