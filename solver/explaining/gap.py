"""Why a queue is short in a span: who could be there, what stops each, and what the cheapest extras buy."""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from zoneinfo import ZoneInfo

from solver.domain.coverage import TENTHS, duty_intervals
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.explaining.answers import Considered, GapAnswer, Option
from solver.explaining.ideas import GapQuestion, Weighed
from solver.explaining.newcomer import newcomers
from solver.explaining.phrases import changed, clocked, counted, day_of, hours_told
from solver.explaining.trying import Trying
from solver.rules import RuleSet

MOST_OPTIONS = 12

CANNOT_SERVE = "cannot_serve"
ON_DUTY = "on_duty"
NO_SHIFT = "no_shift_offered"
WOULD_NOT_HELP = "would_not_help"
WORSE_ELSEWHERE = "worse_elsewhere"
POSSIBLE = "possible"
"""Reasons other than the name of a rule that would be broken."""

REASONS = {
    POSSIBLE: "could be there",
    ON_DUTY: "on duty already",
    WOULD_NOT_HELP: "would not help",
    WORSE_ELSEWHERE: "would be missed more elsewhere",
    NO_SHIFT: "without a shift on offer that helps",
    CANNOT_SERVE: "not able to serve it",
}


def explain_gap(
    problem: Problem, rule_set: RuleSet, roster: Roster, queue_id: str, start: datetime, end: datetime
) -> GapAnswer:
    """Why the queue has fewer agents than it needs in [start, end), and what would help.

    Every agent is considered with the shifts the templates offer: moved breaks, longer or moved shifts, one
    more shift. Each is judged by every rule; the best of every kind are tried on the roster, those that take
    overtime or go against a wish apart from those that ask for nothing. Raises AskedAmissError for a
    queue or a span that is not in the problem.
    """
    begun = time.monotonic()
    trying = Trying(problem, rule_set, roster)
    asked = GapQuestion(trying, queue_id, start, end)
    weighed = asked.weighed(asked.ideas())
    considered = [_considered(asked, agent, weighed.get(agent.id, [])) for agent in problem.agents]
    hires = [each for each in newcomers(trying, asked.queue, asked.row, asked.span) if each.gained_hours > 0]
    options = [*_best(asked, weighed.values()), *sorted(hires, key=_gained, reverse=True)]
    reasons = Counter(each.reason for each in considered)
    hours = problem.interval_minutes / 60 / TENTHS
    columns = slice(asked.span.start, asked.span.stop)
    required = float(trying.coverage.required[asked.row, columns].sum() * hours)
    covered = float(trying.coverage.covered[asked.row, columns].sum() * hours)
    return GapAnswer(
        queue=asked.queue.id,
        start=asked.start,
        end=asked.end,
        required_hours=required,
        covered_hours=covered,
        short_hours=required - covered,
        said=_told(asked, required, covered, reasons, options),
        considered=tuple(considered),
        reasons=dict(reasons.most_common()),
        options=tuple(options),
        seconds=time.monotonic() - begun,
    )


