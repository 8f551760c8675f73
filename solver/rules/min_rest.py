"""Rest between shifts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class MinRest(Rule):
    """At least ``hours`` of elapsed time between the end of one shift and the start of the next.

    Directive 2003/88/EC art. 3 asks for eleven consecutive hours in every 24. A contract with its own
    ``min_rest_minutes`` overrides ``hours``. The excess counts rests cut short.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "rests cut short"
    sentence: ClassVar[str] = "Everyone rests long enough between two shifts."

    rule: Literal["min_rest"] = "min_rest"
    hours: float = Field(default=11, gt=0, le=72)

    def rest_for(self, agent: Agent) -> timedelta:
        own = agent.contract.min_rest_minutes
        return timedelta(hours=self.hours) if own is None else timedelta(minutes=own)

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        ...

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            rest = self.rest_for(agent)
            ends: list[tuple[datetime, datetime]] = sorted(
                (shift.start, shift.end)
                for shift in (*problem.carried_in, *shifts.get(agent.id, ()))
                if shift.agent == agent.id
            )
            if agent.carried.last_shift_end is not None and agent.carried.last_shift_start is not None:
                ends.insert(0, (agent.carried.last_shift_start, agent.carried.last_shift_end))
            for (_, ended), (starts, until) in pairwise(ends):
                if starts - ended < rest:
                    hours = (starts - ended) / timedelta(hours=1)
                    yield self.violation(
                        1,
                        Place(agent=agent.id, start=starts, end=until),
                        f"{agent.name} rests {hours:g} h before the shift at {starts:%Y-%m-%d %H:%M}Z, "
                        f"{rest / timedelta(hours=1):g} h are asked for.",
                    )
