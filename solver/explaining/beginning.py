"""Beginning a search from a roster that is known."""

from solver.domain.problem import Problem
from solver.domain.roster import Roster
from solver.rules import RuleSet
from solver.rules.stability import Stability


def begun_from(problem: Problem, rule_set: RuleSet, roster: Roster | None) -> tuple[Problem, RuleSet]:
    """The problem with the roster's weeks as those that may stand, and rules that do not ask to stay close
    to them; both as they are where there is no such roster, or one of before already.
    """
    if roster is None or problem.previous:
        return problem, rule_set
    rules = tuple(rule for rule in rule_set.rules if not isinstance(rule, Stability))
    begun = problem.model_copy(update={"previous": roster.assignments})
    return begun, rule_set.model_copy(update={"rules": rules})
