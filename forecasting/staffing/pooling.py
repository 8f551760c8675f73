"""Several skills: how few agents any arrangement needs, and whether given groups can carry the work."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import maximum_flow

from forecasting.staffing.erlang import queue_figures
from forecasting.staffing.least_agents import GoalKind, LiveGoal, least_agents
from forecasting.staffing.live_team import LiveLoad

ALL_SUBSETS = 12
"""Queues up to which every subset gets its bound; beyond, single ones, pairs and all together."""
GRAIN = 10_000
"""Flow is counted in ten-thousandths of an agent."""

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class PooledQueue:
    """A live queue in one interval: contacts per second, seconds per contact, patience (infinite allowed)."""

    name: str
    arrival_rate: float
    handle_seconds: float
    patience_seconds: float
    share: float
    within_seconds: float

    @property
    def erlangs(self) -> float:
        return self.arrival_rate * self.handle_seconds


@dataclass(frozen=True, slots=True)
class SkillFlow:
    """Whether groups can carry the work: if not, ``short`` names the queues that lack ``missing`` agents."""

    carried: float
    missing: float
    short: Names

    @property
    def feasible(self) -> bool:
        return not self.short


def pooled_bounds(queues: tuple[PooledQueue, ...]) -> dict[Names, int]:
    """Per set of queues the agents of Erlang A if all its contacts were one queue that everybody serves.

    Agents with at least one of these skills cannot be fewer: pooling is the best any routing can do. The
    pooled queue has the lowest target and the longest threshold of the set, and its mean handle time and
    patience; a bound for equal handle times, a close guess where they differ (tell by simulation).
    """
    sets = [
        frozenset(each) for size in _sizes(len(queues)) for each in combinations(range(len(queues)), size)
    ]
    found = {}
    for members in sets:
        pool = [queues[place] for place in members]
        rate = sum(queue.arrival_rate for queue in pool)
        if rate == 0.0:
            continue
        patience = np.inf
        if all(np.isfinite(queue.patience_seconds) for queue in pool):
            patience = sum(queue.arrival_rate * queue.patience_seconds for queue in pool) / rate
        goal = LiveGoal(
            GoalKind.SERVICE_LEVEL,
            min(queue.share for queue in pool),
            max(queue.within_seconds for queue in pool),
        )
        handle = sum(queue.erlangs for queue in pool) / rate
        load = LiveLoad(np.array([rate]), np.array([handle]), np.array([patience]))
        found[frozenset(queue.name for queue in pool)] = int(least_agents(load, (goal,), real=False).whole[0])
    return found


def skill_flow(
    queues: tuple[PooledQueue, ...],
    groups: Mapping[Names, float],
    occupancy_cap: float = 1.0,
) -> SkillFlow:
    """Whether ``groups`` (agents by the queues they serve) can carry what is served at the goals.

    Max-flow from queues (erlangs carried when each queue just meets its goal) through the groups that serve
    them to agents times ``occupancy_cap``; the minimum cut names the queues whose agents are too few.
    """
    work = {queue.name: _carried(queue) for queue in queues}
    known = set(work)
    for names in groups:
        if unknown := names - known:
            raise ValueError(f"groups: there is no queue {sorted(unknown)[0]}")
    order = list(groups)
    first_group = 1 + len(queues)
    sink = first_group + len(order)
    edges: dict[tuple[int, int], int] = {}
    for place, queue in enumerate(queues, start=1):
        edges[0, place] = round(work[queue.name] * GRAIN)
        for column, names in enumerate(order):
            if queue.name in names:
                edges[place, first_group + column] = 2**31 - 1
    for column, names in enumerate(order):
        edges[first_group + column, sink] = int(groups[names] * occupancy_cap * GRAIN)
    rows, columns = zip(*edges, strict=True)
    capacity = sparse.csr_matrix(
        (np.array(list(edges.values()), dtype=np.int32), (rows, columns)), shape=(sink + 1, sink + 1)
    )
    result = maximum_flow(capacity, 0, sink)
    total = sum(edges[0, place] for place in range(1, first_group))
    missing = total - int(result.flow_value)
    # Rounding of each queue and group may cost a grain.
    if missing <= len(queues) + len(order):
        return SkillFlow(total / GRAIN, 0.0, frozenset())
    reached = _reached(capacity.toarray().astype(np.int64) - result.flow.toarray(), 0)
    short = frozenset(queue.name for place, queue in enumerate(queues, start=1) if place in reached)
    return SkillFlow(int(result.flow_value) / GRAIN, missing / GRAIN, short)


def _sizes(count: int) -> tuple[int, ...]:
    return tuple(range(1, count + 1)) if count <= ALL_SUBSETS else (1, 2, count)


def _carried(queue: PooledQueue) -> float:
    """Erlangs that are served when the queue, on its own, just meets its goal."""
    if queue.arrival_rate == 0.0:
        return 0.0
    load = LiveLoad(
        np.array([queue.arrival_rate]), np.array([queue.handle_seconds]), np.array([queue.patience_seconds])
    )
    goal = LiveGoal(GoalKind.SERVICE_LEVEL, queue.share, queue.within_seconds)
    agents = least_agents(load, (goal,)).real
    lost = queue_figures(agents, queue.arrival_rate, queue.handle_seconds, queue.patience_seconds)
    return queue.erlangs * (1.0 - float(lost.waiting.abandon_probability[0]))


def _reached(left: np.ndarray[tuple[int, ...], np.dtype[np.int64]], source: int) -> set[int]:
    """Nodes to which more could flow."""
    seen, waiting = {source}, deque([source])
    while waiting:
        node = waiting.popleft()
        for other in np.flatnonzero(left[node] > 0).tolist():
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen
