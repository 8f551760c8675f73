"""A cap on weekends worked."""

from collections.abc import Hashable, Iterable
from typing import ClassVar, Literal

from pydantic import Field

from solver.domain.days import local_day, weekend_of
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import Per
from solver.domain.shift import Shift
from solver.stretch_rule import DistinctRule


class MaxWeekends(DistinctRule):
    """At most ``most`` weekends of the period, or of another stretch, are worked.

    A weekend is worked when a shift starts on its Saturday or Sunday in the agent's zone; both count once.
    A weekend that two stretches share counts in each by the dates it has there. The excess counts weekends
    too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "weekends too many"
    sentence: ClassVar[str] = "Nobody works on more weekends than agreed."
    counted: ClassVar[str] = "weekends of work"

    rule: Literal["max_weekends"] = "max_weekends"
    most: int = Field(default=2, ge=0, le=14)
    per: Per = "period"

    def counted_over(self) -> Per:
        return self.per

    def limits(self, agent: Agent) -> tuple[int, int | None]:  # noqa: ARG002 - the same for everyone
        return 0, self.most

    def touched(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> Iterable[Hashable]:  # noqa: ARG002
        saturday = weekend_of(local_day(shift.start, agent.zone))
        return () if saturday is None else (saturday,)
