"""What a simulation is asked: a roster's people on duty, and the contacts its requirement was staffed for."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from app.forecasts.by_queue import reason
from app.simulations.problems import SimulationInvalid
from app.simulations.schemas import SimulatedWork
from forecasting.simulation.away import AWAY_SECONDS
from forecasting.simulation.request import (
    AgentSkill,
    SimulatedAgent,
    SimulatedQueue,
    SimulationRequest,
    Stretch,
)
from forecasting.staffing.requirement import Requirement, ResponseGoal, ServiceGoal, ServiceLevelGoal
from solver.domain.coverage import capability
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.roster import Assignment
from solver.domain.time import MINUTE, TimeAxis
from solver.domain.work import Queue

Floats = NDArray[np.float64]
Stretches = Sequence[tuple[datetime, datetime]]
"""Half-open stretches of time."""
LARGEST_DAY_FACTOR_CV = 2.0
SLOWEST = 0.05


@dataclass(frozen=True, slots=True)
class QueueWork:
    """The contacts of one queue: ``volume`` by start of ``requirement``, days are of ``zone``."""

    requirement: Requirement
    volume: tuple[float, ...]
    day_dispersion: float
    zone: str

    @property
    def goal(self) -> ServiceGoal:
        """The goal by which it is judged: the one with a service level, else the first."""
        goals = self.requirement.inputs.goals
        return next((goal for goal in goals if isinstance(goal, ServiceLevelGoal | ResponseGoal)), goals[0])

    @property
    def day_factor_cv(self) -> float:
        """Of the gamma factor of a day: the forecast's variance of a day is Σμ + φ(Σμ)²."""
        return float(min(np.sqrt(max(self.day_dispersion, 0.0)), LARGEST_DAY_FACTOR_CV))

    @property
    def shrinkage(self) -> float:
        """The share of paid time lost, mean over intervals by their load."""
        loads = np.array(self.requirement.load)
        shares = np.array(self.requirement.shrinkage)
        return float(np.average(shares, weights=loads) if loads.sum() > 0 else shares.mean())


def simulation_request(
    problem: Problem,
    assignments: Iterable[Assignment],
    works: Mapping[uuid.UUID, QueueWork],
    *,
    replications: int,
    seed: int,
) -> SimulationRequest:
    """The roster of ``assignments``, with the shifts carried in, on the intervals of the problem.

    Queues without work are left out. Raises SimulationInvalid for what the simulation does not accept.
    """
    axis = problem.axis
    queues = [queue for queue in problem.queues if uuid.UUID(queue.id) in works]
    try:
        return SimulationRequest(
            interval_minutes=problem.interval_minutes,
            starts=tuple(axis.instant(interval) for interval in range(axis.intervals)),
            queues=tuple(_queue(queue, works[uuid.UUID(queue.id)], axis) for queue in queues),
            agents=tuple(_agents(problem, queues, (*problem.carried_in, *assignments), works)),
            replications=replications,
            seed=seed,
        )
    except ValidationError as error:
        raise SimulationInvalid(reason(error)) from error


def simulated_work(
    request: SimulationRequest, problem: Problem, works: Mapping[uuid.UUID, QueueWork]
) -> tuple[SimulatedWork, ...]:
    """What was simulated of each queue, in the order of the request."""
    ids = {queue.name: uuid.UUID(queue.id) for queue in problem.queues}
    return tuple(
        SimulatedWork(
            queue_id=ids[queue.name],
            queue=queue.name,
            goal=queue.goal,
            patience_seconds=queue.patience_seconds,
            contacts=sum(queue.volume),
            day_factor_cv=queue.day_factor_cv,
            shrinkage=works[ids[queue.name]].shrinkage,
        )
        for queue in request.queues
    )


def assumptions_of(works: Iterable[QueueWork]) -> tuple[str, ...]:
    """What the simulation takes for granted, in sentences."""
    hours = AWAY_SECONDS / 3600
    told = [
        f"The shrinkage of their queues is away of those on duty, {hours:g} h at a time, others each time.",
        "Agents pause as rostered, after the contact in hand, and work as fast as their proficiency says.",
        "The waiting contact of highest priority goes first, to the free agent who serves the fewest queues.",
        "Contacts come at the forecast's mean rate, times a random factor for each day as wide as its error.",
        "Nobody waits when the period begins.",
    ]
    several = sorted(work.requirement.queue for work in works if len(work.requirement.inputs.goals) > 1)
    if several:
        told.append(f"Judged by one of several goals, the service level: {', '.join(several)}.")
    return tuple(told)


