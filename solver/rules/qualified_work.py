"""Only people who can do the work."""

from typing import ClassVar, Literal

from solver.domain.coverage import capability
from solver.domain.days import local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.rule import ShiftRule


class QualifiedWork(ShiftRule):
    """Nobody is rostered on a day on which they can serve no queue, unless their role has other work.

    A skill counts while it is valid on the local date the shift starts, at the proficiency the queue asks
    for, on a channel and at a site the queue allows. ``other_work`` are the roles that need no queue, and a
    shift that activities off the queues fill needs none either. The excess counts shifts.
    """

    tier: ClassVar[Tier] = Tier.SERVICE
    unit: ClassVar[str] = "shifts without work the agent can do"
    sentence: ClassVar[str] = "Everyone is rostered for work they have the skills and channels for."

    rule: Literal["qualified_work"] = "qualified_work"
    other_work: tuple[str, ...] = (
        "lead",
        "technical account manager",
        "operations analyst",
        "head of support",
    )

    def excess_of(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> int:
        if agent.role in self.other_work or shift.off_queue:
            return 0
        return int(not capability(problem, agent, local_day(shift.start, agent.zone)))

    def message_for(self, agent: Agent, shift: Assignment, excess: int) -> str:  # noqa: ARG002 - always one
        return f"{agent.name} can serve no queue on {shift.local_date(agent.zone)}."
