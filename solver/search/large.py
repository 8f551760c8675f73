"""Teams too large for one program: a lawful week for everyone first, then shifts exchanged among them."""

from collections.abc import Mapping
from dataclasses import replace

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.rules import RuleSet
from solver.search.candidates import Candidates
from solver.search.class_bounds import ClassCounts
from solver.search.classes import classes_of
from solver.search.exchange import Exchange
from solver.search.first_roster import early_start
from solver.search.gathering import gathered
from solver.search.greedy import Plan
from solver.search.guard import Guard, roster_of
from solver.search.means import Means
from solver.search.missing import Missing
from solver.search.needed_weeks import needed_weeks
from solver.search.parts import PartSearch
from solver.search.patterns import Patterns
from solver.search.relaxed_weeks import relaxed_weeks

LARGE = 30_000
"""Beyond so many shifts to choose from no program of the whole is built."""

_READING_SHARE, _READING_SECONDS = 0.1, 3e-3
"""What reading and judging the roster takes: seconds per agent, at most that share of the budget."""

_GATHERING_SHARE = 0.2
"""What placing sessions may use of the budget, once it is settled who works when."""

_RELAXED_SHARE = 0.2
"""What sharing out the relaxation among people may use of the budget."""

_CROWD = 80
"""People to a class on average from which on the relaxation is shared out: with fewer of them, rounding to
whole people costs more than exchanges from nowhere leave (at 42 it did, at 125 it no longer does).
"""

_PARTS_SHARE = 0.4
"""What rules that the exchange cannot see leave of the budget to small programs."""


class LargeSearch:
    """Finds and improves the weeks of a large team, service first; lower tiers have their say on the way."""

    def __init__(self, problem: Problem, rule_set: RuleSet, offered: Candidates, means: Means) -> None:
        self._problem = problem
        self._rule_set = rule_set
        self._offered = offered
        self._means = means
        self._guard = Guard(problem, rule_set)
        self._classes = classes_of(problem, rule_set, offered)
        self._plans = early_start(problem, rule_set, offered, means).plans
        self._settled: frozenset[str] = frozenset()
        self._tell(self._plans, 0)

    def run(self, bound: int, counts: ClassCounts | None = None) -> Roster:
        """The roster that the means allow; ``bound`` is what the service tier is known not to undercut, and
        ``counts`` are what the relaxation has the classes work.
        """
        means = self._means
        if self._problem.sessions:
            amount = (1 - _GATHERING_SHARE) * means.budget.left
            self._means = replace(means, budget=means.budget.part(amount))
        budget, stop, plans = self._means.budget, means.stop, self._plans
        if self._guard.rules and budget.left > 0 and not stop():
            plans = self._kept(plans)
        if budget.left > 0 and not stop():
            plans = self._exchanged(plans, bound, counts)
        if self._parted and budget.left > 0 and not stop():
            plans = self._in_parts(plans)
        if self._problem.sessions and not stop():
            left = means.budget.left
            plans = gathered(self._problem, self._rule_set, self._offered, plans, means, left)
        return roster_of(self._problem, plans)

    @property
    def _parted(self) -> bool:
        """Whether there are rules that neither settled weeks keep nor the exchange can see."""
        return bool(self._guard.rules) and not self._settled

    def _kept(self, plans: dict[str, Plan]) -> dict[str, Plan]:
        """Weeks in which rules about several people are kept better; whoever they need is settled then."""
        value = self._guard.value(plans)
        if not value or self._problem.previous:
            return plans
        weeks = needed_weeks(self._problem, self._rule_set, self._offered, self._means)
        others = {**plans, **weeks}
        if self._guard.value(others) > value:
            return plans
        self._settled = frozenset(weeks)
        self._tell(others, 0)
        return others

    def _exchanged(self, plans: dict[str, Plan], bound: int, counts: ClassCounts | None) -> dict[str, Plan]:
        """Shifts exchanged among people, their breaks with them."""
        budget = self._means.budget
        reading = min(_READING_SHARE * budget.whole, _READING_SECONDS * len(self._problem.agents))
        end = _PARTS_SHARE * budget.left if self._parted else 0.0
        patterns = Patterns(self._problem, self._rule_set, self._means.stop)
        exchange = Exchange(
            self._problem, self._rule_set, self._offered, self._classes, patterns, self._means
        )
        tell = None if self._means.heard is None else lambda weeks: self._tell(weeks, bound)
        start = self._relaxed(plans, counts)
        found = exchange.run(
            start or plans, end + reading, self._guard, self._settled, tell, warm=start is not None
        )
        if found is None:
            return self._in_parts(plans)
        plans = self._better(plans, found)
        self._tell(plans, bound)
        return plans

    def _relaxed(self, plans: dict[str, Plan], counts: ClassCounts | None) -> dict[str, Plan] | None:
        """Weeks along the relaxation; None where there is no use in them, or rules about several people speak
        against them.
        """
        crowded = len(self._problem.agents) >= _CROWD * len(self._classes)
        if counts is None or not crowded or self._problem.previous:
            return None
        budget = self._means.budget
        until = (1 - _RELAXED_SHARE) * budget.left
        found = relaxed_weeks(
            self._problem, self._rule_set, self._offered, counts, self._means, lambda: budget.left < until
        )
        others = {**plans, **found, **{name: plans[name] for name in self._settled}}
        return others if self._guard.value(others) <= self._guard.value(plans) else None

    def _in_parts(self, plans: dict[str, Plan]) -> dict[str, Plan]:
        parts = PartSearch(self._problem, self._rule_set, self._offered, self._guard, self._means)
        return parts.run(plans)

    def _better(self, plans: dict[str, Plan], others: dict[str, Plan]) -> dict[str, Plan]:
        return others if self._worth(others) >= self._worth(plans) else plans

    def _worth(self, plans: Mapping[str, Plan]) -> tuple[int, int]:
        return -self._guard.value(plans), -self._lacking(plans)

    def _lacking(self, plans: Mapping[str, Plan]) -> int:
        missing = Missing(self._problem, self._rule_set)
        for plan in plans.values():
            missing.add(plan.duty, 1)
        return missing.lacking()

    def _tell(self, plans: Mapping[str, Plan], bound: int) -> None:
        """Announce a roster with what its service tier comes to."""
        if self._means.heard is not None:
            lacking = self._lacking(plans)
            self._means.heard(Tier.SERVICE, lacking, bound, lambda: roster_of(self._problem, plans))
