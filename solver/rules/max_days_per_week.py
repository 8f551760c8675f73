"""How many days of a week may be worked."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day, week_dates, week_of
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class MaxDaysPerWeek(Rule):
    """At most ``days`` local dates of each week of the period are worked.

    Where ``days`` is not given, each contract's own ``max_weekly_days`` holds. Weeks are the period's blocks
    of seven dates; a shift counts on the local date it starts. The excess counts days too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "days too many"
    sentence: ClassVar[str] = "Nobody works on more days of a week than the contract allows."

    rule: Literal["max_days_per_week"] = "max_days_per_week"
    days: int | None = Field(default=None, ge=0, le=7)

    def limit(self, agent: Agent) -> int:
        return agent.contract.max_weekly_days if self.days is None else self.days

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        period = model.problem.period
        for agent in self.agents(model.problem):
            limit = self.limit(agent)
            for week, dates in enumerate(week_dates(period)):
                days = [
                    day
                    for day in model.days(agent.id)
                    if week_of(period, day) == week and model.shifts_on(agent.id, day)
                ]
                if len(days) > limit:
                    worked = model.sum(model.works_on(agent.id, day) for day in days)
                    place = Place(agent=agent.id, date=dates[0])
                    yield model.breach(worked - limit, place=place, most=len(days) - limit)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts, weeks = roster.by_agent(), week_dates(problem.period)
        for agent in self.agents(problem):
            limit = self.limit(agent)
            days = by_local_day(agent, shifts.get(agent.id, ()))
            worked = Counter(week_of(problem.period, day) for day in days)
            for week, count in worked.items():
                if count > limit:
                    yield self.violation(
                        count - limit,
                        Place(agent=agent.id, date=weeks[week][0]),
                        f"{agent.name} works on {count} days in the week of {weeks[week][0]}, "
                        f"at most {limit} are allowed.",
                    )
