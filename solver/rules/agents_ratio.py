"""One group called upon in proportion to another."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.selection import ShiftFilter
from solver.rule import Rule, Scope

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class AgentsRatio(Rule):
    """Of the scope at most ``percent`` as many agents have any of the ``shifts`` as of the ``others``.

    The excess counts agents of the scope more than that, a part of one as a whole.
    """

    tier: ClassVar[Tier] = Tier.COST
    unit: ClassVar[str] = "agents more than their share"
    sentence: ClassVar[str] = "One group is called upon only in proportion to another."
    example: ClassVar[dict[str, Any]] = {
        "scope": {"tags": ["agency"]},
        "others": {"without_tags": ["agency"]},
        "percent": 25,
    }
    dated: ClassVar[bool] = False

    rule: Literal["agents_ratio"] = "agents_ratio"
    others: Scope
    percent: int = Field(ge=0, le=10_000)
    shifts: ShiftFilter = ShiftFilter()

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        if model.counts_people:
            return  # how many of a class are called upon follows from no count of its shifts
        used, others = self._used(model, self.scope), self._used(model, self.others)
        # Rounded up from an expression that is never negative, then moved back.
        moved = -(-self.percent * len(others) // 100)
        beyond = 100 * model.sum(used) - self.percent * model.sum(others) + 100 * moved
        agents = model.shares(beyond, 100, len(used) + moved, "agents and their share")
        yield model.breach(agents - moved, place=Place(), most=max(1, len(used)))

    def _used(self, model: "RosterModel", group: Scope) -> list["Expr"]:
        counts = self.shifts.chooser(model.problem)
        people = [agent for agent in model.problem.agents if group.includes(agent)]
        return [
            model.any_of(shift for shift in model.shifts(agent.id) if counts(agent, shift))
            for agent in people
        ]

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        people, counts = {agent.id: agent for agent in problem.agents}, self.shifts.chooser(problem)
        called = {
            shift.agent
            for shift in roster.assignments
            if shift.agent in people and counts(people[shift.agent], shift)
        }
        used = sum(self.scope.includes(people[agent_id]) for agent_id in called)
        others = sum(self.others.includes(people[agent_id]) for agent_id in called)
        beyond = -((self.percent * others - 100 * used) // 100)
        if beyond > 0:
            said = f"{used} agents of the group are called upon with {others} others, {beyond} too many."
            yield self.violation(beyond, Place(), said)
