"""Figures of any roster, read from documents alone: coverage, hours, unpopular work, fairness, wishes."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

import numpy as np

from solver.domain.coverage import TENTHS, Coverage, capability, coverage_of
from solver.domain.days import burdens_of, night_minutes
from solver.domain.people import Agent, Burden
from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.result import AgentMeasure, Measures, QueueMeasure
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift, offered_shifts
from solver.domain.wishes import Answers, answers_in, is_met

Forbids = Callable[[Problem, Agent, Shift], bool]
"""Whether a required rule keeps an agent out of a shift, whatever else the roster holds."""


def measure(problem: Problem, roster: Roster, forbids: Forbids) -> Measures:
    """All figures of the roster.

    An agent-hour of coverage is an hour of requirement of one agent. A required agent-interval is reachable
    when some agent able to serve the queue may lawfully have a shift spanning it; ``forbids`` says which
    shifts no lawful roster holds.
    """
    coverage = coverage_of(problem, roster)
    reachable = _reachable(problem, coverage.required, forbids)
    hours = problem.interval_minutes / 60 / TENTHS
    shifts = roster.by_agent()
    answers = answers_in(problem)
    agents = tuple(_agent_measure(agent, shifts.get(agent.id, []), answers) for agent in problem.agents)
    rates = {agent.id: agent.contract.cost_per_hour for agent in problem.agents}
    known = [shift for shift in roster.assignments if shift.agent in rates]
    paid = sum(shift.paid_minutes for shift in known)
    wishes = sum(agent.wishes for agent in agents)
    return Measures(
        required_hours=float(coverage.required.sum() * hours),
        covered_hours=float(coverage.covered.sum() * hours),
        short_hours=float(coverage.short.sum() * hours),
        idle_hours=float(coverage.idle.sum() * hours),
        coverage=_share(int(coverage.covered.sum()), int(coverage.required.sum())),
        reachable_coverage=_share(int(coverage.covered.sum()), int(reachable.sum())),
        paid_hours=paid / 60,
        cost=sum(shift.paid_minutes / 60 * rates[shift.agent] for shift in known),
        local_night_hours=sum(agent.local_night_hours for agent in agents),
        agents_rostered=sum(1 for agent in agents if agent.shifts),
        shifts=len(known),
        fairness=_fairness(problem, agents),
        preferences_met=_share(sum(agent.wishes_met for agent in agents), wishes),
        queues=tuple(_queue_measure(coverage, reachable, row, hours) for row in range(len(coverage.queues))),
        agents=agents,
    )


def _queue_measure(coverage: Coverage, reachable: Grid, row: int, hours: float) -> QueueMeasure:
    required, covered = int(coverage.required[row].sum()), int(coverage.covered[row].sum())
    could = int(reachable[row].sum())
    return QueueMeasure(
        queue=coverage.queues[row],
        required_hours=required * hours,
        covered_hours=covered * hours,
        short_hours=(required - covered) * hours,
        over_hours=float(coverage.over[row].sum() * hours),
        coverage=_share(covered, required),
        reachable_required_hours=could * hours,
        reachable_coverage=_share(covered, could),
    )


def _reachable(problem: Problem, required: Grid, forbids: Forbids) -> Grid:
    """The required tenths of the queues and intervals for which some agent could lawfully be there."""
    axis = problem.axis
    # Intervals as bits: rules are asked only about shifts that reach where nobody seen so far does.
    missing = {
        queue.id: sum(1 << interval for interval in np.flatnonzero(required[row]).tolist())
        for row, queue in enumerate(problem.queues)
    }
    for agent in problem.agents:
        if not any(missing.values()):
            break
        served: dict[date, frozenset[str]] = {}
        carried = [shift for shift in problem.carried_in if shift.agent == agent.id]
        shifts: list[tuple[datetime, datetime, date, Shift | None]] = [
            (shift.start, shift.end, shift.local_date(agent.zone), None) for shift in carried
        ]
        shifts += [
            (shift.start, shift.end, shift.day, None if shift.fixed is not None else shift)
            for shift in offered_shifts(problem, agent)
            if not shift.off_queue
        ]
        for start, end, day, free in shifts:
            if day not in served:
                served[day] = capability(problem, agent, day)
            worked = axis.covered(start, end)
            there = (1 << worked.stop) - (1 << worked.start)
            wanted = any(missing[queue] & there for queue in served[day])
            if wanted and (free is None or not forbids(problem, agent, free)):
                for queue in served[day]:
                    missing[queue] &= ~there
    reached = required.copy()
    for row, left in enumerate(missing.values()):
        reached[row, [interval for interval in range(axis.intervals) if left >> interval & 1]] = 0
    return reached


def _agent_measure(agent: Agent, given: Sequence[Assignment], answers: Answers) -> AgentMeasure:
    kinds = [burdens_of(agent, shift.start, shift.end) for shift in given]
    count = {burden: sum(burden in kind for kind in kinds) for burden in Burden}
    carried = {burden: count[burden] + agent.carried.burdens.get(burden, 0) for burden in Burden}
    worked = [(shift.start, shift.end) for shift in given]
    return AgentMeasure(
        agent=agent.id,
        shifts=len(given),
        paid_hours=sum(shift.paid_minutes for shift in given) / 60,
        local_night_hours=sum(night_minutes(start, end, agent.zone) for start, end in worked) / 60,
        nights=count[Burden.NIGHTS],
        weekends=count[Burden.WEEKENDS],
        holidays=count[Burden.HOLIDAYS],
        nights_with_carried=carried[Burden.NIGHTS],
        weekends_with_carried=carried[Burden.WEEKENDS],
        holidays_with_carried=carried[Burden.HOLIDAYS],
        wishes=len(agent.preferences),
        wishes_met=sum(is_met(wish, given, answers) for wish in agent.preferences),
    )


def _fairness(problem: Problem, agents: Sequence[AgentMeasure]) -> float | None:
    """One less the mean absolute deviation of the burden per full-time share, over its mean; None without
    burden.

    An agent's burden is the nights, weekend shifts and holidays of the roster and of the history carried, per
    weekly minute the contract allows. Agents whose contract allows no work have no share. At worst zero.
    """
    allowed = {agent.id: agent.contract.max_weekly_minutes for agent in problem.agents}
    burdens = np.array(
        [
            (agent.nights_with_carried + agent.weekends_with_carried + agent.holidays_with_carried)
            / allowed[agent.agent]
            for agent in agents
            if allowed[agent.agent] > 0
        ]
    )
    if not burdens.size or burdens.sum() == 0:
        return None
    mean = burdens.mean()
    return max(0.0, float(1 - np.abs(burdens - mean).mean() / mean))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
