"""What a repair is to bring back: must-haves and service as they were, where it happened and elsewhere."""

from collections import Counter
from dataclasses import dataclass

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.living.difference import Difference, tier_of, weight_of
from solver.living.stretches import Stretches
from solver.rules import RuleSet
from solver.validate import structural_violations, violations_by_rule

RESTORED = (Tier.MUST_HAVE, Tier.SERVICE)
"""The tiers that are brought back to where they were."""

Prices = Counter[tuple[Tier, bool]]
"""The price of each tier, in the stretches (True) and elsewhere."""


def prices_of(problem: Problem, rule_set: RuleSet, roster: Roster, stretches: Stretches) -> Prices:
    """What the roster costs."""
    prices: Prices = Counter()
    read = [
        (None, tuple(structural_violations(problem, roster))),
        *violations_by_rule(problem, rule_set, roster),
    ]
    for rule, found in read:
        for each in found:
            prices[tier_of(rule), stretches.holds(each.place)] += weight_of(rule) * each.excess
    return prices


@dataclass(frozen=True, slots=True)
class Goal:
    """The prices ``before`` anything happened, and where it did."""

    before: Prices
    stretches: Stretches

    def worse(self, prices: Prices) -> tuple[int, int]:
        """By how much RESTORED cost more than before, in the stretches and elsewhere added up: what is gained
        elsewhere makes up for nothing.
        """
        must_have, service = (
            sum(max(0, prices[tier, inside] - self.before[tier, inside]) for inside in (True, False))
            for tier in RESTORED
        )
        return must_have, service

    def after(self, prices: Prices, found: Difference) -> Prices:
        """The prices once the change is made."""
        changed = Counter(prices)
        for tier, place, price in found.prices:
            changed[tier, self.stretches.holds(place)] += price
        return changed


def totals(prices: Prices) -> dict[Tier, int]:
    """The price of each tier, wherever."""
    return {tier: prices[tier, True] + prices[tier, False] for tier in Tier}
