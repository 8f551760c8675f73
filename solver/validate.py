"""Judging a roster without any solver: is it made of lawful shifts, and which rules does it break?"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster, Segment
from solver.domain.session import Session, segment_of
from solver.domain.shift import Shift, shifts_like
from solver.domain.time import MINUTE
from solver.rule import Rule
from solver.rules import RuleSet


def validate(problem: Problem, rule_set: RuleSet, roster: Roster) -> tuple[Violation, ...]:
    """Everything wrong with the roster: what no rule set can allow first, then each active rule's
    violations.
    """
    judged = violations_by_rule(problem, rule_set, roster)
    return (
        *structural_violations(problem, roster),
        *(violation for _, violations in judged for violation in violations),
    )


def violations_by_rule(
    problem: Problem, rule_set: RuleSet, roster: Roster
) -> list[tuple[Rule, tuple[Violation, ...]]]:
    """Each active rule with its violations. Assignments of unknown agents are left out of the reading."""
    known = {agent.id for agent in problem.agents}
    readable = Roster(assignments=tuple(shift for shift in roster.assignments if shift.agent in known))
    return [(rule, tuple(rule.violations(problem, readable))) for rule in rule_set.active]


def values_by_tier(judged: Iterable[tuple[Rule, tuple[Violation, ...]]]) -> dict[Tier, int]:
    """The priced excess per tier, in order; what required rules are broken by counts one each unit."""
    values: dict[Tier, int] = {}
    for rule, violations in judged:
        tier, weight = (Tier.REQUIRED, 1) if rule.weight is None else (rule.tier, rule.weight)
        values[tier] = values.get(tier, 0) + weight * sum(violation.excess for violation in violations)
    return dict(sorted(values.items()))


def structural_violations(problem: Problem, roster: Roster) -> Iterator[Violation]:
    """What must hold whatever the rules: known agents, offered shifts with their breaks, sessions as they are
    offered, one place at a time, locked shifts kept.
    """
    sessions = {session.id: session for session in problem.sessions}
    people = {agent.id: agent for agent in problem.agents}
    locked = {_identity(shift): shift for shift in problem.locked}
    for assignment in roster.assignments:
        agent = people.get(assignment.agent)
        if agent is None:
            yield _broken(
                "known_agent", assignment, f"The roster names the unknown agent {assignment.agent}."
            )
            continue
        if locked and _identity(assignment) in locked:
            continue
        yield from _check_shift(problem, agent, assignment, shifts_like(problem, agent, assignment))
        for segment in assignment.breaks:
            fault = None if segment.session is None else _session_fault(sessions, agent, segment)
            if fault:
                when = f"{segment.start:%Y-%m-%d %H:%M}Z"
                yield _broken("session", assignment, f"At {when} {agent.name} attends {fault}.")
    for agent_id, given in roster.by_agent().items():
        before = [shift for shift in problem.carried_in if shift.agent == agent_id]
        for earlier, later in pairwise(sorted((*before, *given), key=lambda shift: shift.start)):
            if later.start < earlier.end:
                yield _broken(
                    "one_place_at_a_time",
                    later,
                    f"{_name(people, agent_id)} has a shift at {later.start:%Y-%m-%d %H:%M}Z while the one "
                    f"from {earlier.start:%Y-%m-%d %H:%M}Z still runs.",
                )
    present = {_identity(assignment) for assignment in roster.assignments} if locked else set()
    for identity, shift in locked.items():
        if identity not in present:
            yield _broken(
                "locked_shift",
                shift,
                f"The locked shift of {_name(people, shift.agent)} at {shift.start:%Y-%m-%d %H:%M}Z "
                "is missing.",
            )


def _check_shift(
    problem: Problem, agent: Agent, assignment: Assignment, shifts: list[Shift]
) -> Iterator[Violation]:
    when = f"{assignment.start:%Y-%m-%d %H:%M}Z"
    earliest = problem.period.start - problem.lead_in_minutes * MINUTE
    if not earliest <= assignment.start < problem.period.end:
        yield _broken("period", assignment, f"The shift of {agent.name} at {when} starts outside the period.")
        return
    if not shifts:
        yield _broken(
            "offered_shift",
            assignment,
            f"No template {assignment.template} offers {agent.name} the shift from {when} to "
            f"{assignment.end:%Y-%m-%d %H:%M}Z.",
        )
        return
    faults = [_break_fault(assignment, shift) for shift in shifts]
    if all(faults):
        yield _broken("breaks", assignment, f"In the shift of {agent.name} at {when} {faults[0]}.")


def _break_fault(assignment: Assignment, shift: Shift) -> str | None:
    """What is wrong with the breaks, measured by this shift's plans; None when they fit."""
    plans = shift.length.breaks
    given = assignment.planned_breaks
    if len(given) != len(plans):
        return f"{len(plans)} breaks are due and {len(given)} are given"
    for segment, plan in zip(given, plans, strict=True):
        offset = (segment.start - shift.start) // MINUTE
        if segment.minutes != plan.minutes or segment.paid != plan.paid:
            return f"the {plan.name} has the wrong length or pay"
        if not plan.earliest_offset <= offset <= plan.latest_offset:
            return (
                f"the {plan.name} begins after {offset} minutes, not within "
                f"{plan.earliest_offset} to {plan.latest_offset}"
            )
    return None


def _session_fault(sessions: Mapping[str, Session], agent: Agent, segment: Segment) -> str | None:
    """What is wrong with a session in a shift; None when the problem offers it so."""
    session = sessions.get(segment.session or "")
    if session is None:
        return f"the unknown session {segment.session}"
    if agent.id not in session.people:
        return f"{session.name}, which is for others"
    if segment.start not in session.moments:
        return f"{session.name}, which may not begin then"
    due = segment_of(session, segment.start)
    if (segment.activity, segment.end, segment.paid) != (due.activity, due.end, due.paid):
        return f"{session.name} in another length, pay or kind than it has"
    return None


def _identity(assignment: Assignment) -> tuple[object, ...]:
    """What makes two assignments the same one, whether marked as locked or not."""
    return (
        assignment.agent,
        assignment.template,
        assignment.start,
        assignment.end,
        tuple((segment.start, segment.end, segment.paid) for segment in assignment.breaks),
    )


def _name(people: dict[str, Agent], agent_id: str) -> str:
    return people[agent_id].name if agent_id in people else agent_id


def _broken(rule: str, assignment: Assignment, message: str) -> Violation:
    return Violation(
        rule=rule,
        name="Roster",
        tier=Tier.REQUIRED,
        required=True,
        excess=1,
        unit="shifts at fault",
        place=Place(agent=assignment.agent, start=assignment.start, end=assignment.end),
        message=message,
    )
