"""People who work in company."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.selection import ShiftFilter
from solver.domain.sight import Sight
from solver.domain.time import MINUTE
from solver.rule import Rule, Scope

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class WorkTogether(Rule):
    """Agents of the scope are on one of the ``shifts`` only while someone else of ``company`` is on any.

    A learner and a mentor, or two who share a car. Breaks are not considered. The excess counts an agent's
    intervals without company.
    """

    sight: ClassVar[Sight] = Sight.PRESENCE
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "intervals without company"
    sentence: ClassVar[str] = "People who should not work alone work in company."
    example: ClassVar[dict[str, Any]] = {
        "scope": {"tags": ["learner"]},
        "company": {"tags": ["mentor"]},
    }

    rule: Literal["work_together"] = "work_together"
    company: Scope
    shifts: ShiftFilter = ShiftFilter()

    def company_of(self, problem: Problem, agent_id: str) -> frozenset[str]:
        return frozenset(
            other.id for other in problem.agents if other.id != agent_id and self.company.includes(other)
        )

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        if model.counts_people:
            return  # people of one class may be each other's company
        for agent in self.agents(model.problem):
            alone = model.heads([agent.id], self.shifts)
            with_others = model.heads(self.company_of(model.problem, agent.id))
            for interval, (own, others) in enumerate(zip(alone, with_others, strict=True)):
                if not (isinstance(own, int) and own == 0):
                    place = Place(agent=agent.id, start=model.axis.instant(interval))
                    yield model.breach(own - others, place=place, most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        axis = problem.axis
        counts = self.shifts.chooser(problem)
        people = {agent.id: agent for agent in problem.agents}
        present: dict[str, set[int]] = {agent.id: set() for agent in problem.agents}
        of_kind: dict[str, set[int]] = {agent.id: set() for agent in problem.agents}
        for shift in (*problem.carried_in, *roster.assignments):
            intervals = axis.covered(shift.start, shift.end)
            present[shift.agent].update(intervals)
            if counts(people[shift.agent], shift):
                of_kind[shift.agent].update(intervals)
        for agent in self.agents(problem):
            others = self.company_of(problem, agent.id)
            accompanied = set().union(*(present[other] for other in others))
            for interval in sorted(of_kind[agent.id] - accompanied):
                start = axis.instant(interval)
                yield self.violation(
                    1,
                    Place(agent=agent.id, start=start, end=start + axis.interval_minutes * MINUTE),
                    f"{agent.name} works without company at {start:%Y-%m-%d %H:%M}Z.",
                )
