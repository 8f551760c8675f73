"""The best roster of a tiny problem by trying every one, judged by the readers alone."""

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations, product

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Activity, Assignment, Roster, Segment
from solver.domain.shift import Shift, possible_shifts
from solver.domain.time import MINUTE
from solver.rules import RuleSet
from solver.validate import structural_violations, violations_by_rule

SOFT_TIERS = [tier for tier in Tier if tier is not Tier.REQUIRED]


def best_by_trying(problem: Problem, rule_set: RuleSet) -> list[int] | None:
    """The lexicographically least tier values of a lawful roster, MUST_HAVE first; None when none is
    lawful.
    """
    best: list[int] | None = None
    for roster in every_roster(problem, rule_set):
        values = tier_values(problem, rule_set, roster)
        if values is not None and (best is None or values < best):
            best = values
    return best


def tier_values(problem: Problem, rule_set: RuleSet, roster: Roster) -> list[int] | None:
    """Weighted excess per tier below REQUIRED; None when a required rule is broken."""
    totals = dict.fromkeys(SOFT_TIERS, 0)
    if any(structural_violations(problem, roster)):
        return None
    for rule, violations in violations_by_rule(problem, rule_set, roster):
        excess = sum(violation.excess for violation in violations)
        if rule.weight is not None:
            totals[rule.tier] += rule.weight * excess
        elif excess:
            return None
    return [totals[tier] for tier in SOFT_TIERS]


def every_roster(problem: Problem, rule_set: RuleSet) -> Iterator[Roster]:
    """Every choice of weeks lawful for each agent on their own, with every placing of breaks on the grid."""
    weeks = [
        [week for week in _every_week(problem, agent) if _is_lawful(problem, rule_set, agent, week)]
        for agent in problem.agents
    ]
    for chosen in product(*weeks):
        yield Roster(assignments=tuple(assignment for week in chosen for assignment in week))


def _is_lawful(problem: Problem, rule_set: RuleSet, agent: Agent, week: tuple[Assignment, ...]) -> bool:
    """Whether no required rule finds fault with this agent when nobody else works."""
    judged = violations_by_rule(problem, rule_set, Roster(assignments=week))
    return not any(
        violation.place.agent == agent.id
        for rule, violations in judged
        if rule.required
        for violation in violations
    )


def _every_week(problem: Problem, agent: Agent) -> Iterator[tuple[Assignment, ...]]:
    shifts = possible_shifts(problem, agent)
    for count in range(len(shifts) + 1):
        for chosen in combinations(shifts, count):
            if all(earlier.end <= later.start for earlier, later in combinations(chosen, 2)):
                yield from product(*(list(_every_placing(problem, shift)) for shift in chosen))


def _every_placing(problem: Problem, shift: Shift) -> Iterator[Assignment]:
    plans = shift.length.breaks
    grain = problem.interval_minutes
    windows: list[list[datetime]] = []
    for plan in plans:
        offsets = range(plan.earliest_offset, plan.latest_offset + 1)
        minutes = [
            offset for offset in offsets if (problem.axis.minute(shift.start) + offset) % grain == 0
        ] or [plan.earliest_offset]
        windows.append([shift.start + offset * MINUTE for offset in minutes])
    for starts in product(*windows):
        breaks = tuple(
            Segment(
                activity=Activity(plan.activity),
                start=start,
                end=start + plan.minutes * MINUTE,
                paid=plan.paid,
                name=plan.name,
            )
            for plan, start in zip(plans, starts, strict=True)
        )
        yield Assignment(
            agent=shift.agent, template=shift.template, start=shift.start, end=shift.end, breaks=breaks
        )
