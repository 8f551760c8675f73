"""Limits on how many shifts of a kind."""

from typing import Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.people import Agent
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import Per
from solver.domain.shift import Shift
from solver.stretch_rule import AmountRule


class ShiftsPerStretch(AmountRule):
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

    def amount_of(self, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002 - every shift is one
        return 1
