"""Lower bounds of the service and cost tiers where hardly anybody is like another: coverage hour by hour."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from ortools.sat.python import cp_model

from solver.coverage_rule import CoverageRule
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier
from solver.model.breach import Expr
from solver.model.hourly_model import HourlyModel
from solver.rule import Rule
from solver.rules import RuleSet
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.service_coverage import ServiceCoverage
from solver.search.candidates import Candidates
from solver.search.program import Objective, excess_of, forbid, objective_of
from solver.search.tier_bound import tier_bound

MOST_ROWS = 60_000
"""Beyond so many rows the relaxation takes longer than it is worth."""

PRICED = (Tier.SERVICE, Tier.COST)


class HourlyBounds:
    """Bounds of one problem's tiers, given what the tiers above came to.

    Rules about coverage whose price is not the same all day cannot be summed over an hour: they are left
    out, which only lowers the bound.
    """

    def __init__(self, problem: Problem, rule_set: RuleSet, offered: Candidates) -> None:
        self._problem = problem
        self._rule_set = rule_set
        self._offered = offered

    def of(self, tier: Tier, held: Mapping[Tier, int], seconds: float) -> int:
        """What the tier cannot undercut while those above keep their values; zero when nothing is known."""
        cp, objectives = self._program
        if tier not in PRICED or tier not in objectives or len(cp.proto.constraints) > MOST_ROWS:
            return 0
        return tier_bound(cp, objectives, tier, held, seconds)

    @cached_property
    def _program(self) -> tuple[cp_model.CpModel, dict[Tier, Objective]]:
        once_a_day = self._rule_set.once_a_day
        model = HourlyModel(self._problem, offered=self._offered, once_a_day=once_a_day)
        terms: defaultdict[Tier, list[tuple[Place, Expr]]] = defaultdict(list)
        for rule in self._rule_set.active:
            if not _says_something(rule):
                continue
            for breach in rule.breaches(model):
                if rule.weight is None:
                    forbid(model.cp, breach)
                else:
                    terms[rule.tier].append((breach.place, rule.weight * excess_of(model.cp, breach)))
        return model.cp, {tier: objective_of(model.cp, terms[tier]) for tier in sorted(terms)}


def _says_something(rule: Rule) -> bool:
    if isinstance(rule, CoverageRule) and not isinstance(rule, ServiceCoverage | MinimumStaffing):
        return False
    return rule.required or rule.tier in (Tier.MUST_HAVE, *PRICED)
