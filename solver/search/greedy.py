"""The greedy start: one agent after the other takes the lawful week that covers most of what is still
missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from solver.domain.coverage import (
    capability,
)
from solver.domain.people import Agent
from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.shift import Shift
from solver.model.attendance import Attended
from solver.model.on_duty import break_windows
from solver.model.roster_model import RosterModel
from solver.rules import RuleSet
from solver.search.ask import Answer, Limit, Question, Stop, ask
from solver.search.candidates import Candidates
from solver.search.missing import Duty, Missing
from solver.search.program import excess_of

_GAIN = 10_000
"""Price of what is left uncovered: what the week costs is a tie-break."""

_UNLAWFUL = 100_000_000_000
"""Price of one unit of a required rule's excess: no gain of a week reaches it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One agent's week: the shifts, their flexible breaks, what they serve (capability, intervals), and the
    sessions attended in them.
    """

    shifts: list[Shift]
    breaks: dict[tuple[Shift, int], datetime]
    duty: Duty
    sessions: Attended = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Start:
    """The week of each agent (by id), what finding them cost in deterministic time, and all sessions attended
    (None while they have not been looked at).
    """

    plans: dict[str, Plan]
    deterministic_time: float
    sessions: Attended | None = None

    @property
    def shifts(self) -> frozenset[Shift]:
        """The shifts chosen."""
        return frozenset(shift for plan in self.plans.values() for shift in plan.shifts)

    @property
    def breaks(self) -> dict[tuple[Shift, int], datetime]:
        """When their flexible breaks begin, by shift and number of the break."""
        return {key: start for plan in self.plans.values() for key, start in plan.breaks.items()}


def greedy_start(
    problem: Problem,
    rule_set: RuleSet,
    offered: Candidates,
    *,
    needed: frozenset[Shift] = frozenset(),
    standing: Mapping[str, Plan] | None = None,
    rounds: int = 1,
    seed: int,
    deterministic: bool,
    stop: Stop | None = None,
    enough: Stop | None = None,
) -> Start:
    """Lawful weeks for one agent after the other, those who can serve fewest queues first, ``needed`` shifts
    taken in any case; ``standing`` weeks stay as they are, and in further ``rounds`` each other one is chosen
    anew, given all the others.

    Each week is optimal for its agent given the agents before, under the required rules that speak of that
    agent alone; rules about several agents are left to the search that follows. ``stop`` ends it at once,
    ``enough`` only once everyone has a week.
    """
    missing = Missing(problem, rule_set)
    breadth = {
        agent.id: len(capability(problem, agent, problem.period.first_date)) for agent in problem.agents
    }
    plans: dict[str, Plan] = dict(standing or {})
    for plan in plans.values():
        missing.add(plan.duty, 1)
    settled = frozenset(plans)
    free = [agent for agent in problem.agents if agent.id not in settled]
    order = sorted(free, key=lambda agent: (breadth[agent.id], agent.id))
    weeks: dict[str, _Week] = {}
    spent = 0.0
    for agent in [agent for _ in range(rounds) for agent in order]:
        if (stop is not None and stop()) or (
            len(plans) == len(problem.agents) and enough is not None and enough()
        ):
            break
        if agent.id not in weeks:
            weeks[agent.id] = _Week(problem, rule_set, agent, missing, offered)
            weeks[agent.id].take(needed)
        elif agent.id in plans:
            missing.add(plans[agent.id].duty, -1)
        answer = weeks[agent.id].solve(seed=seed, deterministic=deterministic)
        spent += answer.deterministic_time
        if answer.values is not None or agent.id not in plans:
            plans[agent.id] = weeks[agent.id].plan(answer)
        missing.add(plans[agent.id].duty, 1)
    return Start(plans, spent)


class _Week:
    """One agent's choice of shifts, worth what they cover beyond the others."""

    def __init__(
        self, problem: Problem, rule_set: RuleSet, agent: Agent, missing: Missing, offered: Candidates
    ) -> None:
        alone = problem.model_copy(
            update={
                "agents": (agent,),
                "requirements": (),
                "sessions": (),
                "carried_in": tuple(shift for shift in problem.carried_in if shift.agent == agent.id),
                "locked": tuple(shift for shift in problem.locked if shift.agent == agent.id),
                "previous": tuple(shift for shift in problem.previous if shift.agent == agent.id),
            }
        )
        self._problem = problem
        self._agent = agent
        self._missing = missing
        self._axis = problem.axis
        self._worth: dict[frozenset[str], Grid] = {}
        self.model = RosterModel(alone, offered=offered, once_a_day=rule_set.once_a_day)
        self._price = sum(
            (_UNLAWFUL if rule.weight is None else rule.weight) * excess_of(self.model.cp, breach)
            for rule in rule_set.active
            if rule.required or rule.tier is Tier.COST
            for breach in rule.breaches(self.model)
            if breach.place.agent == agent.id
        )

    def take(self, needed: frozenset[Shift]) -> None:
        """These of the agent's shifts are part of the week."""
        for shift in self.model.shifts(self._agent.id):
            if shift in needed:
                self.model.cp.add(self.model.takes(shift) == 1)

    def solve(self, *, seed: int, deterministic: bool) -> Answer:
        """The best week given what the others leave uncovered just now."""
        self._worth.clear()
        gain = sum(self._gain(shift) * self.model.takes(shift) for shift in self.model.shifts(self._agent.id))
        self.model.cp.maximize(_GAIN * gain - self._price)
        limit = Limit(deterministic=0.2) if deterministic else Limit(seconds=1.0, deterministic=0.5)
        return ask(Question(self.model.cp, limit, seed=seed, effort="neighbourhood"))

    def plan(self, answer: Answer) -> Plan:
        """What the answer, or without one the fixed shifts alone, makes of the week."""
        shifts = self.taken(answer)
        breaks = {key: start for shift in shifts for key, start in self.breaks(shift).items()}
        return Plan(shifts, breaks, [self.duty(shift) for shift in shifts])

    def taken(self, answer: Answer) -> list[Shift]:
        shifts = self.model.shifts(self._agent.id)
        if answer.values is None:
            return [shift for shift in shifts if shift.fixed is not None]
        return [shift for shift in shifts if answer.values[self.model.takes(shift).index]]

    def duty(self, shift: Shift) -> tuple[frozenset[str], list[int]]:
        """The capability and the intervals the shift serves, breaks where they are missed least."""
        served = capability(self._problem, self._agent, shift.day)
        away = {
            interval for breaks in self._cheapest_breaks(shift, self._worth_of(served)) for interval in breaks
        }
        worked = self._axis.covered(shift.start, shift.end)
        return served, [interval for interval in worked if interval not in away]

    def breaks(self, shift: Shift) -> dict[tuple[Shift, int], datetime]:
        """When the shift's flexible breaks begin."""
        worth = self._worth_of(capability(self._problem, self._agent, shift.day))
        windows = break_windows(self._axis, shift)
        return {
            (shift, number): self._axis.instant(taken.start)
            for number, (window, taken) in enumerate(
                zip(windows, self._cheapest_breaks(shift, worth), strict=True)
            )
            if window.count > 1
        }

    def _gain(self, shift: Shift) -> int:
        worth = self._worth_of(capability(self._problem, self._agent, shift.day))
        worked = self._axis.covered(shift.start, shift.end)
        lost = sum(
            int(worth[interval])
            for breaks in self._cheapest_breaks(shift, worth)
            for interval in breaks
            if interval in worked
        )
        return int(worth[worked.start : worked.stop].sum()) - lost

    def _worth_of(self, served: frozenset[str]) -> Grid:
        if served not in self._worth:
            self._worth[served] = self._missing.worth(served)
        return self._worth[served]

    def _cheapest_breaks(self, shift: Shift, worth: Grid) -> list[range]:
        """The intervals each break takes when it falls where the agent is worth least."""
        grain = self._axis.interval_minutes
        found = []
        for window in break_windows(self._axis, shift):
            if window.count == 1:
                point = self._axis.minute(window.first)
                found.append(range(point // grain, -(-(point + window.minutes) // grain)))
                continue
            first, lasts = self._axis.minute(window.first) // grain, -(-window.minutes // grain)
            starts = range(first, first + window.count)
            inside = [start for start in starts if start >= 0 and start + lasts <= len(worth)]
            best = min(inside or starts, key=lambda start: int(worth[max(0, start) : start + lasts].sum()))
            found.append(range(best, best + lasts))
        return found