def on_axis(axis: TimeAxis, starts: Sequence[datetime], minutes: int, values: Floats) -> Floats:
    """Values per interval of ``minutes`` from ``starts`` on, shared out to those of the axis by time."""
    edges = np.array([[axis.minute(start), axis.minute(start) + minutes] for start in starts], dtype=float)
    total = np.concatenate([[0.0], np.cumsum(values)])
    sums = np.ravel(np.column_stack([total[:-1], total[1:]]))
    cuts = np.arange(axis.intervals + 1) * axis.interval_minutes
    return np.asarray(np.diff(np.interp(cuts, np.ravel(edges), sums)))


def _queue(queue: Queue, work: QueueWork, axis: TimeAxis) -> SimulatedQueue:
    inputs = work.requirement.inputs

    def shared(values: Floats) -> Floats:
        return on_axis(axis, inputs.starts, inputs.interval_minutes, values)

    volume, handle = np.array(work.volume), np.broadcast_to(inputs.handle_seconds, len(inputs.starts))
    contacts, weights = shared(volume), shared(np.ones(volume.size))
    # Without contacts an interval has the handle time of the clock, so that no weight of zero divides.
    by_time = shared(np.asarray(handle, float)) / np.maximum(weights, 1e-12)
    by_contact = shared(volume * handle) / np.maximum(contacts, 1e-12)
    opened = shared(np.array(inputs.open)) * inputs.interval_minutes / axis.interval_minutes
    return SimulatedQueue(
        name=queue.name,
        channel=work.requirement.channel,
        open=tuple(np.clip(opened, 0.0, 1.0).round(9).tolist()),
        volume=tuple(np.maximum(contacts, 0.0).tolist()),
        handle_seconds=tuple(np.where(contacts > 1e-9, by_contact, by_time).tolist()),
        handle_time_cv=inputs.handle_time_cv,
        goal=work.goal,
        patience_seconds=inputs.patience,
        priority=queue.priority,
        concurrency=inputs.concurrency,
        day_factor_cv=work.day_factor_cv,
        time_zone=work.zone,
    )


def _agents(
    problem: Problem,
    queues: Sequence[Queue],
    assignments: Iterable[Assignment],
    works: Mapping[uuid.UUID, QueueWork],
) -> Iterator[SimulatedAgent]:
    """One for every agent and set of queues: what somebody can serve may change with the date."""
    people = {agent.id: agent for agent in problem.agents}
    start, end = problem.axis.start, problem.axis.instant(problem.axis.intervals)
    worked: defaultdict[tuple[str, frozenset[str]], list[tuple[datetime, datetime]]] = defaultdict(list)
    days: dict[tuple[str, frozenset[str]], date] = {}
    simulated = {queue.id for queue in queues}
    for shift in assignments:
        agent = people[shift.agent]
        day = shift.local_date(agent.zone)
        served = capability(problem, agent, day) & simulated
        if served:
            days.setdefault((agent.id, served), day)
            worked[agent.id, served] += _on_duty(shift, start, end)
    for number, key in enumerate(sorted(worked, key=_order)):
        agent, served = people[key[0]], key[1]
        yield SimulatedAgent(
            name=f"{agent.id} {number}",
            skills=tuple(
                AgentSkill(
                    queue=queue.name, speed=_speed(agent, queue, days[key]), rank=min(len(served), 100)
                )
                for queue in queues
                if queue.id in served
            ),
            on_duty=tuple(Stretch(start=since, end=until) for since, until in joined(worked[key])),
            shrinkage=_lost(served, works),
        )


def joined(stretches: Stretches) -> Stretches:
    """The stretches in order, those that touch or overlap made one."""
    found: list[tuple[datetime, datetime]] = []
    for since, until in sorted(stretches):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def _order(key: tuple[str, frozenset[str]]) -> tuple[str, list[str]]:
    return key[0], sorted(key[1])


def _on_duty(shift: Assignment, start: datetime, end: datetime) -> Stretches:
    """The shift without its breaks, as far as it lies in [start, end)."""
    edges = [shift.start, *(edge for each in shift.breaks for edge in (each.start, each.end)), shift.end]
    stretches = zip(edges[::2], edges[1::2], strict=True)
    clipped = ((max(since, start), min(until, end)) for since, until in stretches)
    return tuple((since, until) for since, until in clipped if until - since >= MINUTE)


def _lost(served: frozenset[str], works: Mapping[uuid.UUID, QueueWork]) -> float:
    """The shrinkage of people who serve these queues: the mean by the load of each."""
    parts = [works[uuid.UUID(queue)] for queue in sorted(served)]
    loads = np.array([sum(work.requirement.load) * work.requirement.interval_minutes for work in parts])
    shares = np.array([work.shrinkage for work in parts])
    return float(np.average(shares, weights=loads) if loads.sum() > 0 else shares.mean())


def _speed(agent: Agent, queue: Queue, day: date) -> float:
    """That of the least proficient of the skills the queue needs."""
    held = [skill for name in queue.skills if (skill := agent.skill(name, day)) is not None]
    return max(min((skill.proficiency for skill in held), default=1.0), SLOWEST)
