"""A cap on weekends worked."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import local_day, weekend_of
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class MaxWeekends(Rule):
    """At most ``most`` weekends of the period are worked.

    A weekend is worked when a shift starts on its Saturday or Sunday in the agent's zone; both count once.
    The excess counts weekends too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "weekends too many"
    sentence: ClassVar[str] = "Nobody works on more weekends than agreed."

    rule: Literal["max_weekends"] = "max_weekends"
    most: int = Field(default=2, ge=0, le=14)

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            weekends: dict[date, list[Shift]] = {}
            for shift in model.shifts(agent.id):
                saturday = weekend_of(shift.day)
                if saturday is not None:
                    weekends.setdefault(saturday, []).append(shift)
            if len(weekends) > self.most:
                worked = model.sum(model.any_of(shifts) for shifts in weekends.values())
                place = Place(agent=agent.id)
                yield model.breach(worked - self.most, place=place, most=len(weekends) - self.most)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            saturdays = {
                weekend_of(local_day(shift.start, agent.zone)) for shift in shifts.get(agent.id, ())
            } - {None}
            if len(saturdays) > self.most:
                yield self.violation(
                    len(saturdays) - self.most,
                    Place(agent=agent.id),
                    f"{agent.name} works on {len(saturdays)} weekends, at most {self.most} are allowed.",
                )
