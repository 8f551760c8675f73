"""Rules about several people that must not get worse while single weeks are changed."""

from collections.abc import Mapping

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.model.assigned import assigned
from solver.rules import RuleSet
from solver.rules.minimum_staffing import MinimumStaffing
from solver.search.greedy import Plan

_REQUIRED = 1_000_000
"""What a unit of a required rule weighs against one of a must-have."""


class Guard:
    """Judges whole rosters by the required rules and must-haves that look beyond one person.

    ``rules`` leaves the minimum staffing out: whoever searches knows what heads on duty are worth. Where
    there are others it is judged with them, for a missing lead may be worth the people who are there.
    """

    def __init__(self, problem: Problem, rule_set: RuleSet) -> None:
        self._problem = problem
        self._judged = tuple(
            rule
            for rule in rule_set.active
            if (rule.required or rule.tier is Tier.MUST_HAVE) and rule.sight is not Sight.AGENT
        )
        self.rules = tuple(rule for rule in self._judged if not isinstance(rule, MinimumStaffing))

    def value(self, plans: Mapping[str, Plan]) -> int:
        """The priced excess of those rules; zero when there are none."""
        if not self.rules:
            return 0
        roster = roster_of(self._problem, plans)
        return sum(
            (_REQUIRED if rule.weight is None else rule.weight) * violation.excess
            for rule in self._judged
            for violation in rule.violations(self._problem, roster)
        )


def roster_of(problem: Problem, plans: Mapping[str, Plan]) -> Roster:
    """The roster made of everyone's week."""
    axis = problem.axis
    return Roster(
        assignments=tuple(
            assigned(shift, axis, plan.breaks, plan.sessions.get(shift, ()))
            for plan in plans.values()
            for shift in plan.shifts
        )
    )
