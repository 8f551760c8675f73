"""A first roster made better by exchanging shifts before any program of the whole is built."""

from collections.abc import Set

from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.rules import RuleSet
from solver.search.candidates import Candidates
from solver.search.classes import classes_of
from solver.search.exchange import Exchange
from solver.search.greedy import Start
from solver.search.guard import Guard
from solver.search.means import Means
from solver.search.missing import Missing
from solver.search.patterns import Patterns


def exchanged_start(
    problem: Problem,
    rule_set: RuleSet,
    offered: Candidates,
    start: Start,
    needed: Set[Shift],
    means: Means,
    end: float,
) -> Start:
    """The start, or a better one found until so much of the budget is left; whoever has a ``needed`` shift
    keeps their week.
    """
    guard = Guard(problem, rule_set)
    classes = classes_of(problem, rule_set, offered)
    exchange = Exchange(problem, rule_set, offered, classes, Patterns(problem, rule_set, means.stop), means)
    found = exchange.run(start.plans, end, guard, {shift.agent for shift in needed})
    if found is None:
        return start
    better = Start(found, start.deterministic_time)
    before, after = (_worth(problem, rule_set, guard, one) for one in (start, better))
    return better if after >= before else start


def _worth(problem: Problem, rule_set: RuleSet, guard: Guard, start: Start) -> tuple[int, int]:
    missing = Missing(problem, rule_set)
    for plan in start.plans.values():
        missing.add(plan.duty, 1)
    return -guard.value(start.plans), missing.total()
