"""Capacity: more agent-hours are required of some queues than the people who serve them can work."""

import time
from collections.abc import Collection, Hashable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations

import numpy as np
import numpy.typing as npt

from solver.domain.coverage import TENTHS, capability, on_duty_counts, required_tenths
from solver.domain.people import Agent
from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.explaining.elastic import Elastic
from solver.explaining.grounds import LOCKED, Ground
from solver.model.on_duty import break_windows
from solver.rules import RuleSet
from solver.rules.service_coverage import ServiceCoverage
from solver.search.ask import Stop

Queues = frozenset[str]
Window = npt.NDArray[np.bool_]

_ALONE_SECONDS = 2.0
"""For what one person can work at most; it takes milliseconds."""

_MOST_QUEUES = 5
"""Up to so many queues every choice of them is looked at, else each alone and all together."""

_PEAKS = (0.0, 0.5, 0.75)
"""Windows: whenever there is work, and when there is at least this part of the most there ever is."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What is required of ``queues`` in some ``intervals``, and what those ``agents`` who can serve them can
    cover at most: tenths of an agent, summed over intervals. ``members`` are the grounds it follows from,
    those about single people last; without one of the latter everybody could work as in its ``busiest``.
    """

    queues: tuple[str, ...]
    intervals: tuple[int, ...]
    agents: tuple[str, ...]
    required: int
    possible: int
    members: tuple[tuple[Ground, ...], ...]
    busiest: tuple[tuple[Shift, ...], ...] = ()


def find_capacity(
    problem: Problem, rule_set: RuleSet, elastic: Elastic, seconds: float, stop: Stop | None = None
) -> Capacity | None:
    """A lack of people that is certain: what everyone alone can do under the rules about single people,
    summed up, is less than what is required. None where there is none of this kind, or time is up.

    Everybody alone is a program of its own with a proved optimum, so that the sum is a proof.
    """
    rules = rule_set.active
    number = next(
        (n for n, each in enumerate(rules) if isinstance(each, ServiceCoverage) and each.required), None
    )
    if number is None:
        return None
    search = _Search(problem, rule_set, elastic, number, time.monotonic() + seconds, stop)
    return search.at_one_moment() or search.over_time()


class _OverError(Exception):
    """There is no time left, or somebody's rules contradict each other already."""


