"""What each agent alone settles: a lower bound of a tier from the parts that concern one agent's shifts
only.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from solver.domain.result import Tier
from solver.model.breach import Breach, Expr
from solver.model.roster_model import RosterModel
from solver.search.ask import Answer, Limit, Question, ask

Linear = tuple[tuple[int, ...], tuple[int, ...], int]
"""Variable indices, coefficients and constant of a linear expression."""


@dataclass(slots=True)
class Part:
    """Limits and priced excesses over one agent's takes and nothing else."""

    limits: list[Linear] = field(default_factory=list)
    priced: defaultdict[Tier, list[tuple[int, list[Linear]]]] = field(
        default_factory=lambda: defaultdict(list)
    )


class PersonalParts:
    """Collects, while a program is built, the breaches whose expressions are over one agent's takes alone.

    Dropping everything else leaves a relaxation that falls apart by agent, so the sum of the agents' optima
    is a lower bound of the tier whatever is held above it.
    """

    def __init__(self, model: RosterModel) -> None:
        self._parts: defaultdict[str, Part] = defaultdict(Part)
        self._owner = {
            model.takes(shift).index: agent.id
            for agent in model.problem.agents
            for shift in model.shifts(agent.id)
        }
        self._fixed = {
            model.takes(shift).index
            for agent in model.problem.agents
            for shift in model.shifts(agent.id)
            if shift.fixed is not None
        }

    def limit(self, breach: Breach) -> None:
        """The breach's excess must be zero."""
        found = self._alone(breach)
        if found is not None:
            self._parts[found[0]].limits += found[1]

    def price(self, breach: Breach, tier: Tier, weight: int) -> None:
        """The breach's excess costs ``weight`` each in the tier."""
        found = self._alone(breach)
        if found is not None:
            self._parts[found[0]].priced[tier].append((weight, found[1]))

    def bound(self, tier: Tier, limit: Limit, seed: int) -> tuple[int, list[Answer]]:
        """The sum over the agents of the least the tier can cost them, and the answers that prove it."""
        total, answers = 0, []
        for part in self._parts.values():
            if part.priced[tier]:
                answer = ask(Question(self._program(part, tier), limit, seed=seed))
                answers.append(answer)
                total += max(0, answer.bound or 0)
        return total, answers

    def _alone(self, breach: Breach) -> tuple[str, list[Linear]] | None:
        """The one agent whose takes the breach is about, with its expressions; None when others matter."""
        if breach.place.agent is None:
            return None
        flat = [_flat(expression) for expression in breach.at_least]
        owners = {self._owner.get(index) for indices, _, _ in flat for index in indices}
        return (breach.place.agent, flat) if owners == {breach.place.agent} else None

    def _program(self, part: Part, tier: Tier) -> cp_model.CpModel:
        cp = cp_model.CpModel()
        takes: dict[int, cp_model.IntVar] = {}

        def expression(linear: Linear) -> cp_model.LinearExpr:
            indices, coefficients, constant = linear
            for index in indices:
                if index not in takes:
                    takes[index] = cp.new_int_var(int(index in self._fixed), 1, "")
            chosen = [takes[index] for index in indices]
            return cp_model.LinearExpr.weighted_sum(chosen, list(coefficients)) + constant

        for linear in part.limits:
            cp.add(expression(linear) <= 0)
        cost = []
        for weight, alternatives in part.priced[tier]:
            excess = cp.new_int_var(0, _most(alternatives), "")
            for linear in alternatives:
                cp.add(excess >= expression(linear))
            cost.append(weight * excess)
        cp.minimize(cp_model.LinearExpr.sum(cost))
        return cp


def _flat(expression: Expr) -> Linear:
    if isinstance(expression, int):
        return (), (), expression
    flat = cp_model.FlatIntExpr(expression)
    return tuple(variable.index for variable in flat.vars), tuple(flat.coeffs), int(flat.offset)


def _most(alternatives: Iterable[Linear]) -> int:
    """The greatest value any of the expressions over 0/1 variables can take."""

    def greatest(coefficients: Sequence[int], constant: int) -> int:
        return constant + sum(coefficient for coefficient in coefficients if coefficient > 0)

    return max(0, *(greatest(coefficients, constant) for _, coefficients, constant in alternatives))
