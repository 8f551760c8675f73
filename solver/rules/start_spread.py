"""Starts that are alike."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day, local_minute
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.selection import Per, ShiftFilter, stretches
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class StartSpread(Rule):
    """The earliest and the latest start of an agent's shifts ``per`` stretch lie within ``minutes``.

    Compared are minutes after midnight on the agent's own clock, with ``plus_length`` the shift's paid
    minutes added; ``shifts`` says of which shifts, a set of weekdays among them. The excess counts minutes
    beyond.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "minutes between earliest and latest start beyond the limit"
    sentence: ClassVar[str] = "Shifts of a week start at about the same time."

    rule: Literal["start_spread"] = "start_spread"
    minutes: int = Field(default=120, ge=0, le=1_439)
    per: Per = "week"
    shifts: ShiftFilter = ShiftFilter()
    plus_length: bool = False

    def clock_of(self, agent: Agent, shift: Shift | Assignment) -> int:
        """What is compared of a shift."""
        return local_minute(shift.start, agent.zone) + (shift.paid_minutes if self.plus_length else 0)

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        counts, over = self.shifts.chooser(model.problem), stretches(self.per, model.problem.period)
        for agent in self.agents(model.problem):
            clocks = {
                shift: self.clock_of(agent, shift) for shift in model.shifts(agent.id) if counts(agent, shift)
            }
            for stretch in over:
                inside = {shift: clock for shift, clock in clocks.items() if stretch.holds(shift.day)}
                hours = sorted(set(inside.values()))
                most = hours[-1] - hours[0] - self.minutes if hours else 0
                if most <= 0:
                    continue
                # Between two neighbouring clock times the spread goes on where some start lies on each side;
                # where there is work at all some start lies on one of them.
                spread = model.sum(
                    (later - earlier)
                    * (
                        model.flag(
                            model.total(shift for shift in inside if inside[shift] <= earlier), "early"
                        )
                        + model.flag(model.total(shift for shift in inside if inside[shift] >= later), "late")
                        - 1
                    )
                    for earlier, later in pairwise(hours)
                )
                place = Place(agent=agent.id, date=stretch.day)
                yield model.breach(spread - self.minutes, place=place, most=most)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, counts = roster.by_agent(), self.shifts.chooser(problem)
        over = stretches(self.per, problem.period)
        for agent in self.agents(problem):
            days = by_local_day(agent, (shift for shift in given.get(agent.id, ()) if counts(agent, shift)))
            for stretch in over:
                clocks = [
                    self.clock_of(agent, shift)
                    for day, shifts in days.items()
                    if stretch.holds(day)
                    for shift in shifts
                ]
                spread = max(clocks, default=0) - min(clocks, default=0)
                if spread > self.minutes:
                    yield self.violation(
                        spread - self.minutes,
                        Place(agent=agent.id, date=stretch.day),
                        f"The starts of {agent.name} {stretch.name} lie {spread} minutes apart, at most "
                        f"{self.minutes} are wanted.",
                    )
