"""Longer rest where the kind of shift changes."""

from datetime import timedelta
from typing import Any, ClassVar, Literal

from pydantic import Field

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import ShiftFilter
from solver.domain.shift import Shift
from solver.pair_rule import Clash, PairRule

LONGEST_SHIFT = timedelta(days=2)
"""Longer than any template allows, a clock change included."""


class RestBetweenKinds(PairRule):
    """From the end of a shift of ``before`` to the start of one of ``after`` at least ``hours`` pass.

    Hours are elapsed time. Of the last shift carried over from before the period only the times are known,
    so a filter by tags or templates leaves it out. The excess counts dates that begin too soon.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "changes of kind with too little rest"
    sentence: ClassVar[str] = "Between kinds of shift there is a longer rest."
    example: ClassVar[dict[str, Any]] = {
        "before": {"tags": ["late"]},
        "after": {"tags": ["early"]},
        "hours": 24,
    }

    rule: Literal["rest_between_kinds"] = "rest_between_kinds"
    before: ShiftFilter
    after: ShiftFilter
    hours: float = Field(gt=0, le=336)

    @property
    def reach(self) -> timedelta:
        return timedelta(hours=self.hours) + LONGEST_SHIFT

    def clashes(self, problem: Problem) -> Clash:
        first, second = self.before.chooser(problem), self.after.chooser(problem)
        rest = timedelta(hours=self.hours)

        def clash(agent: Agent, earlier: Shift | Assignment, later: Shift | Assignment) -> bool:
            gap = later.start - earlier.end
            return timedelta() <= gap < rest and first(agent, earlier) and second(agent, later)

        return clash

    def message_for(self, agent: Agent, earlier: Assignment, later: Assignment) -> str:
        hours = (later.start - earlier.end) / timedelta(hours=1)
        return (
            f"{agent.name} rests {hours:g} h between the {earlier.template} and the {later.template} "
            f"shift at {later.start:%Y-%m-%d %H:%M}Z, {self.hours:g} h are asked for."
        )
