"""Free weekends that follow one another."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day, days_before
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

    Counted are weekends whose Saturday and Sunday are both dates of the period; where there are fewer of
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

    def saturdays(self, period: PlanningPeriod) -> list[date]:
        return [
            day for day in period.dates if day.weekday() == 5 and day + timedelta(days=1) <= period.dates[-1]
        ]

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        saturdays = self.saturdays(model.problem.period)
        owed = min(self.weekends, len(saturdays))
        if owed == 0:
            return
        for agent in self.agents(model.problem):
            past = days_before(model.problem, agent)
            free = []
            for saturday in saturdays:
                days = (saturday, saturday + timedelta(days=1))
                shifts = [shift for day in days for shift in model.shifts_on(agent.id, day)]
                free.append(0 if past & set(days) else 1 - model.any_of(shifts))
            yield model.breach(owed - model.longest_run(free, owed), place=Place(agent=agent.id), most=owed)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts, saturdays = roster.by_agent(), self.saturdays(problem.period)
        owed = min(self.weekends, len(saturdays))
        for agent in self.agents(problem):
            worked = days_before(problem, agent) | set(by_local_day(agent, shifts.get(agent.id, ())))
            longest = row = 0
            for saturday in saturdays:
                row = 0 if worked & {saturday, saturday + timedelta(days=1)} else row + 1
                longest = max(longest, row)
            if longest < owed:
                yield self.violation(
                    owed - longest,
                    Place(agent=agent.id),
                    f"{agent.name} has {longest} free weekends in a row, {owed} are due.",
                )
