"""Longer rest where the kind of shift changes."""

from datetime import datetime, time, timedelta
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.days import local_day
from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import ShiftFilter
from solver.domain.shift import Shift
from solver.domain.time import at_clock
from solver.pair_rule import Clash, PairRule

LONGEST_SHIFT = timedelta(days=2)
"""Longer than any template allows, a clock change included."""


class WeekMoment(Document):
    """A weekday (0 Monday to 6 Sunday) and a clock time on it."""

    weekday: int = Field(ge=0, le=6)
    clock: time

    @model_validator(mode="after")
    def _clock_only(self) -> Self:
        if self.clock.tzinfo is not None:
            raise ValueError("clock is read on the agent's own clock: give no offset")
        return self

    def next_from(self, instant: datetime, zone: str) -> datetime:
        """The first such moment at or after the instant on clocks in ``zone``."""
        day = local_day(instant, zone)
        day += timedelta(days=(self.weekday - day.weekday()) % 7)
        moment = at_clock(day, self.clock, zone)
        return moment if moment >= instant else at_clock(day + timedelta(days=7), self.clock, zone)


class RestBetweenKinds(PairRule):
    """From the end of a shift of ``before`` to the start of one of ``after`` at least ``hours`` pass, or it
    does not start before the next moment ``until``.

    Hours are elapsed time. Of the last shift carried over from before the period only the times are known,
    so a filter by tags or templates leaves it out. The excess counts dates that begin too soon.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "changes of kind with too little rest"
    sentence: ClassVar[str] = "Between kinds of shift there is a longer rest."
    example: ClassVar[dict[str, Any]] = {
        "before": {"tags": ["late"]},
        "after": {"tags": ["early"]},
        "hours": 24,
    }

    rule: Literal["rest_between_kinds"] = "rest_between_kinds"
    before: ShiftFilter
    after: ShiftFilter
    hours: float | None = Field(default=None, gt=0, le=336)
    until: WeekMoment | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.hours is None) == (self.until is None):
            raise ValueError("hours or until: name just one of them")
        return self

    @property
    def reach(self) -> timedelta:
        longest = timedelta(days=8) if self.hours is None else timedelta(hours=self.hours)
        return longest + LONGEST_SHIFT

    def rested_by(self, agent: Agent, ended: datetime) -> datetime:
        """When a shift of the other kind may start after one that ended."""
        if self.until is not None:
            return self.until.next_from(ended, agent.zone)
        return ended + timedelta(hours=self.hours or 0)

    def clashes(self, problem: Problem) -> Clash:
        first, second = self.before.chooser(problem), self.after.chooser(problem)

        def clash(agent: Agent, earlier: Shift | Assignment, later: Shift | Assignment) -> bool:
            return (
                first(agent, earlier)
                and second(agent, later)
                and earlier.end <= later.start < self.rested_by(agent, earlier.end)
            )

        return clash

    def message_for(self, agent: Agent, earlier: Assignment, later: Assignment) -> str:
        hours = (later.start - earlier.end) / timedelta(hours=1)
        due = (self.rested_by(agent, earlier.end) - earlier.end) / timedelta(hours=1)
        return (
            f"{agent.name} rests {hours:g} h between the {earlier.template} and the {later.template} "
            f"shift at {later.start:%Y-%m-%d %H:%M}Z, {due:g} h are asked for."
        )
