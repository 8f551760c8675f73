"""A problem and its rules as one CP-SAT program: required rules as limits, the others priced tier by tier."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.model.breach import Breach, Expr
from solver.model.roster_model import RosterModel
from solver.rules import RuleSet
from solver.search.candidates import Candidates, candidates
from solver.search.personal import PersonalParts

Values = Sequence[int]


@dataclass(frozen=True, slots=True)
class Objective:
    """A tier's priced excess: Σ coefficient · variable + offset, to be as small as possible.

    Entry i of ``indices`` and ``coefficients`` belongs to the breach ``owners[i]``; ``places`` and
    ``offsets`` have one item per breach.
    """

    expression: cp_model.LinearExpr
    indices: npt.NDArray[np.int64]
    coefficients: npt.NDArray[np.int64]
    owners: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]
    places: tuple[Place, ...]
    least: int

    def value(self, values: Values) -> int:
        chosen = np.asarray(values, dtype=np.int64)[self.indices]
        return int(self.coefficients @ chosen) + int(self.offsets.sum())

    def excesses(self, values: Values) -> npt.NDArray[np.float64]:
        """The priced excess of each breach."""
        chosen = np.asarray(values, dtype=np.int64)[self.indices]
        summed = np.bincount(self.owners, self.coefficients * chosen, minlength=len(self.places))
        return (summed + self.offsets).astype(np.float64)


class Program:
    """The model of a problem under a rule set.

    ``lenient`` prices the excess of required rules as the tier REQUIRED (each unit counts one) instead of
    forbidding it, so that contradictory rules still have a roster; what required rules about single shifts
    keep out stays out. ``offered`` spares listing the candidates once more; ``standing``
    are heads on duty of people who are no part of the problem.
    """

    def __init__(
        self,
        problem: Problem,
        rule_set: RuleSet,
        *,
        lenient: bool = False,
        offered: Candidates | None = None,
        standing: Mapping[frozenset[str], Grid] | None = None,
    ) -> None:
        self.problem = problem
        self.rule_set = rule_set
        self.lenient = lenient
        self.offered = candidates(problem, rule_set) if offered is None else offered
        self.model = RosterModel(
            problem,
            offered=self.offered,
            once_a_day=None if lenient else rule_set.once_a_day,
            standing=standing,
            apart=rule_set.apart(problem),
        )
        self.personal = PersonalParts(self.model)
        terms: defaultdict[Tier, list[tuple[Place, Expr]]] = defaultdict(list)
        for rule in rule_set.active:
            for breach in rule.breaches(self.model):
                if rule.weight is not None:
                    self.personal.price(breach, rule.tier, rule.weight)
                    terms[rule.tier].append((breach.place, rule.weight * excess_of(self.cp, breach)))
                elif lenient:
                    terms[Tier.REQUIRED].append((breach.place, excess_of(self.cp, breach)))
                else:
                    self.personal.limit(breach)
                    forbid(self.cp, breach)
        self.objectives = {tier: objective_of(self.cp, terms[tier]) for tier in sorted(terms)}
        # Names served while rules were written down; every copy would carry them along.
        self.cp.remove_all_names()

    @property
    def cp(self) -> cp_model.CpModel:
        return self.model.cp

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """All shifts there are to choose from."""
        return tuple(shift for agent in self.problem.agents for shift in self.model.shifts(agent.id))

    @cached_property
    def decisions(self) -> tuple[int, ...]:
        """The variables everything else follows from: who takes which shift, when breaks begin, and who
        attends which session when.
        """
        takes = [self.model.takes(shift).index for shift in self.shifts]
        breaks = [
            variable.index
            for group in self.model.break_groups
            for variable in (*group.starts.values(), *group.waiting.values())
        ]
        return (*takes, *breaks, *(variable.index for _, _, variable in self.model.session_choices))

    def roster(self, values: Values) -> Roster:
        """The roster that a solution's values stand for."""
        return self.model.roster(lambda variable: values[variable.index])

    def hold(self, tier: Tier, value: int) -> None:
        """From now on the tier must not get worse than ``value``."""
        self.cp.add(self.objectives[tier].expression <= value)


def forbid(cp: cp_model.CpModel, breach: Breach) -> None:
    """No excess at all."""
    for expression in breach.at_least:
        if isinstance(expression, int):
            if expression > 0:
                cp.add_bool_or([])
        else:
            cp.add(expression <= 0)


def excess_of(cp: cp_model.CpModel, breach: Breach) -> Expr:
    """The greatest of the breach's expressions and zero, when minimised."""
    constant = max([0, *(expression for expression in breach.at_least if isinstance(expression, int))])
    linear = [expression for expression in breach.at_least if not isinstance(expression, int)]
    if not linear:
        return constant
    if len(linear) == 1 and constant == 0 and _least(cp, linear[0]) >= 0:
        return linear[0]
    excess = cp.new_int_var(constant, max(breach.most, constant), "excess")
    for expression in linear:
        cp.add(excess >= expression)
    return excess


def objective_of(cp: cp_model.CpModel, terms: Sequence[tuple[Place, Expr]]) -> Objective:
    """The sum of the priced excesses, each with its place."""
    indices, coefficients, owners, offsets = [], [], [], []
    for number, (_, priced) in enumerate(terms):
        if isinstance(priced, int):
            offsets.append(priced)
            continue
        flat = cp_model.FlatIntExpr(priced)
        indices += [variable.index for variable in flat.vars]
        coefficients += flat.coeffs
        owners += [number] * len(flat.vars)
        offsets.append(int(flat.offset))
    expression = cp_model.LinearExpr.sum([priced for _, priced in terms])
    return Objective(
        expression=expression,
        indices=np.array(indices, dtype=np.int64),
        coefficients=np.array(coefficients, dtype=np.int64),
        owners=np.array(owners, dtype=np.int64),
        offsets=np.array(offsets, dtype=np.int64),
        places=tuple(place for place, _ in terms),
        least=_least(cp, expression),
    )


def _least(cp: cp_model.CpModel, expression: Expr) -> int:
    """The least value the expression can take within its variables' domains."""
    if isinstance(expression, int):
        return expression
    flat = cp_model.FlatIntExpr(expression)
    least = int(flat.offset)
    for variable, coefficient in zip(flat.vars, flat.coeffs, strict=True):
        domain = cp.proto.variables[variable.index].domain
        least += int(coefficient) * (domain[0] if coefficient > 0 else domain[len(domain) - 1])
    return least
