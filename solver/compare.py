"""Comparing rosters of one problem: what fairness costs, and how many hires would close the gaps."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solver.comparing import FairnessPoint, Hired, HiresNeeded
from solver.domain.coverage import coverage_of
from solver.domain.days import burdens_of
from solver.domain.options import SolveOptions
from solver.domain.people import Agent, Burden
from solver.domain.problem import Problem
from solver.domain.result import Measures, Place, Result, Tier
from solver.domain.roster import Assignment, Roster
from solver.explaining.allowance import Allowance, Excused, RepairedRules
from solver.explaining.beginning import begun_from
from solver.explaining.newcomer import best_week, newcomer
from solver.measures import measure
from solver.rules import RuleSet
from solver.rules.fair_burdens import FairBurdens
from solver.search.ask import Stop
from solver.solve import solve
from solver.validate import structural_violations, values_by_tier, violations_by_rule

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
    near: Roster | None = None,
) -> tuple[FairnessPoint, ...]:
    """Cost against fairness: one solve for each level, the loosest first, each from the best roster so far.

    ``near`` is a roster of the problem to begin with. Every roster found stands for each level that it keeps,
    so no point is worse than a stricter one. Without a rule about fair shares one over all burdens is taken.
    """
    fair = next((rule for rule in rule_set.active if isinstance(rule, FairBurdens)), FairBurdens())
    known = [] if near is None else [_Found.of(problem, rule_set, fair, near)]
    own: list[_Own] = []
    for level in sorted(levels, key=lambda each: (each is not None, -(each or 0))):
        if stop is not None and stop():
            break
        begun = time.monotonic()
        best = min((each for each in known if each.lawful), key=_worth, default=None)
        if best is not None and level is not None and not best.keeps(level):
            known.append(_Found.of(problem, rule_set, fair, _shed(problem, fair, best.roster, level)))
        start = min((each for each in known if each.keeps(level)), key=_worth, default=best)
        limited = _limited(problem, rule_set, fair, level)
        begun_problem, begun_rules = begun_from(problem, limited, None if start is None else start.roster)
        result = solve(begun_problem, begun_rules, options, stop=stop)
        found = _Found.of(problem, rule_set, fair, result.roster)
        known.append(found)
        own.append(_Own(level, found, result, time.monotonic() - begun))
    return tuple(_point(each, known) for each in reversed(own))


@dataclass(frozen=True, slots=True)
class _Found:
    """A roster with its tiers, how unfair it is at worst, and whether it is lawful apart from any limit."""

    roster: Roster
    measures: Measures
    values: Mapping[Tier, int]
    worst: int
    lawful: bool

    @classmethod
    def of(cls, problem: Problem, rule_set: RuleSet, fair: FairBurdens, roster: Roster) -> "_Found":
        values = values_by_tier(violations_by_rule(problem, rule_set, roster))
        worst = max((each.excess for each in fair.violations(problem, roster)), default=0)
        lawful = not any(structural_violations(problem, roster)) and not values.get(Tier.REQUIRED)
        return cls(roster, measure(problem, roster, rule_set.forbids), values, worst, lawful)

    def keeps(self, level: int | None) -> bool:
        """Whether the roster is lawful and nobody in it is further above their share than the level."""
        return self.lawful and (level is None or self.worst <= _excess(level))


def _worth(found: _Found) -> tuple[int, ...]:
    """The tiers that fairness is bought with, the most important first."""
    return tuple(found.values.get(tier, 0) for tier in (Tier.MUST_HAVE, Tier.SERVICE, Tier.COST))


@dataclass(frozen=True, slots=True)
class _Own:
    """What the solve for a level found and proved."""

    level: int | None
    found: _Found
    result: Result
    seconds: float


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


def _excess(level: int) -> int:
    """The excess of an agent so many shifts above the fair share."""
    return level * (level + 1) // 2


def _shed(problem: Problem, fair: FairBurdens, roster: Roster, level: int) -> Roster:
    """What is left of the roster when whoever is furthest above their share gives up the last of their shifts
    of that kind, until nobody is more than ``level`` above.
    """
    shifts = roster.by_agent()
    gave_up = True
    while gave_up:
        gave_up = False
        for burden, people in fair.sharers(problem):
            while (given := _one_too_many(shifts, burden, people, level)) is not None:
                shifts[given.agent].remove(given)
                gave_up = True
    return Roster(assignments=tuple(shift for held in shifts.values() for shift in held))


def _one_too_many(
    shifts: Mapping[str, list[Assignment]], burden: Burden, people: Sequence[tuple[Agent, int]], level: int
) -> Assignment | None:
    """A shift of the kind that the one furthest above their share may give up; None when nobody is more than
    ``level`` above, or has nothing to give.
    """
    borne = {
        agent.id: [
            shift for shift in shifts.get(agent.id, ()) if burden in burdens_of(agent, shift.start, shift.end)
        ]
        for agent, _ in people
    }
    loads = {agent.id: len(borne[agent.id]) + agent.carried.burdens.get(burden, 0) for agent, _ in people}
    parts, whole = sum(part for _, part in people), sum(loads.values())
    above = [
        (loads[agent.id] + (-part * whole) // parts, free[-1])
        for agent, part in people
        if (free := [shift for shift in borne[agent.id] if not shift.locked])
    ]
    most, given = max(above, key=lambda each: each[0], default=(0, None))
    return given if most > level else None


def _limited(problem: Problem, rule_set: RuleSet, fair: FairBurdens, level: int | None) -> RuleSet:
    """The rule set in which nobody is more than ``level`` shifts above the fair share."""
    if level is None:
        return rule_set
    amount = _excess(level)
    limit = Excused(
        inner=fair.model_copy(update={"weight": None}),
        allowances=tuple(
            Allowance(place=Place(agent=agent.id), amount=amount) for agent in problem.agents if amount
        ),
    )
    return RepairedRules(
        name=rule_set.name, coverage_model=rule_set.coverage_model, rules=(*rule_set.rules, limit)
    )


def _bound(result: Result, tier: Tier) -> float:
    return next((each.bound for each in result.tiers if each.tier is tier), 0.0)


def _point(own: _Own, known: Sequence[_Found]) -> FairnessPoint:
    """The best roster that keeps the level, whichever solve found it."""
    keeping = [each for each in known if each.keeps(own.level)]
    best = min(keeping, key=lambda each: (_worth(each), each is not own.found), default=own.found)
    service, cost = (float(best.values.get(tier, 0)) for tier in (Tier.SERVICE, Tier.COST))
    adopted = best is not own.found
    # What a solve proved holds for its own limit; of the cost, for the service it reached alone.
    cost_bound = 0.0 if adopted else min(cost, _bound(own.result, Tier.COST))
    return FairnessPoint(
        most_above=own.level,
        possible=bool(keeping),
        adopted=adopted,
        service=service,
        service_bound=min(service, _bound(own.result, Tier.SERVICE)) if own.found.keeps(own.level) else 0.0,
        cost=cost,
        cost_bound=cost_bound,
        cost_gap=(cost - cost_bound) / max(cost, 1),
        unfairness=float(best.values.get(Tier.FAIRNESS, 0)),
        fairness=best.measures.fairness,
        paid_hours=best.measures.paid_hours,
        money=best.measures.cost,
        coverage=best.measures.coverage,
        seconds=own.seconds,
    )
