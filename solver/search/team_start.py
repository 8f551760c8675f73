"""The must-haves first: a small program of the rules about who is on shift, coverage left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift
from solver.rule import Rule, TeamRule
from solver.rules import RuleSet
from solver.search.ask import Question, Stop, ask
from solver.search.candidates import Candidates
from solver.search.means import Means
from solver.search.program import Program

_SHARE = 0.3
"""What the search for must-haves may use of the budget that is left."""

_UNTIL = 0.62
"""The search for must-haves leaves at least so much of the budget, however long the building took."""


@dataclass(frozen=True, slots=True)
class TeamStart:
    """Shifts that together keep the must-haves as well as was found, and a lower bound of that tier."""

    shifts: frozenset[Shift]
    bound: int


def team_start(
    problem: Problem,
    rule_set: RuleSet,
    offered: Candidates,
    means: Means,
    until: float = _UNTIL,
) -> TeamStart:
    """Settle the must-haves that ask who is on shift, with no more shifts than they take, sessions left out,
    leaving ``until`` of the whole budget.

    Leads, hand-offs and owned hours hang on few people whose whole weeks must fit together: among all that
    coverage adds they are hard to find, alone they are easy. Dropping the other rules leaves a relaxation,
    so its bound holds for the whole problem.
    """
    rules = tuple(
        rule
        for rule in rule_set.active
        if rule.required or (rule.tier is Tier.MUST_HAVE and not isinstance(rule, TeamRule))
    )
    alone = problem.model_copy(update={"sessions": ()})
    program = Program(alone, rule_set.model_copy(update={"rules": rules}), offered=offered)
    objective = program.objectives.get(Tier.MUST_HAVE)
    if objective is None:
        return TeamStart(frozenset(), 0)
    budget = means.budget
    cp = program.cp.clone()
    cp.minimize(objective.expression)
    limit = budget.limit(max(0.0, min(budget.left * _SHARE, budget.left - until * budget.whole)))
    first = ask(Question(cp, limit, workers=means.workers, seed=means.seed), means.stop)
    budget.spend(first)
    bound = max(objective.least, first.bound or 0)
    if first.values is None:
        return TeamStart(frozenset(), bound)
    asked = [rule for rule in rules if not rule.required]
    roster = _needed(problem, asked, program.roster(first.values), means.stop)
    kept = {(assignment.agent, assignment.start) for assignment in roster.assignments}
    needed = frozenset(
        shift
        for shift in program.shifts
        if first.values[program.model.takes(shift).index] and (shift.agent, shift.start) in kept
    )
    return TeamStart(needed, min(bound, objective.value(first.values)))


def _needed(problem: Problem, rules: Sequence[Rule], roster: Roster, stop: Stop) -> Roster:
    """The roster without the shifts that no rule misses."""

    def missing(left: Roster) -> int:
        return sum(
            (rule.weight or 0) * violation.excess
            for rule in rules
            for violation in rule.violations(problem, left)
        )

    least = missing(roster)
    size = max(1, len(roster.assignments) // 4)
    while size and not stop():
        # Most can go: try many at once before one by one.
        kept: list[Assignment] = []
        waiting = list(roster.assignments)
        while waiting:
            tried, waiting = waiting[:size], waiting[size:]
            if missing(Roster(assignments=(*kept, *waiting))) > least:
                kept += tried
        roster = Roster(assignments=tuple(kept))
        size //= 2
    return roster