class _Search:
    def __init__(
        self,
        problem: Problem,
        rule_set: RuleSet,
        elastic: Elastic,
        service: int,
        until: float,
        stop: Stop | None,
    ) -> None:
        self._problem = problem
        self._rule_set = rule_set
        self._until = until
        self._stop = stop
        self._service = service
        self._required = required_tenths(problem)
        self._rows = {queue.id: row for row, queue in enumerate(problem.queues)}
        personal = {
            number
            for number, rule in enumerate(rule_set.active)
            if rule.required and rule.sight is Sight.AGENT
        }
        self._own: dict[str, list[Ground]] = {agent.id: [] for agent in problem.agents}
        for ground in elastic.grounds:
            if ground.agent is not None and ground.rule != LOCKED and ground.rule in personal:
                self._own[ground.agent].append(ground)
        self._shifts = {agent.id: self._serving(agent, elastic) for agent in problem.agents}
        self._carried = on_duty_counts(problem, problem.carried_in)
        self._alone: dict[str, Elastic] = {}
        self._kinds: dict[str, Hashable] = {}
        self._known: dict[Hashable, tuple[int, list[tuple[datetime, datetime, str]]]] = {}
        self._worths: dict[Hashable, int] = {}
        self._axis = problem.axis

    def at_one_moment(self) -> Capacity | None:
        """An interval in which more agents are required than could be there at all."""
        intervals = self._axis.intervals
        there: dict[str, list[tuple[Queues, range]]] = {
            agent_id: [
                (served, self._axis.covered(shift.start, shift.end)) for shift, served in shifts.items()
            ]
            for agent_id, shifts in self._shifts.items()
        }
        for queues in self._choices():
            heads = self._carried_on(queues)
            for found in there.values():
                present = np.zeros(intervals, dtype=bool)
                for served, worked in found:
                    if served & queues:
                        present[worked.start : worked.stop] = True
                heads += present
            missing = self._need(queues) - TENTHS * heads
            if missing.max(initial=0) > 0:
                at = int(missing.argmax())
                able = [
                    agent_id for agent_id, found in there.items() if any(each & queues for each, _ in found)
                ]
                start = self._axis.instant(at)
                grounds = [Ground(self._service, queue=each, start=start) for each in self._in_order(queues)]
                return Capacity(
                    queues=self._in_order(queues),
                    intervals=(at,),
                    agents=tuple(able),
                    required=int(self._need(queues)[at]),
                    possible=TENTHS * int(heads[at]),
                    members=tuple(
                        (ground,) for ground in grounds if self._required[self._rows[ground.queue or ""], at]
                    ),
                )
        return None

    def over_time(self) -> Capacity | None:
        """A stretch of intervals that takes more agent-hours than people can work under their own rules."""
        whole = self._required.sum(axis=0)
        held = {number for grounds in self._own.values() for number in (ground.rule for ground in grounds)}
        try:
            for peak in _PEAKS:
                window = whole > peak * whole.max(initial=0)
                found = [
                    (self._need(queues)[window].sum() - self._possible(queues, window, held), queues)
                    for queues in self._choices()
                ]
                missing, queues = max(found, key=lambda each: (each[0], -len(each[1])))
                if missing > 0:
                    return self._narrowed(queues, window, held)
        except _OverError:
            pass
        return None

    def _narrowed(self, queues: Queues, window: Window, held: set[int]) -> Capacity:
        """The same with no more rules than it takes."""
        required = int(self._need(queues)[window].sum())
        for rule in sorted(held):
            if self._possible(queues, window, held - {rule}, enough=required) < required:
                held = held - {rule}
        able = [
            agent_id
            for agent_id, shifts in self._shifts.items()
            if any(each & queues for each in shifts.values())
        ]
        service = tuple(
            Ground(self._service, queue=queue, start=self._axis.instant(interval))
            for queue in self._in_order(queues)
            for interval in np.flatnonzero(window & (self._required[self._rows[queue]] > 0)).tolist()
        )
        personal = [
            tuple(ground for agent_id in able for ground in self._own[agent_id] if ground.rule == rule)
            for rule in sorted(held)
        ]
        return Capacity(
            queues=self._in_order(queues),
            intervals=tuple(np.flatnonzero(window).tolist()),
            agents=tuple(able),
            required=required,
            possible=self._possible(queues, window, held),
            members=(service, *(group for group in personal if group)),
            busiest=tuple(
                self._busiest(queues, window, held - {group[0].rule}) for group in personal if group
            ),
        )

    def _possible(
        self, queues: Queues, window: Window, held: Collection[int], enough: int | None = None
    ) -> int:
        """Tenths that people can cover of the queues in the window, at most; counting ends when it is
        ``enough``.
        """
        total = TENTHS * int(self._carried_on(queues)[window].sum())
        ones = window.astype(np.int64)
        for agent in self._problem.agents:
            total += TENTHS * self._most_of(agent, queues, ones, held)[0]
            if enough is not None and total >= enough:
                break
        return total

    def _most_of(
        self, agent: Agent, queues: Queues, window: Grid, held: Collection[int]
    ) -> tuple[int, list[Shift]]:
        """Intervals of the window that the agent can work for one of the queues at most, whatever others do,
        and the shifts that come to it.
        """
        if time.monotonic() > self._until or (self._stop is not None and self._stop()):
            raise _OverError
        weights = {
            shift: worth
            for shift, served in self._shifts[agent.id].items()
            if served & queues and (worth := self._worth(shift, window)) > 0
        }
        if not weights:
            return 0, []
        grounds = tuple(ground for ground in self._own[agent.id] if ground.rule in held)
        key = (
            self._kind(agent),
            tuple(replace(ground, agent=None) for ground in grounds),
            tuple((shift.start, shift.end, worth) for shift, worth in weights.items()),
        )
        if key not in self._known:
            found = self._program(agent).most(weights, grounds, _ALONE_SECONDS)
            if found is None:
                raise _OverError
            most, shifts = found
            self._known[key] = most, [(shift.start, shift.end, shift.template) for shift in shifts]
        most, taken = self._known[key]
        return most, [shift for shift in weights if (shift.start, shift.end, shift.template) in taken]

    def _busiest(self, queues: Queues, window: Window, held: Collection[int]) -> tuple[Shift, ...]:
        """Everybody in turn, those who serve least first, with as much as they can do alone of the work that
        those before them left.
        """
        left = np.where(window, self._required, 0)
        taken: list[Shift] = []
        for agent in sorted(self._problem.agents, key=lambda agent: len(self._queues_of(agent.id))):
            rows = [self._rows[queue] for queue in self._in_order(self._queues_of(agent.id) & queues)]
            wanted = np.minimum(left[rows].sum(axis=0), TENTHS)
            for shift in self._most_of(agent, queues, wanted, held)[1]:
                for interval in self._worked(shift, wanted):
                    due = TENTHS
                    for row in sorted(rows, key=lambda row: -int(left[row, interval])):
                        given = min(due, int(left[row, interval]))
                        left[row, interval] -= given
                        due -= given
                taken.append(shift)
        return tuple(taken)

    def _queues_of(self, agent_id: str) -> Queues:
        return frozenset().union(*self._shifts[agent_id].values())

    def _kind(self, agent: Agent) -> Hashable:
        """What people whose programs are the same have in common."""
        if agent.id not in self._kinds:
            running = [each for each in self._problem.carried_in if each.agent == agent.id]
            nameless = agent.model_copy(update={"id": "", "name": ""})
            self._kinds[agent.id] = (nameless.digest(), *((each.start, each.end) for each in running))
        return self._kinds[agent.id]

    def _program(self, agent: Agent) -> Elastic:
        """The agent alone, with the rules about single people and no work to cover."""
        if agent.id not in self._alone:
            alone = self._problem.model_copy(
                update={
                    "agents": (agent,),
                    "requirements": (),
                    "due_work": (),
                    "sessions": (),
                    "locked": (),
                    "carried_in": tuple(each for each in self._problem.carried_in if each.agent == agent.id),
                }
            )
            self._alone[agent.id] = Elastic(alone, self._rule_set, only=self._own[agent.id])
        return self._alone[agent.id]

    def _serving(self, agent: Agent, elastic: Elastic) -> dict[Shift, Queues]:
        """The shifts the agent is offered, with the queues they can serve in them."""
        served: dict[object, Queues] = {}
        found = {}
        for shift in elastic.offered(agent.id):
            if shift.day not in served:
                served[shift.day] = capability(self._problem, agent, shift.day)
            found[shift] = served[shift.day]
        return found

    def _choices(self) -> Iterator[Queues]:
        """Queues that something is required of: each alone, then more and more together."""
        asked = [queue for queue, row in self._rows.items() if self._required[row].any()]
        sizes = range(1, len(asked) + 1) if len(asked) <= _MOST_QUEUES else (1, len(asked))
        for size in sizes:
            yield from map(frozenset, combinations(asked, size))

    def _need(self, queues: Queues) -> Grid:
        total: Grid = self._required[[self._rows[queue] for queue in self._in_order(queues)]].sum(axis=0)
        return total

    def _carried_on(self, queues: Queues) -> Grid:
        """How many of the period before are still there for the queues."""
        heads = np.zeros(self._axis.intervals, dtype=np.int64)
        for served, counts in self._carried.items():
            if served & queues:
                heads += counts
        return heads

    def _in_order(self, queues: Queues) -> tuple[str, ...]:
        return tuple(queue for queue in self._rows if queue in queues)

    def _worth(self, shift: Shift, window: Grid) -> int:
        """What the shift covers of the window at most, its breaks where they cost least."""
        key = (shift.start, shift.end, shift.length, window.tobytes())
        if key not in self._worths:
            self._worths[key] = int(window[self._worked(shift, window)].sum())
        return self._worths[key]

    def _worked(self, shift: Shift, window: Grid) -> list[int]:
        """The intervals of the shift without its breaks, each where it takes least from the window."""
        axis = self._axis
        away: set[int] = set()
        for each in break_windows(axis, shift):
            first = axis.minute(each.first) // axis.interval_minutes
            lasts = -(-each.minutes // axis.interval_minutes)
            starts = range(first, first + each.count)
            best = min(starts, key=lambda start: int(window[max(start, 0) : max(start + lasts, 0)].sum()))
            away |= set(range(best, best + lasts))
        return [interval for interval in axis.covered(shift.start, shift.end) if interval not in away]
