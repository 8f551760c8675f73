"""People who share a shift, or never do."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.selection import ShiftFilter
from solver.domain.shift import Shift
from solver.rule import Rule, Scope

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel

Occurrence = tuple[datetime, datetime]


class SameShift(Rule):
    """Agents of the scope have one of the ``shifts`` only where someone of ``company`` has the same, or only
    where nobody has.

    Two shifts are the same when they start and end together; those of company must be of ``shifts`` too. The
    excess counts shifts without company, or those in unwanted company.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "shifts not shared as agreed"
    sentence: ClassVar[str] = "Some people share their shifts, others never do."
    example: ClassVar[dict[str, Any]] = {
        "scope": {"tags": ["learner"]},
        "company": {"tags": ["mentor"]},
    }

    rule: Literal["same_shift"] = "same_shift"
    company: Scope
    wish: Literal["together", "apart"] = "together"
    shifts: ShiftFilter = ShiftFilter()

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        if model.counts_people:
            return  # people of one class may be each other's company
        counts = self.shifts.chooser(model.problem)
        offered: dict[Occurrence, dict[str, list[Shift]]] = {}
        for agent in model.problem.agents:
            for shift in model.shifts(agent.id):
                if counts(agent, shift):
                    same = offered.setdefault((shift.start, shift.end), {})
                    same.setdefault(agent.id, []).append(shift)
        company = {agent.id for agent in model.problem.agents if self.company.includes(agent)}
        for agent in self.agents(model.problem):
            for (start, end), same in offered.items():
                if agent.id in same:
                    own = model.total(same[agent.id])
                    others = [shifts for other, shifts in same.items() if other in company - {agent.id}]
                    place = Place(agent=agent.id, start=start, end=end)
                    if self.wish == "together":
                        shared = model.total(shift for shifts in others for shift in shifts)
                        yield model.breach(own - shared, place=place, most=1)
                    elif others:
                        rows = [own + model.total(shifts) - 1 for shifts in others]
                        yield model.breach(*rows, place=place, most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        counts, people = self.shifts.chooser(problem), {agent.id: agent for agent in problem.agents}
        given: dict[Occurrence, set[str]] = {}
        chosen: list[tuple[Agent, Assignment]] = []
        for shift in roster.assignments:
            agent = people.get(shift.agent)
            if agent is not None and counts(agent, shift):
                given.setdefault((shift.start, shift.end), set()).add(agent.id)
                chosen.append((agent, shift))
        for agent, shift in chosen:
            if not self.scope.includes(agent):
                continue
            others = given[shift.start, shift.end] - {agent.id}
            shared = any(self.company.includes(people[other]) for other in others)
            if shared == (self.wish == "apart"):
                said = "in company that is not wanted" if shared else "without the company it needs"
                yield self.violation(
                    1,
                    Place(agent=agent.id, start=shift.start, end=shift.end),
                    f"{agent.name} has the {shift.template} shift at {shift.start:%Y-%m-%d %H:%M}Z {said}.",
                )
