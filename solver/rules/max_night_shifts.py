"""A cap on night shifts."""

from typing import ClassVar, Literal

from pydantic import Field

from solver.domain.days import is_night_shift
from solver.domain.people import Agent
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import Per
from solver.domain.shift import Shift
from solver.stretch_rule import AmountRule


class MaxNightShifts(AmountRule):
    """At most ``most`` night shifts ``per`` week, period or other stretch.

    A night shift has at least three hours between 23:00 and 06:00 on the agent's clocks. The excess counts
    night shifts too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "night shifts too many"
    sentence: ClassVar[str] = "Nobody works more night shifts than agreed."
    counted: ClassVar[str] = "night shifts"

    rule: Literal["max_night_shifts"] = "max_night_shifts"
    most: int = Field(default=4, ge=0, le=91)
    per: Per = "week"

    def counted_over(self) -> Per:
        return self.per

    def limits(self, agent: Agent) -> tuple[int, int | None]:  # noqa: ARG002 - the same for everyone
        return 0, self.most

    def amount_of(self, agent: Agent, shift: Shift | Assignment) -> int:
        return int(is_night_shift(shift.start, shift.end, agent.zone))
