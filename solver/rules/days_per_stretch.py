"""Limits on how many dates are worked."""

from collections.abc import Hashable, Iterable
from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.days import local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import Per
from solver.domain.shift import Shift
from solver.stretch_rule import DistinctRule


class DaysPerStretch(DistinctRule):
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
    per: Per = "week"

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if self.least == 0 and self.most is None:
            raise ValueError("least or most: name at least one limit")
        if self.most is not None and self.most < self.least:
            raise ValueError("most must not be smaller than least")
        return self

    def counted_over(self) -> Per:
        return self.per

    def limits(self, agent: Agent) -> tuple[int, int | None]:  # noqa: ARG002 - the same for everyone
        return self.least, self.most

    def touched(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> Iterable[Hashable]:  # noqa: ARG002
        return (local_day(shift.start, agent.zone),)
