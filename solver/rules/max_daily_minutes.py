"""The longest working day."""

from typing import ClassVar, Literal

from pydantic import Field

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import EVERY_SHIFT, Per
from solver.domain.shift import Shift
from solver.stretch_rule import AmountRule


class MaxDailyMinutes(AmountRule):
    """Paid minutes of the shifts that start on one local date stay within ``minutes``.

    Where ``minutes`` is not given, each contract's own ``max_daily_minutes`` holds. Minutes are elapsed: a
    shift over a clock change lasts what it lasts. The excess counts paid minutes too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "paid minutes too many"
    sentence: ClassVar[str] = "Nobody works more hours in a day than the contract allows."
    counted: ClassVar[str] = "paid minutes"

    rule: Literal["max_daily_minutes"] = "max_daily_minutes"
    minutes: int | None = Field(default=None, ge=0, le=1_440)

    def counted_over(self) -> Per:
        return "day"

    def limits(self, agent: Agent) -> tuple[int, int | None]:
        return 0, agent.contract.max_daily_minutes if self.minutes is None else self.minutes

    def amount_of(self, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002 - the same for everyone
        return shift.paid_minutes

    def forbids(self, problem: Problem, agent: Agent, shift: Shift) -> bool:  # noqa: ARG002
        always = self.required and self.shifts == EVERY_SHIFT and self.only_if is None
        limit = self.limits(agent)[1]
        return always and self.scope.includes(agent) and limit is not None and shift.paid_minutes > limit
