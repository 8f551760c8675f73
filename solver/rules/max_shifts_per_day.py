"""How often an agent may be called in on one day."""

from typing import ClassVar, Literal

from pydantic import Field

from solver.domain.people import Agent
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import EVERY_SHIFT, Per
from solver.domain.shift import Shift
from solver.stretch_rule import AmountRule


class MaxShiftsPerDay(AmountRule):
    """At most ``most`` shifts start on one local date: 1 rules split days out, 2 allows them.

    The excess counts shifts too many. Required with 1, it also makes every other rule cheaper to build.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "shifts too many"
    sentence: ClassVar[str] = "Nobody has more shifts on one day than agreed."
    counted: ClassVar[str] = "shifts"

    rule: Literal["max_shifts_per_day"] = "max_shifts_per_day"
    most: int = Field(default=1, ge=1, le=4)

    def counted_over(self) -> Per:
        return "day"

    def limits(self, agent: Agent) -> tuple[int, int | None]:  # noqa: ARG002 - the same for everyone
        return 0, self.most

    def amount_of(self, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002 - every shift is one
        return 1

    def once_a_day(self, agent: Agent) -> bool:
        always = self.required and self.shifts == EVERY_SHIFT and self.only_if is None
        return always and self.most == 1 and self.scope.includes(agent)
