"""Limits on how many dates are worked."""

from collections.abc import Hashable, Iterable
from typing import Any, ClassVar, Literal

from pydantic import Field

from solver.domain.days import local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.stretch_rule import DistinctRule, LimitedRule


class DaysPerStretch(LimitedRule, DistinctRule):
    """How many local dates begin a shift, ``per`` week, month, period or other stretch, lies within limits.

    Days off have limits, too: at most two days off in a week are at least five days of work. A stretch of
    which the period holds a part owes its part of ``least``, rounded down, and keeps all of ``most``. The
    excess counts days missing or too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "days missing or too many"
    sentence: ClassVar[str] = "The number of days worked stays inside limits in every stretch of dates."
    example: ClassVar[dict[str, Any]] = {"most": 22, "per": "month"}
    counted: ClassVar[str] = "days of such work"

    rule: Literal["days_per_stretch"] = "days_per_stretch"
    least: int = Field(default=0, ge=0, le=366)
    most: int | None = Field(default=None, ge=0, le=366)

    def touched(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> Iterable[Hashable]:  # noqa: ARG002
        return (local_day(shift.start, agent.zone),)
