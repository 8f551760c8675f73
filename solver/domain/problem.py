"""The problem: everything a roster is built from, apart from the rules it is judged by."""

from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from solver.domain.document import Document
from solver.domain.due_work import DueWork, check_order
from solver.domain.people import Agent
from solver.domain.roster import Assignment
from solver.domain.session import MOST_SESSIONS, Session, check_sessions
from solver.domain.time import MINUTE, IntervalMinutes, PlanningPeriod, TimeAxis
from solver.domain.work import Queue, Requirement, ShiftTemplate

MOST_AGENTS = 10_000
MOST_QUEUES = 200
MOST_TEMPLATES = 500
MOST_DUE_WORK = 100_000


class Problem(Document):
    """People, work and time of one planning period.

    A shift belongs to the period when it starts inside it, or up to ``lead_in_minutes`` before it (for a
    team whose first hours nobody has covered yet). ``carried_in`` are shifts of the period before that still
    run: they cover and rest against the new ones but are never changed. ``locked`` shifts are part of every
    roster; ``previous`` is the roster a new one should stay close to. A queue with ``due_work`` asks for
    that work to be done in time; what its requirement says of agents is then only an even way to do it.
    ``sessions`` are placed together with the shifts of those who attend them.
    """

    period: PlanningPeriod
    interval_minutes: IntervalMinutes = 15
    lead_in_minutes: int = Field(default=0, ge=0, le=1_440)
    agents: tuple[Agent, ...] = Field(max_length=MOST_AGENTS)
    queues: tuple[Queue, ...] = Field(max_length=MOST_QUEUES)
    requirements: tuple[Requirement, ...] = ()
    due_work: tuple[DueWork, ...] = Field(default=(), max_length=MOST_DUE_WORK)
    templates: tuple[ShiftTemplate, ...] = Field(max_length=MOST_TEMPLATES)
    carried_in: tuple[Assignment, ...] = ()
    locked: tuple[Assignment, ...] = ()
    previous: tuple[Assignment, ...] = ()
    sessions: tuple[Session, ...] = Field(default=(), max_length=MOST_SESSIONS)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for kind, names in (
            ("agent", [agent.id for agent in self.agents]),
            ("queue", [queue.id for queue in self.queues]),
            ("template", [template.name for template in self.templates]),
            ("requirement of queue", [requirement.queue for requirement in self.requirements]),
        ):
            twice = (
                {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
            )
            if twice:
                raise ValueError(f"{kind} {min(twice)} appears more than once")
        queues = {queue.id for queue in self.queues}
        intervals = self.axis.intervals
        for requirement in self.requirements:
            if requirement.queue not in queues:
                raise ValueError(f"requirement names the unknown queue {requirement.queue}")
            if len(requirement.agents) != intervals:
                raise ValueError(
                    f"requirement of queue {requirement.queue} has {len(requirement.agents)} intervals, "
                    f"the period has {intervals}"
                )
        for work in self.due_work:
            if work.queue not in queues:
                raise ValueError(f"due work names the unknown queue {work.queue}")
        check_order(self.due_work)
        agents = {agent.id for agent in self.agents}
        for assignment in (*self.carried_in, *self.locked):
            if assignment.agent not in agents:
                raise ValueError(f"an assignment names the unknown agent {assignment.agent}")
        self._check_fixed_shifts()
        first = self.period.start - self.lead_in_minutes * MINUTE
        check_sessions(self.sessions, agents, first, self.period.end)
        return self

    def _check_fixed_shifts(self) -> None:
        first = self.period.start - self.lead_in_minutes * MINUTE
        for shift in self.locked:
            if not first <= shift.start < self.period.end:
                raise ValueError(
                    f"the locked shift of agent {shift.agent} at {shift.start.isoformat()} "
                    "starts outside the period"
                )
        fixed = sorted((*self.carried_in, *self.locked), key=lambda shift: (shift.agent, shift.start))
        for earlier, later in pairwise(fixed):
            if earlier.agent == later.agent and later.start < earlier.end:
                raise ValueError(
                    f"agent {later.agent} has overlapping fixed shifts at {earlier.start.isoformat()} and "
                    f"{later.start.isoformat()}: a locked or carried-in shift must not overlap another"
                )

    @property
    def due_queues(self) -> frozenset[str]:
        """The queues that ask for due work to be done."""
        return frozenset(work.queue for work in self.due_work)

    @property
    def axis(self) -> TimeAxis:
        return TimeAxis.of(self.period, self.interval_minutes)

    def agent(self, agent_id: str) -> Agent:
        """The agent of that id; KeyError when there is none."""
        for agent in self.agents:
            if agent.id == agent_id:
                return agent
        raise KeyError(agent_id)
