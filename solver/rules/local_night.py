"""Work within the hours that suit the agent's own clock."""

from typing import ClassVar, Literal

from pydantic import Field

from solver.domain.days import NIGHT, clock_minutes
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.domain.time import ClockWindow
from solver.rule import ShiftRule


class LocalNight(ShiftRule):
    """Shifts stay out of the local night, and inside the agent's comfort hours where some are named.

    ``window`` is the night on the agent's own clocks. With ``comfort`` the minutes outside an agent's comfort
    window count instead, for agents who have one. ``whom`` limits the rule to those whose contract has no
    night work. Up to ``free_minutes`` of a shift are not counted. Required forbids such shifts, preferred
    prices their minutes.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "minutes of shifts at local night or outside comfort hours"
    sentence: ClassVar[str] = "Work stays out of the local night and inside everyone's comfort hours."

    rule: Literal["local_night"] = "local_night"
    window: ClockWindow = NIGHT
    comfort: bool = True
    whom: Literal["everyone", "day_contracts"] = "everyone"
    free_minutes: int = Field(default=0, ge=0, le=1_440)

    def excess_of(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002
        if self.whom == "day_contracts" and agent.contract.night_work:
            return 0
        if self.comfort and agent.comfort is not None:
            inside = clock_minutes(agent.comfort, shift.start, shift.end, agent.zone)
            outside = shift.minutes - inside
        else:
            outside = clock_minutes(self.window, shift.start, shift.end, agent.zone)
        return max(0, outside - self.free_minutes)

    def message_for(self, agent: Agent, shift: Assignment, excess: int) -> str:
        return (
            f"{agent.name} works {excess} minutes at local night or outside comfort hours in the shift at "
            f"{shift.start:%Y-%m-%d %H:%M}Z."
        )
