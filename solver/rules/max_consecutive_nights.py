"""How many nights in a row."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import days_up_to, is_night_shift, local_day, nights_before
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


class MaxConsecutiveNights(Rule):
    """At most ``nights`` local dates in a row begin a night shift, nights before the period counted.

    A night shift has at least three hours between 23:00 and 06:00 on the agent's clocks. The excess counts
    the nights by which a run is too long.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "nights beyond the longest run allowed"
    sentence: ClassVar[str] = "Nobody works more nights in a row than agreed."

    rule: Literal["max_consecutive_nights"] = "max_consecutive_nights"
    nights: int = Field(default=4, ge=1, le=31)

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            before = nights_before(model.problem, agent)
            offered = {day: _nights(agent, model.shifts_on(agent.id, day)) for day in model.days(agent.id)}
            for day in offered:
                window = days_up_to(day, self.nights + 1, agent.zone)
                open_days = [each for each in window if each not in before]
                if open_days and all(offered.get(each) for each in open_days):
                    worked = model.sum(model.any_of(offered[each]) for each in open_days)
                    place = Place(agent=agent.id, date=day)
                    yield model.breach(worked - len(open_days) + 1, place=place, most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            before = nights_before(problem, agent)
            worked = before | {
                local_day(shift.start, agent.zone)
                for shift in shifts.get(agent.id, ())
                if is_night_shift(shift.start, shift.end, agent.zone)
            }
            for day in sorted(worked):
                window = set(days_up_to(day, self.nights + 1, agent.zone))
                if window <= worked and not window <= before:
                    yield self.violation(
                        1,
                        Place(agent=agent.id, date=day),
                        f"{agent.name} works the night of {day} after {self.nights} nights in a row, "
                        "the most allowed.",
                    )


def _nights(agent: Agent, shifts: tuple[Shift, ...]) -> list[Shift]:
    return [shift for shift in shifts if is_night_shift(shift.start, shift.end, agent.zone)]
