"""On which weekdays blocks of work begin and end."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from solver.domain.days import by_local_day, day_after, days_before, days_up_to, exists
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel

Weekday = Literal[0, 1, 2, 3, 4, 5, 6]


class RunEdges(Rule):
    """Runs of worked local dates begin on one of ``first`` and end on one of ``last`` (0 is Monday).

    What is not named is free. The last date of the period ends no run, and the first begins none where the
    date before it was worked. The excess counts runs that begin, and runs that end, on another weekday.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "runs that begin or end on another weekday"
    sentence: ClassVar[str] = "Blocks of work begin and end on the weekdays agreed."
    example: ClassVar[dict[str, Any]] = {"first": [0, 1, 2, 3]}

    rule: Literal["run_edges"] = "run_edges"
    first: frozenset[Weekday] = frozenset({0, 1, 2, 3, 4, 5, 6})
    last: frozenset[Weekday] = frozenset({0, 1, 2, 3, 4, 5, 6})

    def edges(self, problem: Problem, agent: Agent) -> Iterator[tuple[date, date, bool]]:
        """A date, the neighbour that must be worked too, and whether a run would begin there."""
        dates = [day for day in problem.period.dates if exists(day, agent.zone)]
        for day in dates:
            if day.weekday() not in self.first:
                yield day, days_up_to(day, 2, agent.zone)[1], True
            if day.weekday() not in self.last and day != dates[-1]:
                yield day, day_after(day, agent.zone), False

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            past, dates = days_before(model.problem, agent), set(model.problem.period.dates)
            for day, neighbour, _ in self.edges(model.problem, agent):
                known = neighbour in past or (day in past and neighbour not in dates)
                if not known:
                    work = 1 if day in past else model.works_on(agent.id, day)
                    beside = model.works_on(agent.id, neighbour) if neighbour in dates else 0
                    yield model.breach(work - beside, place=Place(agent=agent.id, date=day), most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts, dates = roster.by_agent(), set(problem.period.dates)
        for agent in self.agents(problem):
            past = days_before(problem, agent)
            worked = past | (set(by_local_day(agent, shifts.get(agent.id, ()))) & dates)
            for day, neighbour, begins in self.edges(problem, agent):
                if day in past and neighbour not in dates:
                    continue
                if day in worked and neighbour not in worked:
                    verb = "begins" if begins else "ends"
                    yield self.violation(
                        1,
                        Place(agent=agent.id, date=day),
                        f"The block of work of {agent.name} {verb} on {day:%A} {day}.",
                    )
