"""Looks a problem and its rules over before any solve: what contradicts itself, matches nothing, cannot come
true.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from solver.checking.activities import session_issues
from solver.checking.issues import Issue, Severity, issue
from solver.checking.limits import limit_issues
from solver.checking.pairings import pairing_issues, rotation_issues
from solver.checking.people import people_issues
from solver.checking.words import unknown_words
from solver.checking.work import work_issues
from solver.domain.problem import Problem
from solver.rules import RuleSet

_ORDER = tuple(Severity)


def check(problem: Problem, rule_set: RuleSet | Mapping[str, Any]) -> tuple[Issue, ...]:
    """Every issue that can be told without searching, the gravest first.

    ``rule_set`` may be as it is written: what its rules do not take is an issue, too, and only the problem is
    looked over besides. Contradictions that show only in a solve are explained after it.
    """
    found: list[Issue] = []
    if not isinstance(rule_set, RuleSet):
        try:
            rule_set = RuleSet.model_validate(rule_set)
        except ValidationError as error:
            found += _misunderstood(error)
            rule_set = RuleSet(name="unread")
    found += said_twice(rule_set)
    found += unknown_words(problem, rule_set)
    found += pairing_issues(problem, rule_set)
    found += rotation_issues(problem, rule_set)
    found += limit_issues(problem, rule_set)
    found += people_issues(problem, rule_set)
    found += work_issues(problem)
    found += session_issues(problem)
    return tuple(sorted(found, key=lambda each: _ORDER.index(each.severity)))


def said_twice(rule_set: RuleSet) -> list[Issue]:
    """Rules that say the same as an earlier one."""
    found, seen = [], dict[str, str]()
    for number, rule in enumerate(rule_set.rules):
        where, written = f"rules[{number}]", rule.digest()
        if written in seen:
            found.append(issue("said_twice", where, rule=where, other=seen[written]))
        seen.setdefault(written, where)
    return found


def _misunderstood(error: ValidationError) -> list[Issue]:
    found = []
    for fault in error.errors(include_url=False, include_input=False, include_context=False):
        place = [str(each) for each in fault["loc"]]
        where = ".".join(place).replace("rules.", "rules[", 1) if place else "rule_set"
        if where.startswith("rules["):
            number, _, rest = where.removeprefix("rules[").partition(".")
            where = f"rules[{number}]" + (f".{rest}" if rest else "")
        found.append(issue("rule_not_understood", where, rule=where, fault=fault["msg"]))
    return found
