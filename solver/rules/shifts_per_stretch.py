"""Limits on how many shifts of a kind."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from solver.domain.people import Agent
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.stretch_rule import AmountRule, LimitedRule


class ShiftsPerStretch(LimitedRule, AmountRule):
    """How many shifts an agent has ``per`` day, week, month, period or other stretch lies within limits.

    A stretch of which the period holds a part owes its part of ``least``, rounded down, and keeps all of
    ``most``. The excess counts shifts missing or too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "shifts missing or too many"
    sentence: ClassVar[str] = "The number of shifts of a kind stays inside limits in every stretch of dates."
    example: ClassVar[dict[str, Any]] = {"most": 2, "per": "week", "shifts": {"tags": ["late"]}}
    counted: ClassVar[str] = "such shifts"

    rule: Literal["shifts_per_stretch"] = "shifts_per_stretch"
    least: int = Field(default=0, ge=0, le=1000)
    most: int | None = Field(default=None, ge=0, le=1000)

    def amount_of(self, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002 - every shift is one
        return 1
