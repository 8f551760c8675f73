"""Limits on weekends worked."""

from collections.abc import Hashable, Iterable
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.days import WEEKEND, Weekend, local_day, weekend_of
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import Per
from solver.domain.shift import Shift
from solver.stretch_rule import DistinctRule


class MaxWeekends(DistinctRule):
    """At least ``least`` and at most ``most`` weekends of the period, or of another stretch, are worked.

    A weekend is worked when a shift starts on one of its days in the agent's zone; all of them count once. A
    weekend that two stretches share counts in each by the dates it has there, and a part of a stretch owes
    its part of ``least``, rounded down. The excess counts weekends too many or missing.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "weekends too many or missing"
    sentence: ClassVar[str] = "Nobody works on more weekends than agreed."
    counted: ClassVar[str] = "weekends of work"

    rule: Literal["max_weekends"] = "max_weekends"
    least: int = Field(default=0, ge=0, le=53)
    most: int = Field(default=2, ge=0, le=53)
    per: Per = "period"
    weekend: Weekend = WEEKEND

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most < self.least:
            raise ValueError("most must not be smaller than least")
        return self

    def counted_over(self) -> Per:
        return self.per

    def limits(self, agent: Agent) -> tuple[int, int | None]:  # noqa: ARG002 - the same for everyone
        return self.least, self.most

    def touched(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> Iterable[Hashable]:  # noqa: ARG002
        weekend = weekend_of(local_day(shift.start, agent.zone), self.weekend)
        return () if weekend is None else (weekend,)
