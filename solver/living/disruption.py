"""What may happen to a published roster, and what then is asked for."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from solver.domain.document import Document
from solver.domain.people import Agent, Preference, TimeOff, Wish
from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster
from solver.domain.time import Span
from solver.domain.work import Requirement
from solver.living.stretches import Stretches


class Absence(Document):
    """An agent is away: no shift of theirs touches the span, and what they had there is vacant.

    ``paid_minutes`` count towards the contract's hours (None: as many as those shifts would have).
    """

    event: Literal["absence"] = "absence"
    agent: str
    span: Span
    paid_minutes: int | None = Field(default=None, ge=0, le=100_000)


class Surge(Document):
    """A queue requires ``factor`` times as many agents while the span lasts."""

    event: Literal["surge"] = "surge"
    queue: str
    span: Span
    factor: float = Field(gt=0, le=20)


class Incident(Document):
    """At least ``agents`` must be there for a queue while the span lasts, whatever the volume."""

    event: Literal["incident"] = "incident"
    queue: str
    span: Span
    agents: int = Field(ge=1, le=10_000)


class NewRequest(Document):
    """An agent would like to work, or not to, in a span: a wish, no more."""

    event: Literal["request"] = "request"
    agent: str
    wish: Wish
    span: Span
    weight: int = Field(default=1, ge=1, le=10)


Event = Annotated[Absence | Surge | Incident | NewRequest, Field(discriminator="event")]


class UnknownNameError(ValueError):
    """An event names somebody or something the problem does not know."""


def after_events(
    problem: Problem, roster: Roster, events: Sequence[Event]
) -> tuple[Problem, Roster, tuple[Assignment, ...]]:
    """The problem as the events leave it, the shifts that still stand, and those that absences make vacant.

    Raises UnknownNameError for an agent or a queue that the problem does not have.
    """
    _check_names(problem, events)
    absences = [event for event in events if isinstance(event, Absence)]
    vacant = tuple(
        shift
        for shift in roster.assignments
        if any(each.agent == shift.agent and _touches(each.span, shift) for each in absences)
    )
    gone = set(map(id, vacant))
    standing = Roster(assignments=tuple(shift for shift in roster.assignments if id(shift) not in gone))
    changed = problem.model_copy(
        update={
            "agents": tuple(_agent(agent, events, vacant) for agent in problem.agents),
            "requirements": _requirements(problem, events),
            "locked": tuple(
                shift
                for shift in problem.locked
                if not any(each.agent == shift.agent and _touches(each.span, shift) for each in absences)
            ),
            "previous": standing.assignments,
        }
    )
    return changed, standing, vacant


def _check_names(problem: Problem, events: Iterable[Event]) -> None:
    agents, queues = {agent.id for agent in problem.agents}, {queue.id for queue in problem.queues}
    for number, event in enumerate(events):
        if isinstance(event, Absence | NewRequest) and event.agent not in agents:
            raise UnknownNameError(f"events[{number}].agent: no agent {event.agent} is in this roster's team")
        if isinstance(event, Surge | Incident) and event.queue not in queues:
            raise UnknownNameError(f"events[{number}].queue: no queue {event.queue} is in this roster")


def _touches(span: Span, shift: Assignment) -> bool:
    return span.overlap_minutes(shift.start, shift.end) > 0


def _agent(agent: Agent, events: Iterable[Event], vacant: Sequence[Assignment]) -> Agent:
    time_off, wishes = list(agent.time_off), list(agent.preferences)
    for event in events:
        if isinstance(event, Absence) and event.agent == agent.id:
            paid = event.paid_minutes
            if paid is None:
                paid = sum(
                    shift.paid_minutes
                    for shift in vacant
                    if shift.agent == agent.id and _touches(event.span, shift)
                )
            time_off.append(TimeOff(span=event.span, paid_minutes=paid))
        if isinstance(event, NewRequest) and event.agent == agent.id:
            wishes.append(Preference(wish=event.wish, span=event.span, weight=event.weight))
    if len(time_off) == len(agent.time_off) and len(wishes) == len(agent.preferences):
        return agent
    return agent.model_copy(update={"time_off": tuple(time_off), "preferences": tuple(wishes)})


def _requirements(problem: Problem, events: Iterable[Event]) -> tuple[Requirement, ...]:
    known = {requirement.queue: requirement for requirement in problem.requirements}
    axis = problem.axis
    for event in events:
        if not isinstance(event, Surge | Incident):
            continue
        found = known.get(event.queue) or Requirement(queue=event.queue, agents=(0.0,) * axis.intervals)
        inside = np.zeros(axis.intervals, dtype=bool)
        touched = axis.touched(event.span.start, event.span.end)
        inside[touched.start : touched.stop] = True
        agents, minimum = np.array(found.agents), np.array(found.minimum or (0,) * axis.intervals)
        if isinstance(event, Surge):
            agents = np.where(inside, agents * event.factor, agents)
        else:
            minimum = np.where(inside, np.maximum(minimum, event.agents), minimum)
        known[event.queue] = found.model_copy(
            update={
                "agents": tuple(agents.tolist()),
                "minimum": tuple(minimum.tolist()) if minimum.any() else found.minimum,
            }
        )
    return tuple(known.values())


def stretches_of(events: Sequence[Event], vacant: Sequence[Assignment]) -> Stretches:
    """When the events matter: the shifts that absences emptied, and the spans of all other events.

    An absence that empties no shift matters in its own span.
    """
    spans = [Span(start=shift.start, end=shift.end) for shift in vacant]
    spans += [event.span for event in events if not (isinstance(event, Absence) and vacant)]
    return Stretches(tuple(spans))
