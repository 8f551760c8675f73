"""Teams too large for one program: counts of like people first, then everyone's week, then better ones."""

from collections.abc import Mapping

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.rules import RuleSet
from solver.search.breaks import breaks_placed
from solver.search.candidates import Candidates
from solver.search.classes import classes_of
from solver.search.dive import Dive, Weeks
from solver.search.everyone import everyone_planned
from solver.search.exchange import Exchange
from solver.search.greedy import Plan, greedy_start
from solver.search.guard import Guard, roster_of
from solver.search.means import Means
from solver.search.missing import Missing
from solver.search.parts import PartSearch
from solver.search.patterns import Patterns
from solver.search.starting import plan_of

LARGE = 30_000
"""Beyond so many shifts to choose from no program of the whole is built."""

MOST_CLASS_SHIFTS = 12_000
"""Shifts of all classes together beyond which no relaxation of their counts is built."""

_START_SHARE, _FIRST_SHARE = 0.4, 0.8
"""What further rounds of the greedy start, and its first one, may use of the budget."""

_MOST_ROUNDS, _ROUNDS_BY_WORK = 12, 3
_BREAKS_SHARE, _BREAKS_SECONDS = 0.08, 20.0
_PARTS_SHARE = 0.4


class LargeSearch:
    """Finds and improves the weeks of a large team, service first; lower tiers have their say on the way."""

    def __init__(self, problem: Problem, rule_set: RuleSet, offered: Candidates, means: Means) -> None:
        self._problem = problem
        self._rule_set = rule_set
        self._offered = offered
        self._means = means
        self._guard = Guard(problem, rule_set)
        self._classes = classes_of(problem, rule_set, offered)
        self._patterns = Patterns(problem, rule_set, means.stop)

    def run(self) -> Roster:
        """The roster that the means allow."""
        budget, stop = self._means.budget, self._means.stop
        plans = self._start()
        self._tell(plans)
        if budget.left > 0 and not stop():
            plans = self._exchanged(plans)
        if self._guard.rules and budget.left > 0 and not stop():
            plans = PartSearch(self._problem, self._rule_set, self._offered, self._guard, self._means).run(
                plans
            )
        return roster_of(self._problem, plans)

    def _start(self) -> dict[str, Plan]:
        few = 3 * len(self._classes) <= 2 * len(self._problem.agents)
        if few and sum(len(kind.shifts) for kind in self._classes) <= MOST_CLASS_SHIFTS:
            weeks = Dive(
                self._problem, self._rule_set, self._offered, self._classes, self._patterns, self._means
            ).run()
            if weeks:
                return self._everyone(self._planned(weeks))
        return self._everyone(self._greedy())

    def _everyone(self, known: dict[str, Plan]) -> dict[str, Plan]:
        return everyone_planned(
            self._problem, self._rule_set, self._offered, self._classes, known, seed=self._means.seed
        )

    def _planned(self, weeks: Weeks) -> dict[str, Plan]:
        return {
            agent.id: plan_of(self._problem, agent, weeks[agent.id], {})
            for agent in self._problem.agents
            if agent.id in weeks
        }

    def _greedy(self) -> dict[str, Plan]:
        budget = self._means.budget
        end, last = budget.until(_START_SHARE), budget.until(_FIRST_SHARE)
        start = greedy_start(
            self._problem,
            self._rule_set,
            self._offered,
            rounds=_ROUNDS_BY_WORK if budget.deterministic else _MOST_ROUNDS,
            seed=self._means.seed,
            deterministic=budget.deterministic,
            stop=lambda: self._means.stop() or budget.left <= last,
            enough=lambda: budget.left <= end,
        )
        budget.spend_work(start.deterministic_time)
        return start.plans

    def _exchanged(self, plans: dict[str, Plan]) -> dict[str, Plan]:
        """Weeks exchanged among people, then all breaks placed anew."""
        budget = self._means.budget
        breaks = min(_BREAKS_SHARE * budget.left, _BREAKS_SECONDS)
        end = _PARTS_SHARE * budget.left if self._guard.rules else 0.0
        exchange = Exchange(
            self._problem, self._rule_set, self._offered, self._classes, self._patterns, self._means
        )
        found = exchange.run(plans, end + breaks, self._guard)
        if found is None:
            return PartSearch(self._problem, self._rule_set, self._offered, self._guard, self._means).run(
                plans
            )
        plans = self._better(plans, found)
        self._tell(plans)
        if budget.left > 0 and not self._means.stop():
            placed = breaks_placed(self._problem, self._rule_set, plans, self._means, breaks)
            if placed is not None:
                plans = self._better(plans, placed)
        return plans

    def _better(self, plans: dict[str, Plan], others: dict[str, Plan]) -> dict[str, Plan]:
        return others if self._worth(others) >= self._worth(plans) else plans

    def _worth(self, plans: Mapping[str, Plan]) -> tuple[int, int]:
        missing = Missing(self._problem, self._rule_set)
        for plan in plans.values():
            missing.add(plan.duty, 1)
        return -self._guard.value(plans), missing.total()

    def _tell(self, plans: Mapping[str, Plan]) -> None:
        """Announce a roster with what its service tier comes to."""
        if self._means.heard is None:
            return
        missing = Missing(self._problem, self._rule_set)
        for plan in plans.values():
            missing.add(plan.duty, 1)
        self._means.heard(Tier.SERVICE, missing.lacking(), 0, lambda: roster_of(self._problem, plans))
