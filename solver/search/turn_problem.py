"""Problems of queues in turn: every agent may work every pattern of queues, limits on minutes apart all are
alike, and what counts are the heads of each queue in each interval.
"""

from dataclasses import dataclass

import numpy as np

from solver.domain.people import Carried
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.selection import EVERY_SHIFT, ShiftFilter
from solver.domain.time import ClockWindow, Span
from solver.rule import Rule, Scope
from solver.rules import RuleSet
from solver.rules.availability import Availability
from solver.rules.barred_shifts import BarredShifts
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.min_rest import MinRest
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.queues_in_turn import QueuesInTurn
from solver.search.cheapest_days import Ints

_DAY = 1_440


@dataclass(slots=True)
class TurnProblem:
    """Lengths of time are in intervals, ``grid`` of which make a day; queues and patterns go by number.

    ``parts`` and ``bounds`` are what best_patterns reads; ``offered[pattern, start, length]`` is 1 where a
    template has it. ``needed[queue, interval]`` must be there; each square of heads too many costs ``price``.
    ``least`` and ``most`` are by agent. Shifts may run on beyond the period unless they end ``inside``.
    """

    grid: int
    names: list[str]
    starts: Ints
    lengths: Ints
    parts: Ints
    bounds: Ints
    offered: Ints
    needed: Ints
    least: Ints
    most: Ints
    tier: Tier
    price: int
    rest: int = 0
    longest: int = 0
    inside: bool = False


def turn_problem(problem: Problem, rule_set: RuleSet) -> TurnProblem | None:
    """The problem in turns of queues; None where anything else is asked for."""
    rules = rule_set.active
    needs = [rule for rule in rules if isinstance(rule, QueuesInTurn)]
    required = [rule for rule in needs if rule.of == "missing" and rule.required]
    priced = [rule for rule in needs if rule.of == "surplus" and not rule.required]
    if len(required) != 1 or len(priced) != 1 or len(needs) != 2:
        return None
    if required[0].turns != priced[0].turns or required[0].needs != priced[0].needs:
        return None
    if any(rule.valid is not None for rule in rules):
        return None
    if not _plain(problem) or any(rule.scope != Scope() and not _of_minutes(rule) for rule in rules):
        return None
    found = _patterns(problem, priced[0])
    if found is None or not all(_understood(found, problem, rule) for rule in rules):
        return None
    once = any(isinstance(rule, MaxShiftsPerDay) for rule in rules)
    # No rest may reach beyond a day off, nor a run be longer than the states there are.
    reaches = int((found.starts[:, None] + found.lengths[None, :]).max(initial=0)) + found.rest
    return found if once and reaches <= 2 * found.grid and found.longest > 0 else None


def _plain(problem: Problem) -> bool:
    """People who differ in nothing but their minutes, and days of one length."""
    period = problem.period
    whole = (Span(start=period.start, end=period.end),)
    return (
        bool(problem.agents)
        and period.minutes == period.days * _DAY
        and not (problem.carried_in or problem.locked or problem.lead_in_minutes)
        and all(
            agent.zone == period.zone
            and agent.carried == Carried()
            and agent.available in (None, whole)
            and not agent.unavailable
            and agent.contract.min_rest_minutes is None
            and agent.contract.max_consecutive_days is None
            and all(template.is_open_to(agent) for template in problem.templates)
            for agent in problem.agents
        )
    )


