"""A cap on night shifts."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import is_night_shift, local_day, week_of
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class MaxNightShifts(Rule):
    """At most ``most`` night shifts per week or per period.

    A night shift has at least three hours between 23:00 and 06:00 on the agent's clocks. The excess counts
    night shifts too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "night shifts too many"
    sentence: ClassVar[str] = "Nobody works more night shifts than agreed."

    rule: Literal["max_night_shifts"] = "max_night_shifts"
    most: int = Field(default=4, ge=0, le=91)
    per: Literal["week", "period"] = "week"

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        period = model.problem.period
        for agent in self.agents(model.problem):
            nights: dict[int, list[Shift]] = {}
            for shift in model.shifts(agent.id):
                if is_night_shift(shift.start, shift.end, agent.zone):
                    block = week_of(period, shift.day) if self.per == "week" else 0
                    nights.setdefault(block, []).append(shift)
            for block, shifts in nights.items():
                most = model.most_of(shifts) - self.most
                if most > 0:
                    place = Place(agent=agent.id, date=period.dates[7 * block])
                    yield model.breach(model.total(shifts) - self.most, place=place, most=most)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        period, shifts = problem.period, roster.by_agent()
        for agent in self.agents(problem):
            worked = Counter(
                week_of(period, local_day(shift.start, agent.zone)) if self.per == "week" else 0
                for shift in shifts.get(agent.id, ())
                if is_night_shift(shift.start, shift.end, agent.zone)
            )
            for block, count in worked.items():
                if count > self.most:
                    first = period.dates[7 * block]
                    yield self.violation(
                        count - self.most,
                        Place(agent=agent.id, date=first),
                        f"{agent.name} works {count} night shifts in the {self.per} of {first}, "
                        f"at most {self.most} are allowed.",
                    )
