"""Rest between one day's work and the next."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day, shifts_before
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class MinRest(Rule):
    """At least ``hours`` of elapsed time between the last end on one local date and the next shift's start.

    Directive 2003/88/EC art. 3 asks for eleven consecutive hours in every 24. A contract with its own
    ``min_rest_minutes`` may ask for more, never for less. The pause inside a split day is no daily rest and
    is not judged. The excess counts rests cut short.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "rests cut short"
    sentence: ClassVar[str] = "Everyone rests long enough between two days' work."

    rule: Literal["min_rest"] = "min_rest"
    hours: float = Field(default=11, gt=0, le=72)

    def rest_for(self, agent: Agent) -> timedelta:
        return max(timedelta(hours=self.hours), timedelta(minutes=agent.contract.min_rest_minutes or 0))

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            rest = self.rest_for(agent)
            done = max((end for _, end in shifts_before(model.problem, agent)), default=None)
            for day in model.days(agent.id):
                todays = model.shifts_on(agent.id, day)
                if not todays:
                    continue
                reach = todays[0].start - rest
                earlier = [shift for shift in model.shifts(agent.id) if shift.day < day and shift.end > reach]
                rows = list(self._rows(model, earlier, todays, rest))
                if done is not None and (soon := [shift for shift in todays if shift.start < done + rest]):
                    rows.append(model.any_of(soon))
                if rows:
                    yield model.breach(*rows, place=Place(agent=agent.id, date=day), most=1)

    def _rows(
        self, model: "RosterModel", earlier: list[Shift], todays: tuple[Shift, ...], rest: timedelta
    ) -> Iterator["Expr"]:
        """One row per moment at which earlier work may end: whoever is at work just before it must not start
        within ``rest`` after it.

        Shifts that share the moment before t exclude each other, so their sum is 0 or 1 without any variable.
        """
        for moment in sorted({shift.end for shift in earlier}):
            soon = [shift for shift in todays if moment <= shift.start < moment + rest]
            if soon:
                late = [shift for shift in earlier if shift.start < moment <= shift.end]
                yield model.total(late) + model.any_of(soon) - 1

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            rest = self.rest_for(agent)
            ended = max((end for _, end in shifts_before(problem, agent)), default=None)
            for day, worked in by_local_day(agent, shifts.get(agent.id, ())).items():
                starts, until = worked[0].start, max(shift.end for shift in worked)
                if ended is not None and starts - ended < rest:
                    gap, asked = ((length / timedelta(hours=1)) for length in (starts - ended, rest))
                    yield self.violation(
                        1,
                        Place(agent=agent.id, date=day, start=starts, end=until),
                        f"{agent.name} rests {gap:g} h before the shift at {starts:%Y-%m-%d %H:%M}Z, "
                        f"{asked:g} h are asked for.",
                    )
                ended = until
