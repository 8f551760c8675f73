"""The longest working week."""

from typing import ClassVar, Literal

from pydantic import Field

from solver.domain.people import Agent
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import Per
from solver.domain.shift import Shift
from solver.stretch_rule import AmountRule


class MaxWeeklyMinutes(AmountRule):
    """Paid minutes worked in each week of the period stay within ``minutes``.

    Directive 2003/88/EC art. 6 asks for at most 48 hours on average. Where ``minutes`` is not given, each
    contract's own ``max_weekly_minutes`` holds. Time off is not work. Weeks are the period's blocks of seven
    dates, a last shorter block keeps the whole limit; a shift counts on the local date it starts. The excess
    counts paid minutes too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "paid minutes too many"
    sentence: ClassVar[str] = "Nobody works more hours in a week than the contract allows."
    counted: ClassVar[str] = "paid minutes"

    rule: Literal["max_weekly_minutes"] = "max_weekly_minutes"
    minutes: int | None = Field(default=None, ge=0, le=10_080)

    def counted_over(self) -> Per:
        return "week"

    def limits(self, agent: Agent) -> tuple[int, int | None]:
        return 0, agent.contract.max_weekly_minutes if self.minutes is None else self.minutes

    def amount_of(self, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002 - the same for everyone
        return shift.paid_minutes
