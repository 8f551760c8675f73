"""How many days of a week may be worked."""

from collections.abc import Hashable, Iterable
from typing import ClassVar, Literal

from pydantic import Field

from solver.domain.days import local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import Per
from solver.domain.shift import Shift
from solver.stretch_rule import DistinctRule


class MaxDaysPerWeek(DistinctRule):
    """At most ``days`` local dates of each week of the period are worked.

    Where ``days`` is not given, each contract's own ``max_weekly_days`` holds. Weeks are the period's blocks
    of seven dates; a shift counts on the local date it starts. The excess counts days too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "days too many"
    sentence: ClassVar[str] = "Nobody works on more days of a week than the contract allows."
    counted: ClassVar[str] = "days of work"

    rule: Literal["max_days_per_week"] = "max_days_per_week"
    days: int | None = Field(default=None, ge=0, le=7)

    def counted_over(self) -> Per:
        return "week"

    def limits(self, agent: Agent) -> tuple[int, int | None]:
        return 0, agent.contract.max_weekly_days if self.days is None else self.days

    def touched(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> Iterable[Hashable]:  # noqa: ARG002
        return (local_day(shift.start, agent.zone),)
