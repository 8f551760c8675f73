"""Days off for holidays worked."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day, days_before, exists
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class CompensatingDays(Rule):
    """Whoever works on a holiday has a free date within the ``days`` after it, one for each holiday worked.

    Holidays are the agent's own. A free date compensates when it falls on one of ``weekdays`` and is no
    holiday itself. Holidays whose days after reach beyond the period are not judged. The excess counts dates
    missing in the row of holidays where most are.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "compensating days missing"
    sentence: ClassVar[str] = "Work on a holiday is made up for by a day off."

    rule: Literal["compensating_days"] = "compensating_days"
    days: int = Field(default=14, ge=1, le=60)
    weekdays: frozenset[Literal[0, 1, 2, 3, 4, 5, 6]] = Field(
        default=frozenset({0, 1, 2, 3, 4}), min_length=1
    )

    def rows(self, problem: Problem, agent: Agent) -> Iterator[tuple[list[date], list[date]]]:
        """Neighbouring holidays, and the dates that may make up for them.

        There are dates enough for all holidays when there are for every row of neighbours (Hall's theorem for
        windows of equal length).
        """
        dates = [day for day in problem.period.dates if exists(day, agent.zone)]
        reach, free_days = timedelta(days=self.days), set(agent.holidays)
        judged = [day for day in dates if day in free_days and day + reach <= problem.period.dates[-1]]
        for first in range(len(judged)):
            for last in range(first, len(judged)):
                row = judged[first : last + 1]
                makes_up = [
                    day
                    for day in dates
                    if day.weekday() in self.weekdays
                    and day not in free_days
                    and any(holiday < day <= holiday + reach for holiday in row)
                ]
                yield row, makes_up

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            past, rows, most = days_before(model.problem, agent), [], 0
            for holidays, makes_up in self.rows(model.problem, agent):
                worked = model.sum(1 if day in past else model.works_on(agent.id, day) for day in holidays)
                busy = model.sum(1 if day in past else model.works_on(agent.id, day) for day in makes_up)
                rows.append(worked + busy - len(makes_up))
                most = max(most, len(holidays))
            if rows:
                yield model.breach(
                    *rows,
                    place=Place(agent=agent.id, date=_first(self.rows(model.problem, agent))),
                    most=most,
                )

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            worked = days_before(problem, agent) | set(by_local_day(agent, shifts.get(agent.id, ())))
            missing = max(
                (
                    len(worked & set(holidays)) - len(set(makes_up) - worked)
                    for holidays, makes_up in self.rows(problem, agent)
                ),
                default=0,
            )
            if missing > 0:
                yield self.violation(
                    missing,
                    Place(agent=agent.id, date=_first(self.rows(problem, agent))),
                    f"{agent.name} lacks {missing} days off for holidays worked.",
                )


def _first(rows: Iterator[tuple[list[date], list[date]]]) -> date:
    """The first holiday judged."""
    return next(rows)[0][0]
