"""Approved absence is kept free."""

from typing import ClassVar, Literal

from solver.domain.days import minutes_within
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.rule import ShiftRule


class TimeOffKept(ShiftRule):
    """No shift touches approved time off. The excess counts the minutes they share."""

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "minutes of time off worked"
    sentence: ClassVar[str] = "Nobody works during approved time off."

    rule: Literal["time_off"] = "time_off"

    def excess_of(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002
        return minutes_within((absence.span for absence in agent.time_off), shift.start, shift.end)

    def message_for(self, agent: Agent, shift: Assignment, excess: int) -> str:
        return (
            f"{agent.name} has time off for {excess} minutes of the shift at {shift.start:%Y-%m-%d %H:%M}Z."
        )
