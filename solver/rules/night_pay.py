"""What work at night costs."""

from datetime import time
from typing import ClassVar, Literal

from pydantic import Field

from solver.domain.days import clock_minutes
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.domain.time import ClockWindow
from solver.rule import ShiftRule, Weight


class NightPay(ShiftRule):
    """Minutes of shifts inside ``window`` on the agent's own clock earn ``percent`` on top.

    Article 86 of the Labor Code of the Philippines asks for ten percent from 22:00 to 06:00. Minutes are
    elapsed, breaks included. The excess counts the supplement in hundredths of a minute's ordinary pay.
    """

    tier: ClassVar[Tier] = Tier.COST
    unit: ClassVar[str] = "hundredths of a minute's pay on top"
    sentence: ClassVar[str] = "Work at night costs extra."

    rule: Literal["night_pay"] = "night_pay"
    weight: Weight = 1
    window: ClockWindow = ClockWindow(start=time(22), end=time(6))
    percent: int = Field(default=10, ge=1, le=500)

    def excess_of(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002
        return self.percent * clock_minutes(self.window, shift.start, shift.end, agent.zone)

    def message_for(self, agent: Agent, shift: Assignment, excess: int) -> str:
        return (
            f"{agent.name} earns {excess / 100:g} minutes' pay on top for the night hours of the shift at "
            f"{shift.start:%Y-%m-%d %H:%M}Z."
        )