def _considered(asked: GapQuestion, agent: Agent, weighed: Sequence[Weighed]) -> Considered:
    """``weighed``: what the agent could do, the best first."""

    def told(reason: str, said: str, rules: Sequence[str] = ()) -> Considered:
        return Considered(agent=agent.id, name=agent.name, reason=reason, rules=tuple(rules), said=said)

    if not asked.can_serve(agent):
        return told(CANNOT_SERVE, asked.lacks(agent))
    axis, there = asked.problem.axis, set[int]()
    for shift in asked.trying.judge.shifts_of(agent.id):
        there.update(duty_intervals(axis, shift).tolist())
    missing = [interval for interval in asked.span if asked.wanted[interval] and interval not in there]
    if not missing or (not weighed and there & set(asked.span)):
        return told(ON_DUTY, f"{agent.name} is on duty then already, shared among the queues they serve.")
    if not weighed:
        return told(NO_SHIFT, f"No shift template offers {agent.name} a shift that would help.")
    best = weighed[0]
    if best.difference.broken:
        rules = tuple(dict.fromkeys(violation.rule for violation in best.difference.broken))
        against = clocked(best.difference.broken[0].message, agent.zone)
        return told(rules[0], f"{best.idea.said} But {against}", rules)
    allowed = f"{best.said} No required rule stands against it"
    if not best.helps:
        why = "queues that come first would take the time" if asked.is_short else "nothing is short then"
        return told(WOULD_NOT_HELP, f"{allowed}, but {why}.")
    if best.is_worse:
        tiers = changed(best.difference.tiers)
        return told(WORSE_ELSEWHERE, f"{allowed}, but the roster as a whole loses by it ({tiers}).")
    return told(POSSIBLE, f"{allowed}.")


def _best(asked: GapQuestion, weighed: Iterable[Sequence[Weighed]]) -> list[Option]:
    """The best ideas that help, those that break nothing first: one of every kind, then a second of each."""
    every = sorted((each for found in weighed for each in found if each.helps), key=attrgetter("rank"))
    first: dict[str, Weighed] = {}
    second: dict[str, Weighed] = {}
    for each in every:
        if each.kind not in first:
            first[each.kind] = each
        else:
            second.setdefault(each.kind, each)
    chosen = [*first.values(), *second.values()][:MOST_OPTIONS]
    return [
        asked.trying.option(
            each.kind,
            each.said,
            {each.idea.agent.id: each.idea.week},
            each.difference,
            cells=([asked.row], asked.span),
            agent=each.idea.agent.id,
        )
        for each in sorted(chosen, key=attrgetter("rank"))
    ]


def _told(
    asked: GapQuestion, required: float, covered: float, reasons: Counter[str], options: Sequence[Option]
) -> str:
    zone = ZoneInfo(asked.problem.period.zone)
    start, end = asked.start.astimezone(zone), asked.end.astimezone(zone)
    when = f"on {day_of(start.date())} from {start:%H:%M} to {end:%H:%M} ({zone.key})"
    said = f"{asked.queue.name} has {covered:g} of {required:g} agent-hours {when}."
    told = counted(dict(reasons.most_common()), REASONS, asked.trying.rule_set.active)
    said += f" {reasons.total()} agents were considered: {told}." if reasons else " There are no agents."
    if reasons[NO_SHIFT] and not reasons.keys() - {NO_SHIFT, CANNOT_SERVE}:
        return f"{said} The templates have no shift then for anybody who can serve it."
    helping = [option for option in options if option.gained_hours > 0]
    lawful = [option for option in helping if option.allowed]
    kept = [option for option in lawful if not _is_worse(option)]
    if kept:
        return f"{said} Cheapest: {_bought(min(kept, key=_cost))}"
    if lawful:
        return f"{said} What would cover more is missed elsewhere. The best of it: {_bought(lawful[0])}"
    said += " Nothing that keeps every required rule would cover more."
    return f"{said} With leave to break one: {_bought(helping[0])}" if helping else said


def _bought(option: Option) -> str:
    """What the option covers, costs and changes."""
    tiers = changed({each.tier: each.change for each in option.tiers if each.tier is not Tier.REQUIRED})
    return (
        f"{option.said} It covers {hours_told(option.gained_hours)} more here at a cost of {option.cost:g}; "
        f"over the whole roster {tiers}."
    )


def _is_worse(option: Option) -> bool:
    """Whether the roster as a whole loses by it: the most important tier that changes gets worse."""
    return next((each.change > 0 for each in option.tiers if each.change), False)


def _gained(option: Option) -> float:
    return option.gained_hours


def _cost(option: Option) -> tuple[float, float]:
    """The cheapest first, of equals the one that covers most."""
    return option.cost, -option.gained_hours
