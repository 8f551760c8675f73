"""How long people may work without a day off."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import DAY, by_local_day, days_before, days_up_to, is_away
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class MaxConsecutiveDays(Rule):
    """At most ``days`` local dates in a row are worked, days before the period counted.

    A contract with its own ``max_consecutive_days`` overrides ``days``. A shift counts on the local date it
    starts. With ``over_absences`` dates that time off covers neither count nor end a run. The excess counts
    the days by which a run is too long.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "days beyond the longest run allowed"
    sentence: ClassVar[str] = "Nobody works more days in a row than agreed."

    rule: Literal["max_consecutive_days"] = "max_consecutive_days"
    days: int = Field(default=6, ge=1, le=31)
    over_absences: bool = False

    def limit(self, agent: Agent) -> int:
        own = agent.contract.max_consecutive_days
        return self.days if own is None else own

    def run_up_to(self, agent: Agent, day: date, count: int) -> list[date]:
        """``day`` and the dates before it that make up a run of ``count``; none where time off covers it."""
        if not self.over_absences or not agent.time_off:
            return days_up_to(day, count, agent.zone)
        absent = sum((absence.span.end - absence.span.start) // DAY + 1 for absence in agent.time_off)
        days = [each for each in days_up_to(day, count + absent, agent.zone) if not is_away(agent, each)]
        return days[:count] if day in days else []

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            limit, before = self.limit(agent), days_before(model.problem, agent)
            for day in model.days(agent.id):
                # A run is too long by as many days as it has windows of limit + 1 worked dates.
                window = self.run_up_to(agent, day, limit + 1)
                open_days = [each for each in window if each not in before]
                if open_days and all(model.shifts_on(agent.id, each) for each in open_days):
                    worked = model.sum(model.works_on(agent.id, each) for each in open_days)
                    place = Place(agent=agent.id, date=day)
                    yield model.breach(worked - len(open_days) + 1, place=place, most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            limit, before = self.limit(agent), days_before(problem, agent)
            worked = before | set(by_local_day(agent, shifts.get(agent.id, ())))
            for day in sorted(worked):
                window = set(self.run_up_to(agent, day, limit + 1))
                if window <= worked and not window <= before:
                    yield self.violation(
                        1,
                        Place(agent=agent.id, date=day),
                        f"{agent.name} works on {day} after {limit} days in a row, the most allowed.",
                    )
