"""Work: queues and their requirement, and the shift templates people may be rostered on."""

from datetime import date, time
from enum import StrEnum
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.time import ClockWindow, ZoneName


class Channel(StrEnum):
    """How a contact reaches the team."""

    VOICE = "voice"
    CHAT = "chat"
    EMAIL = "email"
    TICKET = "ticket"
    SOCIAL = "social"
    CALLBACK = "callback"


class Queue(Document):
    """Where contacts of one channel, needing all of ``skills``, wait. Higher ``priority`` is covered
    first.
    """

    id: str
    name: str
    channel: Channel
    skills: tuple[str, ...] = ()
    min_proficiency: float = Field(default=0.0, ge=0, le=1)
    priority: int = Field(default=5, ge=1, le=10)
    sites: tuple[str, ...] | None = None

    def can_be_served_by(self, agent: Agent, on: date) -> bool:
        """Whether ``agent`` has the channel, the site and every skill, proficient enough and valid on
        ``on``.
        """
        if agent.channels is not None and self.channel not in agent.channels:
            return False
        if self.sites is not None and agent.site not in self.sites:
            return False
        held = [agent.skill(name, on) for name in self.skills]
        return all(skill is not None and skill.proficiency >= self.min_proficiency for skill in held)


class Requirement(Document):
    """Agents needed for one queue in each interval of the period, from the period's start on.

    ``agents`` are real numbers, counted by the solver in tenths rounded up; ``minimum`` are whole agents
    that must be there whatever the volume (the must-have floor).
    """

    queue: str
    agents: tuple[float, ...]
    minimum: tuple[int, ...] | None = None

    @model_validator(mode="after")
    def _sizes(self) -> Self:
        if any(not 0 <= value <= 100_000 for value in self.agents):
            raise ValueError("agents needed must lie between 0 and 100000")
        if self.minimum is not None:
            if len(self.minimum) != len(self.agents):
                raise ValueError("minimum must have as many intervals as agents")
            if any(not 0 <= value <= 100_000 for value in self.minimum):
                raise ValueError("minimum staffing must lie between 0 and 100000")
        return self


OffQueue = Literal["break", "meal", "training", "coaching", "meeting", "hand_off", "escalation"]
"""What takes an agent off the queues for a part of a shift, or for the whole of it."""


class BreakPlan(Document):
    """A break, meal or other activity of a shift that takes the agent off the queues.

    Offsets say how many minutes after the start of the shift it may begin; with ``clock`` it also begins not
    before the window's start and not after its end, both included, on the clock the shift starts by. One that
    fills its shift makes it a shift off the queues: on call, or a day of training.
    """

    name: str
    activity: OffQueue = "break"
    minutes: int = Field(ge=5, le=1_440)
    paid: bool = True
    earliest_offset: int = Field(ge=0, le=1_440)
    latest_offset: int = Field(ge=0, le=1_440)
    clock: ClockWindow | None = None

    @model_validator(mode="after")
    def _window(self) -> Self:
        if self.latest_offset < self.earliest_offset:
            raise ValueError("latest_offset must not be earlier than earliest_offset")
        return self


class ShiftLength(Document):
    """One length a template offers (start to end, breaks included), with its breaks in order of the day.

    The windows in which breaks may fall are apart from each other, which is what keeps breaks apart: leave
    the time between two windows that should lie between two breaks. With ``ends`` shifts of this length end
    inside that window, both its ends included, on the clock they start by. ``credited_minutes`` are what the
    shift counts for where rules count credited time (None: its paid minutes).
    """

    minutes: int = Field(ge=15, le=1_440)
    breaks: tuple[BreakPlan, ...] = ()
    ends: ClockWindow | None = None
    credited_minutes: int | None = Field(default=None, ge=0, le=1_440)

    @model_validator(mode="after")
    def _inside(self) -> Self:
        for earlier, later in pairwise(self.breaks):
            if later.earliest_offset < earlier.latest_offset + earlier.minutes:
                over = earlier.latest_offset + earlier.minutes
                raise ValueError(
                    f"break {later.name} may begin after {later.earliest_offset} minutes, "
                    f"before {earlier.name} is surely over (after {over})"
                )
        for plan in self.breaks:
            if plan.latest_offset + plan.minutes > self.minutes:
                raise ValueError(f"break {plan.name} may run past the end of the shift")
        return self

    @property
    def paid_minutes(self) -> int:
        return self.minutes - sum(plan.minutes for plan in self.breaks if not plan.paid)


class ShiftTemplate(Document):
    """Start window × lengths, in the local clock of ``zone`` (the agent's own where none is named).

    ``keep`` says what a clock change during the shift preserves: its length (duration) or its end on the wall
    clock (wall_time). Limits by weekday, site and role say who may work it and when.
    """

    name: str
    zone: ZoneName | None = None
    earliest_start: time
    latest_start: time
    step_minutes: int = Field(default=30, ge=5, le=1_440)
    lengths: tuple[ShiftLength, ...] = Field(min_length=1)
    weekdays: frozenset[int] = frozenset(range(7))
    sites: tuple[str, ...] | None = None
    roles: tuple[str, ...] | None = None
    keep: Literal["duration", "wall_time"] = "duration"
    tags: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _starts(self) -> Self:
        if self.earliest_start.tzinfo is not None or self.latest_start.tzinfo is not None:
            raise ValueError("start times are local clock times: give no offset")
        if self.latest_start < self.earliest_start:
            raise ValueError("latest_start must not be earlier than earliest_start")
        if not all(0 <= weekday <= 6 for weekday in self.weekdays):
            raise ValueError("weekdays are 0 (Monday) to 6 (Sunday)")
        return self

    def is_open_to(self, agent: Agent) -> bool:
        """Whether site, role and contract let ``agent`` work shifts of this template."""
        allowed = agent.contract.templates
        return (
            (self.sites is None or agent.site in self.sites)
            and (self.roles is None or agent.role in self.roles)
            and (allowed is None or self.name in allowed)
        )

    def start_clocks(self) -> tuple[time, ...]:
        first = self.earliest_start.hour * 60 + self.earliest_start.minute
        last = self.latest_start.hour * 60 + self.latest_start.minute
        minutes = range(first, last + 1, self.step_minutes)
        return tuple(time(minute // 60, minute % 60) for minute in minutes)
