"""The best roster of a tiny problem by trying every one, judged by the readers alone."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise, product

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Result, Tier
from solver.domain.roster import Activity, Assignment, Roster, Segment
from solver.domain.shift import Shift, offered_shifts
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
        if values[0] == 0 and (best is None or values[1:] < best):
            best = values[1:]
    return best


def best_of_all(problem: Problem, rule_set: RuleSet) -> list[int]:
    """The lexicographically least tier values of any roster, REQUIRED first. Where nothing is lawful: of what
    is least broken without any shift that a required rule rules out on its own, for nobody is given one of
    those to keep another rule.
    """
    weeks = [list(every_week(problem, agent)) for agent in problem.agents]
    found = [
        (tier_values(problem, rule_set, roster), roster)
        for roster in (
            Roster(assignments=tuple(shift for week in chosen for shift in week))
            for chosen in product(*weeks)
        )
    ]
    best = min(values for values, _ in found)
    if best[0] == 0:
        return best
    barred = {
        (shift.agent, shift.template, shift.start, shift.end)
        for agent in problem.agents
        for shift in offered_shifts(problem, agent)
        if shift.fixed is None and rule_set.forbids(problem, agent, shift)
    }
    return min(
        values
        for values, roster in found
        if not any((each.agent, each.template, each.start, each.end) in barred for each in roster.assignments)
    )


def tier_values(problem: Problem, rule_set: RuleSet, roster: Roster) -> list[int]:
    """Weighted excess per tier, that of required rules unweighted and first."""
    totals = dict.fromkeys(Tier, 0)
    structural = next(structural_violations(problem, roster), None)
    assert structural is None, structural
    for rule, violations in violations_by_rule(problem, rule_set, roster):
        excess = sum(violation.excess for violation in violations)
        if rule.weight is None:
            totals[Tier.REQUIRED] += excess
        else:
            totals[rule.tier] += rule.weight * excess
    return [totals[tier] for tier in Tier]


def disagreement(result: Result, best: list[int]) -> str:
    """What the result claims against the best of all rosters, tier by tier; empty where they agree.

    The first tier that differs is told: tiers below it are bounded by what the search held above them.
    """
    claimed = {tier.tier: tier for tier in result.tiers}
    for tier, least in zip(Tier, best, strict=True):
        reached = claimed.get(tier)
        value, bound = (reached.value, reached.bound) if reached else (0, 0)
        if value < least:
            return f"{tier.name}: {value} reached, the best of all is {least}"
        if bound > least:
            return f"{tier.name}: bound {bound} proved, the best of all is {least}"
        if value > least:
            proved = reached is not None and reached.proved
            return f"{tier.name}: {value} {'proved' if proved else 'reached'}, the best of all is {least}"
    return ""


def every_roster(problem: Problem, rule_set: RuleSet) -> Iterator[Roster]:
    """Every choice of weeks lawful for each agent on their own, with every placing of breaks on the grid."""
    weeks = [
        [week for week in every_week(problem, agent) if _is_lawful(problem, rule_set, agent, week)]
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


def every_week(problem: Problem, agent: Agent) -> Iterator[tuple[Assignment, ...]]:
    """Every choice of the agent's shifts without overlap, locked ones always in, breaks in every place."""
    shifts = offered_shifts(problem, agent)
    fixed = {number for number, shift in enumerate(shifts) if shift.fixed is not None}
    for numbers in _apart(shifts, 0):
        if fixed <= set(numbers):
            yield from product(*(list(every_placing(problem, shifts[number])) for number in numbers))


def _apart(shifts: tuple[Shift, ...], first: int) -> Iterator[tuple[int, ...]]:
    """Numbers of shifts, from ``first`` on, of which none begins before another's end."""
    yield ()
    for number in range(first, len(shifts)):
        for others in _apart(shifts, number + 1):
            chosen = [shifts[each] for each in (number, *others)]
            if all(later.start >= earlier.end for earlier, later in pairwise(chosen)):
                yield (number, *others)


def every_placing(problem: Problem, shift: Shift) -> Iterator[Assignment]:
    """Every place of the breaks of a shift on the grid; that of a locked one as it stands."""
    if shift.fixed is not None:
        yield shift.fixed.model_copy(update={"locked": True})
        return
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
