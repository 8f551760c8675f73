"""Breaks and meals that a long shift owes."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.rule import ShiftRule


class BreaksInShift(ShiftRule):
    """A shift with more than ``over_minutes`` of work holds at least ``minutes`` of breaks and meals.

    Work is elapsed time less the pauses that count; only pauses of ``piece_minutes`` or longer count, and
    only ``activities`` named. The Irish Organisation of Working Time Act 1997 s. 12 asks for 15 minutes after
    four and a half hours and for 30 after six. Where a pause lies in the shift is said by the template's
    windows. The excess counts minutes of break missing.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "minutes of break missing"
    sentence: ClassVar[str] = "Long shifts hold the breaks they owe."
    example: ClassVar[dict[str, Any]] = {"over_minutes": 360, "minutes": 30}

    rule: Literal["breaks_in_shift"] = "breaks_in_shift"
    over_minutes: int = Field(ge=0, le=1_440)
    minutes: int = Field(ge=1, le=720)
    piece_minutes: int = Field(default=5, ge=1, le=720)
    activities: frozenset[Literal["break", "meal"]] = Field(
        default=frozenset({"break", "meal"}), min_length=1
    )

    def excess_of(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002
        pauses = shift.breaks if isinstance(shift, Assignment) else shift.length.breaks
        lengths = [pause.minutes for pause in pauses if str(pause.activity) in self.activities]
        given = sum(minutes for minutes in lengths if minutes >= self.piece_minutes)
        return max(0, self.minutes - given) if shift.minutes - given > self.over_minutes else 0

    def message_for(self, agent: Agent, shift: Assignment, excess: int) -> str:
        return (
            f"{agent.name} misses {excess} minutes of break in the shift at {shift.start:%Y-%m-%d %H:%M}Z, "
            f"{self.minutes} are due after {self.over_minutes} minutes of work."
        )
