"""How many weekends in a row."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import WEEKEND, Weekend, days_before, local_day, weekend_of
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class MaxConsecutiveWeekends(Rule):
    """At most ``weekends`` weekends in a row are worked, known ones before the period counted.

    A weekend is worked when a shift starts on one of its days in the agent's zone. The excess counts
    the weekends by which a row is too long.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "weekends beyond the longest row allowed"
    sentence: ClassVar[str] = "Nobody works more weekends in a row than agreed."

    rule: Literal["max_consecutive_weekends"] = "max_consecutive_weekends"
    weekends: int = Field(default=2, ge=1, le=12)
    weekend: Weekend = WEEKEND

    def row_up_to(self, saturday: date) -> list[date]:
        """The first days of the weekends that may not all be worked."""
        return [saturday - timedelta(weeks=back) for back in range(self.weekends + 1)]

    def known(self, problem: Problem, agent: Agent) -> set[date]:
        """The first days of weekends known to be worked before the period."""
        found = {weekend_of(day, self.weekend) for day in days_before(problem, agent)}
        return {saturday for saturday in found if saturday is not None}

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            past = self.known(model.problem, agent)
            offered: dict[date, list[Shift]] = {}
            for shift in model.shifts(agent.id):
                saturday = weekend_of(shift.day, self.weekend)
                if saturday is not None:
                    offered.setdefault(saturday, []).append(shift)
            for saturday in sorted({*offered, *past}):
                row = self.row_up_to(saturday)
                pending = [each for each in row if each not in past]
                if pending and all(each in offered for each in pending):
                    worked = model.sum(model.any_of(offered[each]) for each in pending)
                    place = Place(agent=agent.id, date=saturday)
                    yield model.breach(worked - len(pending) + 1, place=place, most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            past = self.known(problem, agent)
            days = [local_day(shift.start, agent.zone) for shift in shifts.get(agent.id, ())]
            worked = past | {saturday for day in days if (saturday := weekend_of(day, self.weekend))}
            for saturday in sorted(worked):
                row = set(self.row_up_to(saturday))
                if row <= worked and not row <= past:
                    yield self.violation(
                        1,
                        Place(agent=agent.id, date=saturday),
                        f"{agent.name} works the weekend of {saturday} after {self.weekends} weekends in a "
                        "row, the most allowed.",
                    )
