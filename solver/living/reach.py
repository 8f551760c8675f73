"""How far a repair may reach: which shifts may be given up, and which may be given instead."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import Field

from solver.domain.days import local_day
from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.roster import Roster
from solver.domain.shift import Shift, fixed_shift, most_shifts, possible_shifts
from solver.domain.time import Instant, Span
from solver.rules import RuleSet

MOST_FREE_SHIFTS = 6_000
"""Up to so many shifts to choose from, a repair reaches over the whole period by itself."""

_DAY = timedelta(days=1)


class RepairOptions(Document):
    """How to repair.

    Shifts that start within ``notice_hours`` of ``now`` stay as they are, and nobody is given one, but for
    the ``willing``; what has begun stays in any case. ``reach_days`` are the days on either side of what
    happened that may change (None: the whole period while that is a small program, else one or none).
    """

    now: Instant
    notice_hours: float = Field(default=24, ge=0, le=2_000)
    willing: tuple[str, ...] = ()
    reach_days: int | None = Field(default=None, ge=0, le=91)
    seconds: float = Field(default=10, gt=0, le=3_600)
    seed: int = Field(default=0, ge=0, le=2_147_483_647)
    workers: int | None = Field(default=None, ge=1, le=256)


class Reach:
    """The shifts of each agent in a repair: free ones to choose from, everything else as it stands."""

    def __init__(
        self, problem: Problem, rule_set: RuleSet, standing: Roster, about: Span, options: RepairOptions
    ) -> None:
        self._problem = problem
        self._rule_set = rule_set
        self._options = options
        self._frozen_until = options.now + timedelta(hours=options.notice_hours)
        self._given = standing.by_agent()
        days = options.reach_days
        whole = days is None and most_shifts(problem) <= MOST_FREE_SHIFTS
        self.span = (
            Span(start=min(about.start, problem.period.start) - _DAY, end=problem.period.end)
            if whole
            else _around(about, 1 if days is None else days)
        )
        self.offered = {agent.id: self._offered(agent) for agent in problem.agents}
        if days is None and self.free > MOST_FREE_SHIFTS:
            self.span = _around(about, 0)
            self.offered = {agent.id: tuple(self._within(agent)) for agent in problem.agents}

    @property
    def free(self) -> int:
        """How many shifts there are to choose from."""
        return sum(shift.fixed is None for shifts in self.offered.values() for shift in shifts)

    def _may_change(self, agent: Agent, start: datetime) -> bool:
        free_from = self._options.now if agent.id in self._options.willing else self._frozen_until
        first, last = (local_day(at, agent.zone) for at in (self.span.start, self.span.end))
        return start > free_from and first <= local_day(start, agent.zone) <= last

    def _within(self, agent: Agent) -> Iterator[Shift]:
        """What was offered already and still may be, standing shifts included."""
        standing = {
            (shift.template, shift.start, shift.end): shift for shift in self._given.get(agent.id, [])
        }
        for shift in self.offered[agent.id]:
            held = standing.get((shift.template, shift.start, shift.end))
            if shift.fixed is not None or self._may_change(agent, shift.start):
                yield shift
            elif held is not None:
                yield fixed_shift(agent, held)

    def _offered(self, agent: Agent) -> tuple[Shift, ...]:
        """The agent's shifts as they stand, with their breaks, and those that may be given."""
        standing = list(self._standing(agent))
        offered = [*standing, *self._new(agent, standing)]
        return tuple(sorted(offered, key=lambda shift: (shift.start, shift.end, shift.template)))

    def _standing(self, agent: Agent) -> Iterator[Shift]:
        for assignment in self._given.get(agent.id, []):
            shift = fixed_shift(agent, assignment)
            locked = assignment.locked or assignment in self._problem.locked
            free = self._may_change(agent, assignment.start) and not locked
            yield replace(shift, fixed=None) if free else shift

    def _new(self, agent: Agent, standing: list[Shift]) -> Iterator[Shift]:
        known = {(shift.template, shift.start, shift.end) for shift in standing}
        busy = [(shift.start, shift.end) for shift in standing if shift.fixed is not None]
        busy += [(shift.start, shift.end) for shift in self._problem.carried_in if shift.agent == agent.id]
        for shift in possible_shifts(self._problem, agent):
            if (
                self._may_change(agent, shift.start)
                and (shift.template, shift.start, shift.end) not in known
                and not agent.is_absent(shift.start, shift.end)
                and not any(start < shift.end and shift.start < end for start, end in busy)
                and not self._rule_set.forbids(self._problem, agent, shift)
            ):
                yield shift


def _around(about: Span, days: int) -> Span:
    return Span(start=about.start - days * _DAY, end=about.end + days * _DAY)
