"""Why an agent has a shift: what is lost without it, and what it would be with anybody else."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import possible_shifts
from solver.explaining.answers import AssignmentAnswer, Considered, Option
from solver.explaining.gap import NO_SHIFT, POSSIBLE
from solver.explaining.phrases import changed, clocked, counted, day_of, hours_told
from solver.explaining.trying import AskedAmissError, Trying, Week, order
from solver.living.difference import Difference
from solver.rules import RuleSet

MOST_OPTIONS = 5

REASONS = {POSSIBLE: "could have it", NO_SHIFT: "not offered a shift like it"}


@dataclass(frozen=True, slots=True)
class _Taker:
    """Somebody who could have the shift, with their shifts then and what the change of hands alters."""

    agent: Agent
    how: str
    given: dict[str, Week]
    difference: Difference


def explain_assignment(
    problem: Problem, rule_set: RuleSet, roster: Roster, agent_id: str, start: datetime
) -> AssignmentAnswer:
    """What each tier loses when the agent's shift that begins at ``start`` is taken away or given to others.

    Everybody else is asked: rules that stand against it are named, the best takers are tried on the roster.
    Raises AskedAmissError for an agent or a shift that is not in the roster.
    """
    begun = time.monotonic()
    trying = Trying(problem, rule_set, roster)
    agent = trying.agent(agent_id)
    held = trying.judge.shifts_of(agent_id)
    shift = next((each for each in held if each.start == start), None)
    if shift is None:
        known = ", ".join(each.start.isoformat() for each in held) or "none"
        raise AskedAmissError(f"start: expected the start of a shift of {agent.name}: {known}")
    left = tuple(each for each in held if each is not shift)
    covered = problem.axis.touched(shift.start, shift.end)
    rows = range(len(problem.queues))
    difference = trying.judge.difference({agent_id: left})
    without = trying.option(
        "taken_away",
        f"Take the shift away from {agent.name}.",
        {agent_id: left},
        difference,
        cells=(rows, covered),
        agent=agent_id,
    )
    others, takers = _others(trying, agent, shift, left)
    takers.sort(key=lambda taker: (order(taker.difference), taker.agent.id))
    options = tuple(
        trying.option(
            "given_away",
            f"{taker.how}.",
            taker.given,
            taker.difference,
            cells=(rows, covered),
            agent=taker.agent.id,
        )
        for taker in takers[:MOST_OPTIONS]
    )
    reasons = Counter(each.reason for each in others)
    return AssignmentAnswer(
        agent=agent_id,
        start=shift.start,
        end=shift.end,
        said=_told(trying, agent, shift, without, difference, reasons, takers),
        without=without,
        others=tuple(others),
        options=options,
        reasons=dict(reasons.most_common()),
        seconds=time.monotonic() - begun,
    )


def _others(
    trying: Trying, agent: Agent, shift: Assignment, left: Week
) -> tuple[list[Considered], list[_Taker]]:
    """Everybody else in view of the shift, and those against whom no required rule stands."""
    considered, takers = [], []
    for other in trying.problem.agents:
        if other.id == agent.id:
            continue
        reason, rules = NO_SHIFT, tuple[str, ...]()
        said = f"No shift template offers {other.name} this shift."
        for given, how in _hands(trying, agent, other, shift, left):
            # What the giver's own week breaks stands against taking the shift away, not against this taker.
            swapped = len(given[agent.id]) > len(left)
            asked = given if swapped else {other.id: given[other.id]}
            against = _forbidden(trying, asked)
            if not against:
                both = trying.judge.difference(given)
                against = [each for each in both.broken if swapped or each.place.agent != agent.id]
            if not against:
                reason, rules, said = POSSIBLE, (), f"{how} ({changed(both.tiers)})."
                takers.append(_Taker(other, how, given, both))
                break
            if reason == NO_SHIFT:
                rules = tuple(dict.fromkeys(violation.rule for violation in against))
                reason, said = rules[0], clocked(against[0].message, other.zone)
        considered.append(Considered(agent=other.id, name=other.name, reason=reason, rules=rules, said=said))
    return considered, takers


def _forbidden(trying: Trying, given: Mapping[str, Week]) -> list[Violation]:
    """What rules about one person say against these weeks: most takers are refused by them already."""
    refused = given.keys() - trying.judge.allowed(given)
    _, found = trying.judge.each({agent_id: given[agent_id] for agent_id in refused})
    return [violation for difference in found.values() for violation in difference.broken]


def _hands(
    trying: Trying, agent: Agent, other: Agent, shift: Assignment, left: Week
) -> Iterator[tuple[dict[str, Week], str]]:
    """Ways for the shift to change hands: given to the other, or swapped for theirs of the same day."""
    if not _is_offered(trying.problem, other, shift):
        return
    taken = shift.handed_to(other.id)
    held = trying.judge.shifts_of(other.id)
    yield {agent.id: left, other.id: _week(*held, taken)}, f"{other.name} could have it"
    day = shift.local_date(other.zone)
    theirs = [each for each in held if each.local_date(other.zone) == day]
    if len(theirs) == 1 and not theirs[0].locked and _is_offered(trying.problem, agent, theirs[0]):
        back = theirs[0].handed_to(agent.id)
        rest = [each for each in held if each is not theirs[0]]
        swapped = {agent.id: _week(*left, back), other.id: _week(*rest, taken)}
        yield swapped, f"{other.name} could have it for theirs of that day"


def _week(*shifts: Assignment) -> Week:
    return tuple(sorted(shifts, key=lambda each: each.start))


def _is_offered(problem: Problem, agent: Agent, shift: Assignment) -> bool:
    return any(
        (each.template, each.start, each.end) == (shift.template, shift.start, shift.end)
        for each in possible_shifts(problem, agent)
    )


def _told(
    trying: Trying,
    agent: Agent,
    shift: Assignment,
    without: Option,
    difference: Difference,
    reasons: Counter[str],
    takers: Sequence[_Taker],
) -> str:
    zone = ZoneInfo(agent.zone)
    start, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
    said = f"{agent.name} works {start:%H:%M}–{end:%H:%M} on {day_of(start.date())} ({zone.key})."
    if shift.locked:
        said += " The shift is locked."
    said += f" {_lost(without, difference)}"
    if without.broken:
        said += f" {clocked(without.broken[0].message, agent.zone)}"
    told = counted(dict(reasons.most_common()), REASONS, trying.rule_set.active)
    said += f" Of {reasons.total()} others: {told}." if reasons else " There is nobody else."
    if not takers:
        return f"{said} Nobody else could have it under the required rules."
    best = takers[0]
    if order(best.difference) < (0,) * len(Tier):
        return f"{said} {best.agent.name} would be the better choice ({changed(best.difference.tiers)})."
    return f"{said} The best other is {best.agent.name} ({changed(best.difference.tiers)})."


def _lost(without: Option, difference: Difference) -> str:
    """What the roster would lose without the shift."""
    lost, changes = -without.gained_hours, changed(difference.tiers)
    if round(lost, 2) > 0:
        return f"Without it {hours_told(lost)} of coverage would be lost ({changes})."
    return f"Without it no coverage would be lost, and {-without.cost:g} of cost saved ({changes})."
