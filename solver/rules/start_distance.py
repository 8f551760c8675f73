"""Starts that lie apart."""

from datetime import timedelta
from typing import ClassVar, Literal

from pydantic import Field

from solver.domain.days import local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.pair_rule import Clash, PairRule


class StartDistance(PairRule):
    """Shifts that start on different local dates start at least ``hours`` of elapsed time apart.

    The excess counts dates that begin too soon after the start of an earlier date's shift.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "starts too soon after the start of the day before"
    sentence: ClassVar[str] = "From one day's start to the next enough hours pass."

    rule: Literal["start_distance"] = "start_distance"
    hours: float = Field(default=22, gt=0, le=72)

    @property
    def reach(self) -> timedelta:
        return timedelta(hours=self.hours)

    def clashes(self, problem: Problem) -> Clash:  # noqa: ARG002 - the clock is all it takes
        def clash(agent: Agent, earlier: Shift | Assignment, later: Shift | Assignment) -> bool:
            soon = later.start - earlier.start < self.reach
            return soon and local_day(earlier.start, agent.zone) < local_day(later.start, agent.zone)

        return clash

    def message_for(self, agent: Agent, earlier: Assignment, later: Assignment) -> str:
        hours = (later.start - earlier.start) / timedelta(hours=1)
        return (
            f"{agent.name} starts at {later.start:%Y-%m-%d %H:%M}Z, {hours:g} h after the start before, "
            f"{self.hours:g} h are asked for."
        )
