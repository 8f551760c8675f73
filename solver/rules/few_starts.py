"""A group that starts together."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import local_day, local_minute
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.selection import ShiftFilter
from solver.domain.shift import Shift
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class FewStarts(Rule):
    """On one local date the group's shifts start at no more than ``most`` different clock times.

    Dates and clocks are each agent's own. The excess counts clock times too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "different starts too many"
    sentence: ClassVar[str] = "People of a group start at the same times."

    rule: Literal["few_starts"] = "few_starts"
    most: int = Field(default=1, ge=1, le=96)
    shifts: ShiftFilter = ShiftFilter()

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        counts = self.shifts.chooser(model.problem)
        starts: dict[date, dict[int, list[Shift]]] = {}
        for agent in self.agents(model.problem):
            for shift in model.shifts(agent.id):
                if counts(agent, shift):
                    clock = local_minute(shift.start, agent.zone)
                    starts.setdefault(shift.day, {}).setdefault(clock, []).append(shift)
        for day, clocks in sorted(starts.items()):
            if len(clocks) > self.most:
                used = model.sum(
                    model.flag(model.total(shifts), f"start {day} {clock}")
                    for clock, shifts in sorted(clocks.items())
                )
                yield model.breach(used - self.most, place=Place(date=day), most=len(clocks) - self.most)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        people, counts = {agent.id: agent for agent in self.agents(problem)}, self.shifts.chooser(problem)
        starts: dict[date, set[int]] = {}
        for shift in roster.assignments:
            agent = people.get(shift.agent)
            if agent is not None and counts(agent, shift):
                day = local_day(shift.start, agent.zone)
                starts.setdefault(day, set()).add(local_minute(shift.start, agent.zone))
        for day, clocks in sorted(starts.items()):
            if len(clocks) > self.most:
                said = f"The group starts at {len(clocks)} different times on {day}, at most {self.most}."
                yield self.violation(len(clocks) - self.most, Place(date=day), said)
