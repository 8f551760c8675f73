"""Where whole days are all there is to decide, a search made for that; elsewhere nothing."""

from dataclasses import dataclass

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.rules import RuleSet
from solver.rules.people_per_shift import PeoplePerShift
from solver.search.candidates import Candidates
from solver.search.means import Means
from solver.validate import violations_by_rule


@dataclass(frozen=True, slots=True)
class FoundByDays:
    """A roster that keeps every required rule, and a lower bound of the one tier that is priced."""

    roster: Roster
    bounds: dict[Tier, int]


def by_days(problem: Problem, rule_set: RuleSet, offered: Candidates, means: Means) -> FoundByDays | None:
    """The best roster in whole days; None where the problem asks for more, or nobody can keep the rules."""
    if not any(isinstance(rule, PeoplePerShift) for rule in rule_set.active):
        return None
    # Compiled code, loaded only where it is of use: other problems must not wait for it.
    from solver.search.day_problem import day_problem
    from solver.search.day_proof import DayProof
    from solver.search.day_search import DaySearch

    days = day_problem(problem, rule_set, offered)
    if days is None:
        return None
    search = DaySearch(problem, days, DayProof(problem, rule_set, offered, days, means), means)
    if not search.run():
        return None
    roster = search.roster()
    required = rule_set.model_copy(update={"rules": tuple(rule for rule in rule_set.active if rule.required)})
    if any(found for _, found in violations_by_rule(problem, required, roster)):
        return None
    return FoundByDays(roster, {days.tier: search.bound})