def _patterns(problem: Problem, rule: QueuesInTurn) -> TurnProblem | None:
    grain, intervals = problem.interval_minutes, problem.axis.intervals
    turns = {each.template: each for each in rule.turns}
    templates = problem.templates
    if set(turns) != {template.name for template in templates} or any(
        template.zone not in (None, problem.period.zone)
        or len(template.weekdays) < 7
        or any(length.breaks for length in template.lengths)
        for template in templates
    ):
        return None
    clocks = sorted({clock for template in templates for clock in template.start_clocks()})
    minutes = sorted({length.minutes for template in templates for length in template.lengths})
    starts = [clock.hour * 60 + clock.minute for clock in clocks]
    switches = [minute for each in rule.turns for minute in each.minutes]
    if any(minute % grain for minute in (*starts, *minutes, *switches)):
        return None
    queues = [need.queue for need in rule.needs]
    if any(len(need.heads) != intervals for need in rule.needs) or any(
        queue not in queues for each in rule.turns for queue in each.queues
    ):
        return None
    deepest = max(len(each.queues) for each in rule.turns)
    parts = np.full((len(templates), deepest), -1, dtype=np.int64)
    bounds = np.full((len(templates), deepest), -1, dtype=np.int64)
    offered = np.zeros((len(templates), len(starts), len(minutes)), dtype=np.int64)
    for number, template in enumerate(templates):
        each = turns[template.name]
        parts[number, : len(each.queues)] = [queues.index(queue) for queue in each.queues]
        bounds[number, : len(each.minutes)] = np.cumsum(each.minutes, dtype=np.int64) // grain
        own = [clocks.index(clock) for clock in template.start_clocks()]
        lengths = [minutes.index(length.minutes) for length in template.lengths]
        if min(length.minutes for length in template.lengths) < sum(each.minutes):
            return None
        offered[number][np.ix_(own, lengths)] = 1
    most = problem.period.days * _DAY // grain
    return TurnProblem(
        grid=_DAY // grain,
        names=[template.name for template in templates],
        starts=np.array(starts, dtype=np.int64) // grain,
        lengths=np.array(minutes, dtype=np.int64) // grain,
        parts=parts,
        bounds=bounds,
        offered=offered,
        needed=np.array([need.heads for need in rule.needs], dtype=np.int64),
        least=np.zeros(len(problem.agents), dtype=np.int64),
        most=np.full(len(problem.agents), most, dtype=np.int64),
        tier=rule.tier,
        price=rule.weight or 0,
        longest=problem.period.days,
    )


def _understood(found: TurnProblem, problem: Problem, rule: Rule) -> bool:
    """Take over what the rule asks for; False where that cannot be said."""
    if isinstance(rule, QueuesInTurn):
        return True
    if not rule.required:
        return False
    if isinstance(rule, MaxShiftsPerDay):
        return rule.once_a_day(problem.agents[0])
    if isinstance(rule, MinRest):
        found.rest = max(found.rest, -(-round(rule.hours * 60) // problem.interval_minutes))
    elif isinstance(rule, MaxConsecutiveDays):
        found.longest = min(found.longest, rule.days)
    elif isinstance(rule, MinutesPerStretch):
        return _minutes(found, problem, rule)
    elif isinstance(rule, BarredShifts):
        if rule.shifts.starts is None or rule.shifts != ShiftFilter(starts=rule.shifts.starts):
            return False
        _bar(found, problem, rule.shifts.starts)
    elif isinstance(rule, Availability) and rule.shifts == EVERY_SHIFT:
        kept = {agent.available is not None for agent in problem.agents}
        found.inside = found.inside or kept == {True}
        return len(kept) == 1
    else:
        return False
    return True


def _of_minutes(rule: Rule) -> bool:
    return isinstance(rule, MinutesPerStretch)


def _minutes(found: TurnProblem, problem: Problem, rule: MinutesPerStretch) -> bool:
    counted = rule.per == "period" and rule.count == "paid" and rule.within is None
    if not counted or rule.only_if or rule.scale_absences or rule.shifts != EVERY_SHIFT:
        return False
    for number, agent in enumerate(problem.agents):
        if rule.scope.includes(agent):
            grain = problem.interval_minutes
            found.least[number] = max(int(found.least[number]), -(-rule.least // grain))
            if rule.most is not None:
                found.most[number] = min(int(found.most[number]), rule.most // grain)
    return True


def _bar(found: TurnProblem, problem: Problem, window: ClockWindow) -> None:
    first = window.start.hour * 60 + window.start.minute
    last = window.end.hour * 60 + window.end.minute
    for number, start in enumerate(found.starts.tolist()):
        minute = start * problem.interval_minutes
        if first <= minute < last if first < last else minute >= first or minute < last:
            found.offered[:, number, :] = 0
