"""Work only when the agent can."""

from typing import ClassVar, Literal

from solver.domain.days import minutes_within
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.domain.time import Span
from solver.rule import ShiftRule


class Availability(ShiftRule):
    """Shifts lie inside the agent's available spans, where some are given, and touch no unavailable one.

    The excess counts minutes of shifts at which the agent is not available.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "minutes outside availability"
    sentence: ClassVar[str] = "Nobody works when they said they cannot."

    rule: Literal["availability"] = "availability"

    def excess_of(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002
        if agent.available is None:
            return minutes_within(agent.unavailable, shift.start, shift.end)
        free = minutes_within(agent.available, shift.start, shift.end)
        taken = [
            Span(start=max(free_span.start, busy.start), end=min(free_span.end, busy.end))
            for free_span in agent.available
            for busy in agent.unavailable
            if max(free_span.start, busy.start) < min(free_span.end, busy.end)
        ]
        return shift.minutes - free + minutes_within(taken, shift.start, shift.end)

    def message_for(self, agent: Agent, shift: Assignment, excess: int) -> str:
        return (
            f"{agent.name} is not available for {excess} minutes of the shift at "
            f"{shift.start:%Y-%m-%d %H:%M}Z."
        )
