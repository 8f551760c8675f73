"""The longest working week."""

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


class MaxWeeklyMinutes(Rule):
    """Paid minutes worked in each week of the period stay within ``minutes``.

    Directive 2003/88/EC art. 6 asks for at most 48 hours on average. Where ``minutes`` is not given, each
    contract's own ``max_weekly_minutes`` holds. Time off is not work. Weeks are the period's blocks of seven
    dates, a last shorter block keeps the whole limit; a shift counts on the local date it starts. The excess
    counts paid minutes too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "paid minutes too many"
    sentence: ClassVar[str] = "Nobody works more hours in a week than the contract allows."

    rule: Literal["max_weekly_minutes"] = "max_weekly_minutes"
    minutes: int | None = Field(default=None, ge=0, le=10_080)

    def limit(self, agent: Agent) -> int:
        return agent.contract.max_weekly_minutes if self.minutes is None else self.minutes

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        period = model.problem.period
        for agent in self.agents(model.problem):
            limit = self.limit(agent)
            for week, dates in enumerate(week_dates(period)):
                shifts = [shift for shift in model.shifts(agent.id) if week_of(period, shift.day) == week]
                most = model.most_minutes(shifts) - limit
                if most > 0:
                    place = Place(agent=agent.id, date=dates[0])
                    yield model.breach(model.minutes(shifts) - limit, place=place, most=most)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            limit = self.limit(agent)
            days = by_local_day(agent, shifts.get(agent.id, ()))
            for week, dates in enumerate(week_dates(problem.period)):
                worked = [
                    shift for day in days if week_of(problem.period, day) == week for shift in days[day]
                ]
                minutes = sum(shift.paid_minutes for shift in worked)
                if minutes > limit:
                    yield self.violation(
                        minutes - limit,
                        Place(agent=agent.id, date=dates[0]),
                        f"{agent.name} works {minutes} paid minutes in the week of {dates[0]}, "
                        f"at most {limit} are allowed.",
                    )
