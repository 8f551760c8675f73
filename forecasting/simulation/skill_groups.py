"""Agents per skill group, accepted only by simulating the routing they will work under."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from forecasting.simulation.request import (
    AgentSkill,
    SimulatedAgent,
    SimulatedQueue,
    SimulationRequest,
    Stretch,
)
from forecasting.simulation.result import Estimate
from forecasting.simulation.simulate import simulate
from forecasting.staffing.pooling import Names, PooledQueue, pooled_bounds
from forecasting.staffing.requirement import Channel, ServiceLevelGoal
from forecasting.staffing.waiting import Floats

MOST_ROUNDS = 60
HOURS, WARM_UP_HOURS = 24, 2
SETTLED_START = datetime(2001, 1, 1, tzinfo=UTC)
"""Any day: settled queues know no calendar."""
CONCAVE = 0.5
"""Service level from which one more agent brings less than the one before, so that a cut is valid."""


class GroupsCannotServeError(ValueError):
    """The groups, at their largest, cannot meet the goals of every queue."""


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """People who serve the same queues; at most ``most`` of them, each at ``cost``."""

    queues: Names
    most: int = 10_000
    cost: float = 1.0


@dataclass(frozen=True, slots=True)
class GroupStaffing:
    """Agents per group in the order asked, the bound no arrangement beats, and what simulation said.

    ``rounds`` are the totals tried, ``accepted`` whether every queue holds its goal; if not, ``agents`` came
    closest within the rounds.
    """

    agents: tuple[int, ...]
    bound: int
    service_levels: Mapping[str, Estimate]
    rounds: tuple[int, ...]
    accepted: bool


def staff_skill_groups(
    queues: tuple[PooledQueue, ...],
    groups: tuple[SkillGroup, ...],
    *,
    handle_time_cv: float = 1.0,
    days: int = 20,
    seed: int = 1,
) -> GroupStaffing:
    """Cheapest agents per group with which every queue meets its goal in a settled simulated day.

    Starts from the pooled bounds of all sets of queues (an integer programme), simulates, and for each queue
    that falls short adds a cut: its level plus the gain of one more agent per group (finite differences under
    the same contacts) times the agents added must reach the goal (Cezik & L'Ecuyer). Then nobody may be taken
    away. Raises GroupsCannotServeError where the groups' limits rule it out.
    """
    bounds = pooled_bounds(queues)
    rows = [[float(bool(group.queues & names)) for group in groups] for names in bounds]
    least = [float(bound) for bound in bounds.values()]
    simulated = _Simulated(queues, groups, handle_time_cv, days, seed)
    agents = _cheapest(groups, rows, least)
    tried = []
    for _ in range(MOST_ROUNDS):
        levels = simulated.levels(agents)
        tried.append(sum(agents))
        short = [place for place, queue in enumerate(queues) if levels[place] < queue.share]
        if not short:
            agents = simulated.without_spare(agents, bounds)
            break
        gains = simulated.gains(agents, levels)
        for place in short:
            serving = np.array([queues[place].name in group.queues for group in groups])
            if levels[place] >= CONCAVE and gains[:, place].max() > 0.0:
                slope = np.maximum(gains[:, place], 0.0)
                rows.append(slope.tolist())
                least.append(float(queues[place].share - levels[place] + slope @ np.array(agents)))
            else:
                rows.append(serving.astype(float).tolist())
                least.append(float(serving @ np.array(agents) + 1))
        following = _cheapest(groups, rows, least)
        # Rounding of a cut may leave everything as it was: then the queue with the least gets one more.
        agents = following if following != agents else simulated.one_more(agents, gains, short)
    final = simulated.estimates(agents)
    levels = np.array([final[queue.name].value or 0.0 for queue in queues])
    held = all(level >= queue.share for level, queue in zip(levels, queues, strict=True))
    return GroupStaffing(agents, bounds[max(bounds, key=len)], final, tuple(tried), held)


class _Simulated:
    """Levels of all queues for given agents per group, remembered."""

    def __init__(
        self, queues: tuple[PooledQueue, ...], groups: tuple[SkillGroup, ...], cv: float, days: int, seed: int
    ) -> None:
        self.queues, self.groups, self.cv, self.days, self.seed = queues, groups, cv, days, seed
        self._seen: dict[tuple[int, ...], dict[str, Estimate]] = {}

    def estimates(self, agents: tuple[int, ...]) -> dict[str, Estimate]:
        if agents not in self._seen:
            result = simulate(self._request(agents))
            self._seen[agents] = {each.queue: each.total.service_level for each in result.queues}
        return self._seen[agents]

    def levels(self, agents: tuple[int, ...]) -> Floats:
        seen = self.estimates(agents)
        return np.array([seen[queue.name].value or 0.0 for queue in self.queues])

    def gains(self, agents: tuple[int, ...], levels: Floats) -> Floats:
        """Group × queue: what one more agent of the group brings."""
        return np.stack([self.levels(_changed(agents, place, 1)) - levels for place in range(len(agents))])

    def one_more(self, agents: tuple[int, ...], gains: Floats, short: list[int]) -> tuple[int, ...]:
        able = [
            place
            for place, group in enumerate(self.groups)
            if agents[place] < group.most and any(self.queues[each].name in group.queues for each in short)
        ]
        if not able:
            raise GroupsCannotServeError(GroupsCannotServeError.__doc__)
        best = max(able, key=lambda place: float(gains[place, short].sum()) / self.groups[place].cost)
        return _changed(agents, best, 1)

    def without_spare(self, agents: tuple[int, ...], bounds: Mapping[Names, int]) -> tuple[int, ...]:
        """Take people away, dearest first, as long as every queue holds its goal, no bound being undercut."""
        goals = np.array([queue.share for queue in self.queues])

        def enough(trial: tuple[int, ...]) -> bool:
            able = (
                sum(many for many, group in zip(trial, self.groups, strict=True) if group.queues & names)
                >= bound
                for names, bound in bounds.items()
            )
            return all(able) and bool((self.levels(trial) >= goals).all())

        for place in sorted(range(len(agents)), key=lambda place: -self.groups[place].cost):
            while agents[place] > 0 and enough(_changed(agents, place, -1)):
                agents = _changed(agents, place, -1)
        return agents

    def _request(self, agents: tuple[int, ...]) -> SimulationRequest:
        hours = HOURS + WARM_UP_HOURS
        end = SETTLED_START + timedelta(hours=hours)
        return SimulationRequest(
            interval_minutes=60,
            starts=tuple(SETTLED_START + timedelta(hours=hour) for hour in range(hours)),
            queues=tuple(
                SimulatedQueue(
                    name=queue.name,
                    channel=Channel.VOICE,
                    open=(1.0,) * hours,
                    volume=(queue.arrival_rate * 3600.0,) * hours,
                    handle_seconds=queue.handle_seconds,
                    handle_time_cv=self.cv,
                    goal=ServiceLevelGoal(share=queue.share, within_seconds=queue.within_seconds),
                    patience_seconds=None if np.isinf(queue.patience_seconds) else queue.patience_seconds,
                )
                for queue in self.queues
            ),
            agents=tuple(
                SimulatedAgent(
                    name=f"{place}-{number}",
                    skills=tuple(AgentSkill(queue=name) for name in sorted(group.queues)),
                    on_duty=(Stretch(start=SETTLED_START, end=end),),
                )
                for place, group in enumerate(self.groups)
                for number in range(agents[place])
            ),
            replications=self.days,
            seed=self.seed,
            warm_up_intervals=WARM_UP_HOURS,
        )


def _changed(agents: tuple[int, ...], place: int, by: int) -> tuple[int, ...]:
    return (*agents[:place], agents[place] + by, *agents[place + 1 :])


def _cheapest(groups: tuple[SkillGroup, ...], rows: list[list[float]], least: list[float]) -> tuple[int, ...]:
    solved = milp(
        np.array([group.cost for group in groups]),
        constraints=LinearConstraint(np.array(rows), np.array(least) - 1e-9, np.inf),
        integrality=np.ones(len(groups)),
        bounds=Bounds(0.0, np.array([float(group.most) for group in groups])),
    )
    if solved.x is None:
        raise GroupsCannotServeError(GroupsCannotServeError.__doc__)
    return tuple(round(value) for value in solved.x.tolist())
