"""Shifts some people are kept out of."""

from typing import Any, ClassVar, Literal

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.rule import ShiftRule


class BarredShifts(ShiftRule):
    """Agents of the scope have none of the ``shifts`` named: hazards, kinds of shift, dates.

    Preferred, it says who should rather not have them; with a scope of everyone else, who should. The excess
    counts such shifts.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "shifts of people who should not have them"
    sentence: ClassVar[str] = "People are kept out of shifts that are not for them."
    example: ClassVar[dict[str, Any]] = {
        "scope": {"tags": ["expecting"]},
        "shifts": {"nights": True},
    }

    rule: Literal["barred_shifts"] = "barred_shifts"

    def excess_of(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002
        return 1

    def message_for(self, agent: Agent, shift: Assignment, excess: int) -> str:  # noqa: ARG002 - always one
        return (
            f"{agent.name} has the {shift.template} shift at {shift.start:%Y-%m-%d %H:%M}Z, which is not for "
            "them."
        )
