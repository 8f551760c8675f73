"""The hours a contract promises and allows."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day, week_dates, week_of
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.domain.time import local_midnight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class ContractHours(Rule):
    """Paid minutes of each week, paid time off counted, stay between the contract's minimum and maximum.

    ``min_minutes`` and ``max_minutes`` override the contract's; ``limits`` says which of the two are judged.
    In a last week of fewer than seven dates the minimum shrinks in proportion, rounded down. Time off that
    spans several weeks is shared out by elapsed time. Time off alone never breaks the maximum. The excess
    counts paid minutes missing or too many.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.COST
    unit: ClassVar[str] = "paid minutes missing or too many"
    sentence: ClassVar[str] = "Everyone gets the weekly hours of their contract."

    rule: Literal["contract_hours"] = "contract_hours"
    limits: Literal["both", "min", "max"] = "both"
    min_minutes: int | None = Field(default=None, ge=0, le=10_080)
    max_minutes: int | None = Field(default=None, ge=0, le=10_080)

    def bounds(self, agent: Agent, dates: tuple[date, ...]) -> tuple[int, int | None]:
        """Paid minutes that must and may be worked in the week of those dates, time off deducted."""
        off = _paid_off(agent, dates)
        lowest = agent.contract.min_weekly_minutes if self.min_minutes is None else self.min_minutes
        highest = agent.contract.max_weekly_minutes if self.max_minutes is None else self.max_minutes
        least = 0 if self.limits == "max" else max(0, lowest * len(dates) // 7 - off)
        return least, None if self.limits == "min" else max(0, highest - off)

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        period = model.problem.period
        for agent in self.agents(model.problem):
            for week, dates in enumerate(week_dates(period)):
                shifts = [shift for shift in model.shifts(agent.id) if week_of(period, shift.day) == week]
                least, highest = self.bounds(agent, dates)
                worked = model.minutes(shifts)
                rows = [least - worked] if least > 0 else []
                most, offered = least, model.most_minutes(shifts)
                if highest is not None and offered > highest:
                    rows.append(worked - highest)
                    most = max(most, offered - highest)
                if rows:
                    yield model.breach(*rows, place=Place(agent=agent.id, date=dates[0]), most=most)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            days = by_local_day(agent, shifts.get(agent.id, ()))
            for week, dates in enumerate(week_dates(problem.period)):
                given = [shift for day in days if week_of(problem.period, day) == week for shift in days[day]]
                worked = sum(shift.paid_minutes for shift in given)
                least, highest = self.bounds(agent, dates)
                place = Place(agent=agent.id, date=dates[0])
                said = f"{agent.name} works {worked} paid minutes in the week of {dates[0]}"
                missing, over = least - worked, 0 if highest is None else worked - highest
                if missing > 0 and missing >= over:
                    yield self.violation(missing, place, f"{said}, {least} are due.")
                elif over > 0:
                    yield self.violation(over, place, f"{said}, at most {highest} are allowed.")


def _paid_off(agent: Agent, dates: tuple[date, ...]) -> int:
    """Paid minutes of time off that fall on the dates."""
    starts = local_midnight(dates[0], agent.zone)
    ends = local_midnight(dates[-1] + timedelta(days=1), agent.zone)
    return sum(
        absence.paid_minutes * absence.span.overlap_minutes(starts, ends) // absence.span.minutes
        for absence in agent.time_off
        if absence.span.minutes > 0
    )
