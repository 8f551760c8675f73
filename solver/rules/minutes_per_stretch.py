"""Limits on minutes of work."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any, ClassVar, Literal, Self

from pydantic import model_validator

from solver.domain.days import DAY, clock_minutes
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import Stretch
from solver.domain.shift import Shift, credits_in
from solver.domain.time import MINUTE, ClockWindow, local_midnight
from solver.stretch_rule import AmountRule, LimitedRule

LONGEST_SHIFT = timedelta(days=2)
"""How long before a stretch a shift that reaches into it may start, at most."""


class MinutesPerStretch(LimitedRule, AmountRule):
    """Minutes of work ``per`` day, week, month, period, rolling window or dates named lie within limits.

    Counted are paid minutes; with ``count`` elapsed all minutes from start to end, but those of breaks named
    in ``without_breaks``; with credited what the template credits the shift with, else its paid minutes. With
    ``within`` only elapsed minutes inside that window of the agent's own clock count. With ``split`` elapsed
    minutes count on the dates they fall on, otherwise all of a shift on the date it starts. A stretch of
    which the period holds a part owes its part of ``least``, rounded down, and keeps all of ``most``. The
    excess counts minutes missing or too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "minutes missing or too many"
    sentence: ClassVar[str] = "Minutes of work stay inside limits in every stretch of dates."
    example: ClassVar[dict[str, Any]] = {"most": 9_600, "per": "month"}
    counted: ClassVar[str] = "minutes"

    rule: Literal["minutes_per_stretch"] = "minutes_per_stretch"
    count: Literal["paid", "elapsed", "credited"] = "paid"
    without_breaks: frozenset[str] = frozenset()
    within: ClockWindow | None = None
    split: bool = False

    @model_validator(mode="after")
    def _countable(self) -> Self:
        if self.without_breaks and (self.count != "elapsed" or self.within is not None):
            raise ValueError("without_breaks goes with count = elapsed and no window")
        if self.split and (self.without_breaks or (self.count != "elapsed" and self.within is None)):
            raise ValueError("split counts elapsed minutes: name count = elapsed or a window, and no breaks")
        return self

    def amount_of(self, agent: Agent, shift: Shift | Assignment) -> int:
        if self.within is not None:
            return clock_minutes(self.within, shift.start, shift.end, agent.zone)
        if self.count != "elapsed":
            return shift.paid_minutes
        breaks = shift.planned_breaks if isinstance(shift, Assignment) else shift.length.breaks
        return shift.minutes - sum(each.minutes for each in breaks if each.name in self.without_breaks)

    def reaches(self, stretch: Stretch, day: date) -> bool:
        first = stretch.first - LONGEST_SHIFT if self.split else stretch.first
        return first <= day <= stretch.last

    def _minutes_in(self, stretch: Stretch, agent: Agent, shift: Shift | Assignment) -> int:
        """Elapsed minutes on the dates of the stretch."""
        opens, closes = (
            local_midnight(stretch.first, agent.zone),
            local_midnight(stretch.last + DAY, agent.zone),
        )
        start, end = max(shift.start, opens), min(shift.end, closes)
        if end <= start:
            return 0
        if self.within is not None:
            return clock_minutes(self.within, start, end, agent.zone)
        return (end - start) // MINUTE

    def amounts(self, problem: Problem, stretch: Stretch) -> Callable[[Agent, Shift | Assignment], int]:
        if self.split:
            return partial(self._minutes_in, stretch)
        if self.count != "credited" or self.within is not None:
            return self.amount_of
        return credits_in(problem)
