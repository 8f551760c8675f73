"""Free weekends that follow one another."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import WEEKEND, Weekend, by_local_day, days_before
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.domain.time import PlanningPeriod
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class MinWeekendsOff(Rule):
    """Somewhere in the period ``weekends`` weekends in a row are free.

    Counted are weekends all of whose days are dates of the period; where there are fewer of
    them, all are owed. A weekend is free when no shift starts on it in the agent's zone. The excess counts
    weekends missing from the longest row.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "weekends off in a row missing"
    sentence: ClassVar[str] = "Everyone has some free weekends in a row."
    dated: ClassVar[bool] = False

    rule: Literal["min_weekends_off"] = "min_weekends_off"
    weekends: int = Field(default=2, ge=1, le=12)
    weekend: Weekend = WEEKEND

    def counted(self, period: PlanningPeriod) -> list[tuple[date, ...]]:
        """The days of each weekend looked at."""
        size, dates = len(self.weekend), period.dates
        return [
            dates[first : first + size]
            for first in range(len(dates) - size + 1)
            if dates[first].weekday() == self.weekend[0]
        ]

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        weekends = self.counted(model.problem.period)
        owed = min(self.weekends, len(weekends))
        if owed == 0:
            return
        for agent in self.agents(model.problem):
            past = days_before(model.problem, agent)
            free = []
            for days in weekends:
                shifts = [shift for day in days for shift in model.shifts_on(agent.id, day)]
                free.append(0 if past & set(days) else 1 - model.any_of(shifts))
            yield model.breach(owed - model.longest_run(free, owed), place=Place(agent=agent.id), most=owed)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts, weekends = roster.by_agent(), self.counted(problem.period)
        owed = min(self.weekends, len(weekends))
        for agent in self.agents(problem):
            worked = days_before(problem, agent) | set(by_local_day(agent, shifts.get(agent.id, ())))
            longest = row = 0
            for days in weekends:
                row = 0 if worked.intersection(days) else row + 1
                longest = max(longest, row)
            if longest < owed:
                yield self.violation(
                    owed - longest,
                    Place(agent=agent.id),
                    f"{agent.name} has {longest} free weekends in a row, {owed} are due.",
                )
