"""Comparing rosters of one problem: what fairness costs, and how many hires would close the gaps."""

import time
from collections import Counter
from collections.abc import Sequence

from solver.comparing import FairnessPoint, Hired, HiresNeeded
from solver.domain.coverage import coverage_of
from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Place, Result, Status, Tier
from solver.domain.roster import Roster
from solver.explaining.allowance import Allowance, Excused, RepairedRules
from solver.explaining.newcomer import best_week, newcomer
from solver.rules import RuleSet
from solver.rules.fair_burdens import FairBurdens
from solver.search.ask import Stop
from solver.solve import solve

LEVELS = (0, 1, 2, 3, 5, None)
"""Unpopular shifts above the fair share that nobody may pass; None: as many as it takes."""

CLOSED = 0.01
"""A gap of so small a share of the requirement counts as closed."""


def price_of_fairness(
    problem: Problem,
    rule_set: RuleSet,
    options: SolveOptions,
    levels: Sequence[int | None] = LEVELS,
    stop: Stop | None = None,
) -> tuple[FairnessPoint, ...]:
    """Cost against fairness: one solve for each level, the strictest first.

    A roster that keeps a stricter limit keeps a looser one, so no point is worse than the ones before it.
    Without a rule about fair shares one over all burdens is taken.
    """
    fair = next((rule for rule in rule_set.active if isinstance(rule, FairBurdens)), FairBurdens())
    ordered = sorted(levels, key=lambda level: (level is None, level))
    points: list[FairnessPoint] = []
    best: Result | None = None
    for level in ordered:
        if stop is not None and stop():
            break
        begun = time.monotonic()
        result = solve(problem, _limited(problem, rule_set, fair, level), options, stop=stop)
        adopted = best is not None and _worth(best) < _worth(result)
        chosen = best if best is not None and adopted else result
        if chosen.status is not Status.REQUIRED_RULES_BROKEN:
            best = chosen
        points.append(_point(level, chosen, result, time.monotonic() - begun, adopted=adopted))
    return tuple(points)


def hires_needed(
    problem: Problem, rule_set: RuleSet, roster: Roster, *, most: int = 12, stop: Stop | None = None
) -> HiresNeeded:
    """How many more people the roster needs, one after the other where most is missing, each tried on it.

    At least the hours missing over what the usual contract of the team allows; at most ``most`` are tried.
    """
    required, short = _hours(problem, roster)
    contracts = Counter(agent.contract for agent in problem.agents)
    weeks = problem.period.days / 7
    allowed = max((each.max_weekly_minutes for each in contracts), default=0) / 60 * weeks
    at_least = -int(-short // allowed) if allowed and short > CLOSED * required else 0
    places = [place for place, _ in Counter((each.site, each.zone) for each in problem.agents).most_common(3)]
    hired: Counter[tuple[tuple[str, ...], str | None, str]] = Counter()
    left = short
    for number in range(1, most + 1):
        if left <= CLOSED * required or not places or (stop is not None and stop()):
            break
        tried = [_with_one(problem, rule_set, roster, place, number) for place in places]
        problem_then, roster_then, where = max(tried, key=lambda each: -_hours(each[0], each[1])[1])
        then = _hours(problem_then, roster_then)[1]
        if then >= left:
            break
        problem, roster, left = problem_then, roster_then, then
        hired[where] += 1
    return HiresNeeded(
        at_least=at_least,
        tried=tuple(
            Hired(agents=count, skills=skills, site=site, zone=zone)
            for (skills, site, zone), count in hired.items()
        ),
        short_hours=short,
        left_hours=left,
        closed=left <= CLOSED * required,
    )


def _with_one(
    problem: Problem, rule_set: RuleSet, roster: Roster, place: tuple[str | None, str], number: int
) -> tuple[Problem, Roster, tuple[tuple[str, ...], str | None, str]]:
    """One more agent for the queue that is shortest, with their best week."""
    coverage = coverage_of(problem, roster)
    row = int(coverage.short.sum(axis=1).argmax())
    queue = problem.queues[row]
    site, zone = place
    agent = newcomer(problem, queue, site, zone, number)
    joined = problem.model_copy(update={"agents": (*problem.agents, agent)})
    first = int(coverage.short[row].argmax())
    week = best_week(joined, rule_set, roster, agent, first=range(first, first + 1))
    return joined, Roster(assignments=(*roster.assignments, *week)), (queue.skills, site, zone)


def _hours(problem: Problem, roster: Roster) -> tuple[float, float]:
    """Agent-hours required, and those short."""
    coverage, hours = coverage_of(problem, roster), problem.interval_minutes / 600
    return float(coverage.required.sum() * hours), float(coverage.short.sum() * hours)


def _limited(problem: Problem, rule_set: RuleSet, fair: FairBurdens, level: int | None) -> RuleSet:
    """The rule set in which nobody is more than ``level`` shifts above the fair share."""
    if level is None:
        return rule_set
    # An agent e shifts above has an excess of e(e+1)/2.
    amount = level * (level + 1) // 2
    limit = Excused(
        inner=fair.model_copy(update={"weight": None}),
        allowances=tuple(
            Allowance(place=Place(agent=agent.id), amount=amount) for agent in problem.agents if amount
        ),
    )
    return RepairedRules(
        name=rule_set.name, coverage_model=rule_set.coverage_model, rules=(*rule_set.rules, limit)
    )


def _tier(result: Result, tier: Tier) -> tuple[float, float]:
    found = next((each for each in result.tiers if each.tier is tier), None)
    return (0.0, 0.0) if found is None else (found.value, found.bound)


def _worth(result: Result) -> tuple[float, ...]:
    """The tiers that fairness is bought with, the most important first; broken rules count before all."""
    broken = sum(violation.excess for violation in result.violations if violation.required)
    return (broken, *(_tier(result, tier)[0] for tier in (Tier.MUST_HAVE, Tier.SERVICE, Tier.COST)))


def _point(level: int | None, chosen: Result, own: Result, seconds: float, *, adopted: bool) -> FairnessPoint:
    service, cost = _tier(chosen, Tier.SERVICE), _tier(chosen, Tier.COST)
    # Bounds of a stricter limit do not bound a looser one; those of cost hold for the service reached alone.
    service_bound = min(service[0], _tier(own, Tier.SERVICE)[1])
    cost_bound = 0.0 if adopted else cost[1]
    return FairnessPoint(
        most_above=level,
        possible=chosen.status is not Status.REQUIRED_RULES_BROKEN,
        adopted=adopted,
        service=service[0],
        service_bound=service_bound,
        cost=cost[0],
        cost_bound=cost_bound,
        cost_gap=(cost[0] - cost_bound) / max(cost[0], 1),
        unfairness=_tier(chosen, Tier.FAIRNESS)[0],
        fairness=chosen.measures.fairness,
        paid_hours=chosen.measures.paid_hours,
        money=chosen.measures.cost,
        coverage=chosen.measures.coverage,
        seconds=seconds,
    )
