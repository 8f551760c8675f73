"""As few people as do."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.selection import ShiftFilter
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class AgentsUsed(Rule):
    """At most ``most`` agents of the scope have any of the ``shifts``. The excess counts agents more."""

    tier: ClassVar[Tier] = Tier.COST
    unit: ClassVar[str] = "agents more than wanted"
    sentence: ClassVar[str] = "No more people of a group are called upon than wanted."
    dated: ClassVar[bool] = False

    rule: Literal["agents_used"] = "agents_used"
    most: int = Field(default=0, ge=0, le=10_000)
    shifts: ShiftFilter = ShiftFilter()

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        counts = self.shifts.chooser(model.problem)
        people = self.agents(model.problem)
        used = [
            model.any_of(shift for shift in model.shifts(agent.id) if counts(agent, shift))
            for agent in people
        ]
        whole = sum(model.size(agent.id) for agent in people)
        if whole > self.most:
            yield model.breach(model.sum(used) - self.most, place=Place(), most=whole - self.most)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        people, counts = {agent.id: agent for agent in self.agents(problem)}, self.shifts.chooser(problem)
        used = {
            shift.agent
            for shift in roster.assignments
            if shift.agent in people and counts(people[shift.agent], shift)
        }
        if len(used) > self.most:
            said = f"{len(used)} agents are called upon, at most {self.most} are wanted."
            yield self.violation(len(used) - self.most, Place(), said)
