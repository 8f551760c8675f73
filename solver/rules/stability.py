"""Stay close to the roster people already know."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day, local_day
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift
from solver.domain.time import MINUTE, Instant
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class Stability(Rule):
    """Shifts of the previous roster stay, and no others come.

    A shift is the same when its agent still has one that starts and ends within ``tolerance_minutes`` of it.
    The excess counts shifts taken away and shifts newly given; a shift moved further than the tolerance is
    both. With ``until`` only shifts that start before it are looked at: required, that is a notice period.
    Without a previous roster nothing is asked.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "shifts taken away or newly given"
    sentence: ClassVar[str] = "The roster changes as little as possible."

    rule: Literal["stability"] = "stability"
    weight: Weight = 1
    tolerance_minutes: int = Field(default=0, ge=0, le=720)
    until: Instant | None = None

    def known(self, problem: Problem) -> dict[str, list[Assignment]]:
        """Previous shifts in the period of agents the rule is about."""
        first, last = problem.period.start - problem.lead_in_minutes * MINUTE, problem.period.end
        shifts: dict[str, list[Assignment]] = {agent.id: [] for agent in self.agents(problem)}
        for shift in problem.previous:
            if shift.agent in shifts and first <= shift.start < last:
                shifts[shift.agent].append(shift)
        return shifts if any(shifts.values()) else {}

    def is_near(self, shift: Shift | Assignment) -> bool:
        return self.until is None or shift.start < self.until

    def same(self, shift: Shift | Assignment, previous: Assignment) -> bool:
        allowed = timedelta(minutes=self.tolerance_minutes)
        return abs(shift.start - previous.start) <= allowed and abs(shift.end - previous.end) <= allowed

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent_id, previous in self.known(model.problem).items():
            zone = model.people[agent_id].zone
            for before in filter(self.is_near, previous):
                kept = model.any_of(shift for shift in model.shifts(agent_id) if self.same(shift, before))
                place = _place(agent_id, before.start, before.end, zone)
                yield model.breach(1 - kept, place=place, most=1)
            for day in model.days(agent_id):
                new = [
                    shift
                    for shift in model.shifts_on(agent_id, day)
                    if self.is_near(shift) and not any(self.same(shift, before) for before in previous)
                ]
                if new:
                    place = Place(agent=agent_id, date=day)
                    yield model.breach(model.total(new), place=place, most=model.most_of(new))

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts, people = roster.by_agent(), {agent.id: agent for agent in problem.agents}
        for agent_id, previous in self.known(problem).items():
            agent, now = people[agent_id], shifts.get(agent_id, [])
            for before in filter(self.is_near, previous):
                if not any(self.same(shift, before) for shift in now):
                    yield self.violation(
                        1,
                        _place(agent_id, before.start, before.end, agent.zone),
                        f"{agent.name} loses the shift at {before.start:%Y-%m-%d %H:%M}Z.",
                    )
            for day, worked in by_local_day(agent, now).items():
                new = [
                    shift
                    for shift in worked
                    if self.is_near(shift) and not any(self.same(shift, before) for before in previous)
                ]
                if new:
                    yield self.violation(
                        len(new),
                        Place(agent=agent_id, date=day),
                        f"{agent.name} is newly given {len(new)} shifts on {day}.",
                    )


def _place(agent_id: str, start: datetime, end: datetime, zone: str) -> Place:
    return Place(agent=agent_id, date=local_day(start, zone), start=start, end=end)
