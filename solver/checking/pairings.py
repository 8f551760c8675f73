"""Pairings that have no end or contradict each other, and rotations that cannot be followed."""

from collections.abc import Iterator

from solver.checking.issues import Issue, issue
from solver.domain.days import DAY, days_before
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.selection import ShiftFilter
from solver.rules import RuleSet
from solver.rules.fixed_rotation import FixedRotation
from solver.rules.kind_rotation import KindRotation
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.shift_pairing import ShiftPairing
from solver.rules.weekly_rotation import WeeklyRotation


def pairing_issues(problem: Problem, rule_set: RuleSet) -> Iterator[Issue]:
    """Required pairings that ask for each other without end, or for what another one forbids."""
    pairings = [
        (f"rules[{number}]", rule)
        for number, rule in enumerate(rule_set.rules)
        if isinstance(rule, ShiftPairing) and rule.required and rule.agents(problem)
    ]
    together = [(where, rule) for where, rule in pairings if rule.wish == "together"]
    follows = {
        number: [
            other
            for other, (_, follower) in enumerate(together)
            if _goes_on(problem, pairing, follower) and _share_agents(problem, pairing, follower)
        ]
        for number, (_, pairing) in enumerate(together)
    }
    told: set[frozenset[int]] = set()
    for first in follows:
        cycle = _cycle_from(first, follows)
        if cycle and frozenset(cycle) not in told and any(together[each][1].days_later for each in cycle):
            told.add(frozenset(cycle))
            named = ", ".join(together[each][0] for each in cycle)
            yield issue("cyclic_pairing", together[first][0], rules=named)
    for where, rule in together:
        for elsewhere, other in pairings:
            if (
                other.wish == "apart"
                and (other.first, other.second, other.days_later)
                == (rule.first, rule.second, rule.days_later)
                and _share_agents(problem, rule, other)
            ):
                yield issue("contradicting_pairings", where, rule=where, other=elsewhere)


def _goes_on(problem: Problem, pairing: ShiftPairing, follower: ShiftPairing) -> bool:
    """Whether every partner the one asks for makes the other ask for one in turn."""
    partners, begins = _templates(problem, pairing.second), _templates(problem, follower.first)
    only_kinds = ShiftFilter(
        **{
            name: getattr(follower.first, name)
            for name in ("tags", "match", "without_tags", "tag_tree", "templates")
        }
    )
    return bool(partners) and partners <= begins and follower.first == only_kinds


def _templates(problem: Problem, shifts: ShiftFilter) -> set[str]:
    """The templates whose shifts the filter may take."""
    return {template.name for template in problem.templates if shifts.takes_template(template)}


def _share_agents(problem: Problem, one: ShiftPairing, other: ShiftPairing) -> bool:
    return any(other.scope.includes(agent) for agent in one.agents(problem))


def _cycle_from(first: int, follows: dict[int, list[int]]) -> list[int] | None:
    """A way from the pairing back to itself."""
    paths, seen = [[first]], set[int]()
    while paths:
        path = paths.pop()
        for following in follows[path[-1]]:
            if following == first:
                return path
            if following not in seen:
                seen.add(following)
                paths.append([*path, following])
    return None


def rotation_issues(problem: Problem, rule_set: RuleSet) -> Iterator[Issue]:
    """Rotations longer than the period, steps nobody can take, and work beyond the longest run allowed."""
    period = problem.period.days
    for number, rule in enumerate(rule_set.rules):
        where = f"rules[{number}]"
        if rule.weight == 0 or not rule.agents(problem):
            continue
        days = 0
        if isinstance(rule, FixedRotation):
            days = len(rule.steps) * rule.step_days
            yield from _steps_without_shift(problem, rule, where)
            yield from _runs(problem, rule_set, rule, where)
        elif isinstance(rule, WeeklyRotation):
            days = 7 * len(rule.kinds)
        elif isinstance(rule, KindRotation):
            days = rule.least_days * len(rule.kinds)
        if days > period:
            yield issue("rotation_longer_than_period", where, rule=where, days=days, period=period)


def _steps_without_shift(problem: Problem, rule: FixedRotation, where: str) -> Iterator[Issue]:
    if not rule.required or not rule.every_date:
        return
    for number, step in enumerate(rule.steps):
        if isinstance(step, ShiftFilter) and not _templates(problem, step):
            yield issue(
                "rotation_step_without_shift", f"{where}.steps[{number}]", rule=where, step=number + 1
            )


def _runs(problem: Problem, rule_set: RuleSet, rule: FixedRotation, where: str) -> Iterator[Issue]:
    if not rule.required or not rule.every_date:
        return
    for number, other in enumerate(rule_set.rules):
        if isinstance(other, MaxConsecutiveDays) and other.required:
            for agent in rule.agents(problem):
                run = _longest_run(problem, rule, agent)
                if other.scope.includes(agent) and run > other.limit(agent):
                    elsewhere = f"rules[{number}]"
                    most = other.limit(agent)
                    yield issue(
                        "rotation_against_run", where, rule=where, days=run, other=elsewhere, most=most
                    )
                    break


def _longest_run(problem: Problem, rule: FixedRotation, agent: Agent) -> int:
    """The most dates of work in a row that the rotation asks of the agent in this period."""
    past, longest, run = days_before(problem, agent), 0, 0
    while problem.period.first_date - (run + 1) * DAY in past:
        run += 1
    for day in problem.period.dates:
        works = rule.owes(agent, day) and rule.step_of(agent, day) not in ("off", "any")
        run = run + 1 if works or day in past else 0
        longest = max(longest, run)
    return longest
