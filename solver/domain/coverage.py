"""Coverage read off a roster: who is on duty when, and how far they stretch over the queues."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np

from solver.domain.due_work import done_in_time, waiting_work
from solver.domain.people import Agent
from solver.domain.pooling import Grid, Pooling
from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster
from solver.domain.time import ClockWindow, TimeAxis

TENTHS = 10
"""Requirements are counted in tenths of an agent."""

_HAIR = 1e-9


@dataclass(frozen=True, slots=True)
class Coverage:
    """Coverage per queue (row, in the problem's order) and interval (column).

    ``required``, ``covered``, ``short`` and ``over`` are tenths of an agent; ``minimum`` and
    ``short_of_minimum`` whole agents; ``idle`` (one value per interval) the tenths on duty and able to serve
    some queue, beyond what covers. Idle supply is counted in ``over`` at the first queue by priority that it
    can serve.
    """

    queues: tuple[str, ...]
    required: Grid
    covered: Grid
    short: Grid
    over: Grid
    minimum: Grid
    short_of_minimum: Grid
    idle: Grid

    def row(self, queue_id: str) -> int:
        """The row of that queue; ValueError when the problem has none of that id."""
        return self.queues.index(queue_id)


def tenths(agents: float) -> int:
    """A requirement in tenths of an agent, rounded up (a billionth above a tenth is still that tenth)."""
    return ceil(agents * TENTHS - _HAIR)


def required_tenths(problem: Problem) -> Grid:
    """Tenths of an agent needed per queue and interval; zero where nothing is asked for, or only due work."""
    grid = even_tenths(problem)
    due = problem.due_queues
    grid[[queue.id in due for queue in problem.queues]] = 0
    return grid


def even_tenths(problem: Problem) -> Grid:
    """The same, with due work spread as the requirement of its queue has it."""
    grid = np.zeros((len(problem.queues), problem.axis.intervals), dtype=np.int64)
    rows = {queue.id: row for row, queue in enumerate(problem.queues)}
    for requirement in problem.requirements:
        grid[rows[requirement.queue]] = np.ceil(np.array(requirement.agents) * TENTHS - _HAIR)
    return grid


def minimum_agents(problem: Problem) -> Grid:
    """Whole agents that must be there per queue and interval; zero where no minimum is set."""
    grid = np.zeros((len(problem.queues), problem.axis.intervals), dtype=np.int64)
    rows = {queue.id: row for row, queue in enumerate(problem.queues)}
    for requirement in problem.requirements:
        if requirement.minimum is not None:
            grid[rows[requirement.queue]] = requirement.minimum
    return grid


def intervals_asked(
    problem: Problem, window: ClockWindow | None, zone: str | None, *, work_required: bool
) -> list[int]:
    """Intervals inside the window on clocks in ``zone`` (None: the period's); without a window those in which
    some queue requires agents, where ``work_required``, else all.
    """
    axis, period = problem.axis, problem.period
    if window is not None:
        first = period.first_date - timedelta(days=2)
        last = period.first_date + timedelta(days=period.days + 1)
        spans = window.spans(first, last, zone or period.zone)
        return sorted({interval for start, end in spans for interval in axis.covered(start, end)})
    if work_required:
        required = required_tenths(problem).any(axis=0) | minimum_agents(problem).any(axis=0)
        wanted: list[int] = np.flatnonzero(required).tolist()
        return wanted
    return list(range(axis.intervals))


def capability(problem: Problem, agent: Agent, day: date) -> frozenset[str]:
    """The queues ``agent`` can serve on the local date ``day``: agents of equal capability are
    interchangeable.
    """
    return frozenset(queue.id for queue in problem.queues if queue.can_be_served_by(agent, day))


def priority_order(problem: Problem) -> list[int]:
    """Rows of the queues, the most important first; equal priorities in the problem's order."""
    return sorted(range(len(problem.queues)), key=lambda row: (-problem.queues[row].priority, row))


def mask_of(problem: Problem, queues: frozenset[str]) -> int:
    """A capability as a bit mask over the problem's queues."""
    return sum(1 << row for row, queue in enumerate(problem.queues) if queue.id in queues)


def duty_intervals(axis: TimeAxis, assignment: Assignment) -> Grid:
    """The intervals the agent works from beginning to end: on shift and in no break."""
    worked = axis.covered(assignment.start, assignment.end)
    on_duty = np.zeros(axis.intervals, dtype=bool)
    on_duty[worked.start : worked.stop] = True
    for segment in assignment.breaks:
        touched = axis.touched(segment.start, segment.end)
        on_duty[touched.start : touched.stop] = False
    return np.flatnonzero(on_duty)


def on_duty_counts(problem: Problem, assignments: Iterable[Assignment]) -> dict[frozenset[str], Grid]:
    """Agents on duty per interval, by capability. Assignments of unknown agents are left out."""
    axis = problem.axis
    people = {agent.id: agent for agent in problem.agents}
    known: dict[tuple[str, date], frozenset[str]] = {}
    counts: dict[frozenset[str], Grid] = {}
    for assignment in assignments:
        agent = people.get(assignment.agent)
        if agent is None:
            continue
        day = assignment.local_date(agent.zone)
        if (agent.id, day) not in known:
            known[agent.id, day] = capability(problem, agent, day)
        served = known[agent.id, day]
        if served not in counts:
            counts[served] = np.zeros(axis.intervals, dtype=np.int64)
        counts[served][duty_intervals(axis, assignment)] += 1
    return counts


def coverage_of(problem: Problem, roster: Roster) -> Coverage:
    """What the roster, with the shifts carried in, covers of the requirement and of the minimum staffing.

    An agent on duty counts once in an interval, as ten tenths shared among the queues they can serve; queues
    of higher priority are served first, which no other sharing beats for weights that follow the priorities.
    The minimum staffing is served the same way on its own, in whole agents. Due work is done by those whom
    work that cannot wait leaves: it is covered when it is done, and short when it is late.
    """
    return coverage_from(problem, on_duty_counts(problem, (*problem.carried_in, *roster.assignments)))


def coverage_from(problem: Problem, counts: Mapping[frozenset[str], Grid]) -> Coverage:
    """The same of agents on duty per interval, by capability."""
    required, minimum = required_tenths(problem), minimum_agents(problem)
    capabilities = [mask_of(problem, served) for served in counts]
    order = priority_order(problem)
    heads = (
        np.stack(list(counts.values())) if counts else np.zeros((0, problem.axis.intervals), dtype=np.int64)
    )
    # Where nobody is asked for or there, nothing is covered, short or idle.
    busy = np.flatnonzero(required.any(axis=0) | minimum.any(axis=0) | heads.any(axis=0))
    service = Pooling(capabilities, required[:, busy], order)
    floor = Pooling(capabilities, minimum[:, busy], order)
    covered, over, kept = (np.zeros_like(required) for _ in range(3))
    covered[:, busy] = service.covered(heads[:, busy] * TENTHS)
    short, spare = required - covered, service
    if problem.due_work:
        waiting = waiting_work(problem.axis, problem.due_work, TENTHS)
        rows = {row: waiting[queue.id] for row, queue in enumerate(problem.queues) if queue.id in waiting}
        done, late = done_in_time(rows, capabilities, heads * TENTHS, covered)
        covered, short = covered + done, short + late
        spare = Pooling(capabilities, covered[:, busy], order)
    over[:, busy] = spare.with_spare(heads[:, busy] * TENTHS)
    kept[:, busy] = floor.covered(heads[:, busy])
    able = np.array([int(mask != 0) for mask in capabilities], dtype=np.int64)
    return Coverage(
        queues=tuple(queue.id for queue in problem.queues),
        required=covered + short,
        covered=covered,
        short=short,
        over=over,
        minimum=minimum,
        short_of_minimum=minimum - kept,
        idle=able @ heads * TENTHS - covered.sum(axis=0),
    )
