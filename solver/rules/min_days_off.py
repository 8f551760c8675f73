"""Days off: how many, and how many of them together."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day, days_before, exists, week_dates
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.domain.time import PlanningPeriod
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class MinDaysOff(Rule):
    """At least ``days`` free dates in each week, ``together`` of them in a row.

    Directive 2003/88/EC art. 5 asks for one free day in every seven, which may be two in fourteen. With
    ``rolling_days`` the rule looks at every stretch of that many dates of the period instead of its weeks. A
    date is free when no shift starts on it in the agent's zone. A last week of fewer than seven dates owes
    its share of ``days``, rounded down, and no block. The excess counts days off missing: in number or from
    the block, whichever lacks more.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "days off missing"
    sentence: ClassVar[str] = "Everyone has enough days off, and some of them together."

    rule: Literal["min_days_off"] = "min_days_off"
    days: int = Field(default=2, ge=0, le=31)
    together: int = Field(default=1, ge=1, le=31)
    rolling_days: int | None = Field(default=None, ge=2, le=91)

    def stretches(self, period: PlanningPeriod) -> list[tuple[tuple[date, ...], int, int]]:
        """The dates looked at together, each with the days off owed and the block owed."""
        if self.rolling_days is None:
            return [
                (week, self.days * len(week) // 7, self.together if len(week) == 7 else 0)
                for week in week_dates(period)
            ]
        size, dates = self.rolling_days, period.dates
        return [
            (dates[first : first + size], min(self.days, size), min(self.together, size))
            for first in range(len(dates) - size + 1)
        ]

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            before = days_before(model.problem, agent)
            for dates, owed, block in self.stretches(model.problem.period):
                free = [
                    0 if day in before else 1 - model.works_on(agent.id, day)
                    for day in dates
                    if exists(day, agent.zone)
                ]
                rows = [owed - model.sum(free)] if owed > 0 else []
                if block > 0:
                    rows.append(block - model.longest_run(free, block))
                if rows:
                    place = Place(agent=agent.id, date=dates[0])
                    yield model.breach(*rows, place=place, most=max(owed, block))

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            worked = days_before(problem, agent) | set(by_local_day(agent, shifts.get(agent.id, ())))
            for dates, owed, block in self.stretches(problem.period):
                known = [day for day in dates if exists(day, agent.zone)]
                free = [day for day in known if day not in worked]
                run = _longest_run([day not in worked for day in known])
                missing = max(owed - len(free), block - run)
                if missing > 0:
                    yield self.violation(
                        missing,
                        Place(agent=agent.id, date=dates[0]),
                        f"{agent.name} has {len(free)} days off from {dates[0]} to {dates[-1]}, {run} of "
                        f"them together; {owed} are due, {block} of them together.",
                    )


def _longest_run(free: list[bool]) -> int:
    longest = run = 0
    for step in free:
        run = run + 1 if step else 0
        longest = max(longest, run)
    return longest
