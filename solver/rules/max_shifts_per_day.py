"""How often an agent may be called in on one day."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class MaxShiftsPerDay(Rule):
    """At most ``most`` shifts start on one local date: 1 rules split days out, 2 allows them.

    The excess counts shifts too many. Required with 1, it also makes every other rule cheaper to build.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "shifts too many"
    sentence: ClassVar[str] = "Nobody has more shifts on one day than agreed."

    rule: Literal["max_shifts_per_day"] = "max_shifts_per_day"
    most: int = Field(default=1, ge=1, le=4)

    def once_a_day(self, agent: Agent) -> bool:
        return self.required and self.most == 1 and self.scope.includes(agent)

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            for day in model.days(agent.id):
                most = model.most_of(model.shifts_on(agent.id, day)) - self.most
                if most > 0:
                    place = Place(agent=agent.id, date=day)
                    yield model.breach(model.starts_on(agent.id, day) - self.most, place=place, most=most)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            for day, worked in by_local_day(agent, shifts.get(agent.id, ())).items():
                if len(worked) > self.most:
                    yield self.violation(
                        len(worked) - self.most,
                        Place(agent=agent.id, date=day),
                        f"{agent.name} has {len(worked)} shifts on {day}, at most {self.most} are allowed.",
                    )
