"""Pooled supply: how far agents of several capabilities stretch over queues, each agent counted once.

Agents of one capability (the set of queues they can serve) are interchangeable supply. What a set of queues
can be given is a polymatroid rank (Gale–Hoffman: the least, over subsets T, of the supply that reaches T and
the need outside T), so serving queues greedily by priority is optimal for every weighting that follows the
priorities.
"""

from collections import deque
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Grid = npt.NDArray[np.int64]
"""Whole numbers, one row per queue or capability, one column per interval."""

MOST_SETS = 256
_ENDLESS = 1 << 40
_Edge = tuple[int, int]


def tight_sets(capabilities: Iterable[int], universe: int, most: int = MOST_SETS) -> list[int] | None:
    """The queue subsets whose supply row is not implied by another one; None when there are more than
    ``most``.

    Sets are bit masks. The capabilities that miss T lie within its complement, so only complements of unions
    of capabilities can be tight.
    """
    unions = {0}
    for capability in sorted({capability & universe for capability in capabilities}):
        unions |= {union | capability for union in unions}
        if len(unions) > most:
            return None
    return [universe & ~union for union in sorted(unions) if universe & ~union]


def components(capabilities: Iterable[int], universe: int) -> list[int]:
    """The queues that share no agents with any other part, as bit masks."""
    parts = [1 << bit for bit in range(universe.bit_length()) if universe >> bit & 1]
    for capability in capabilities:
        joined = [part for part in parts if part & capability]
        if len(joined) > 1:
            parts = [part for part in parts if not part & capability]
            merged = 0
            for part in joined:
                merged |= part
            parts.append(merged)
    return parts


class Pooling:
    """Serves ``need`` (one row per queue) from counts per capability (one row each), greedily in
    ``order``.
    """

    def __init__(self, capabilities: Sequence[int], need: Grid, order: Sequence[int]) -> None:
        self._capabilities = list(capabilities)
        self._need = need
        active = sum(1 << queue for queue in range(len(need)) if need[queue].any())
        self._parts: list[_SetPart | _FlowPart] = []
        for part in components(self._capabilities, active):
            queues = [queue for queue in order if part >> queue & 1]
            try:
                self._parts.append(_SetPart(self._capabilities, need, queues))
            except _TooManySetsError:
                self._parts.append(_FlowPart(self._capabilities, queues))

    def covered(self, supply: Grid) -> Grid:
        """What each queue is given in each interval, in the unit of need and supply."""
        given = np.zeros_like(self._need)
        for part in self._parts:
            part.serve(supply, self._need, given)
        return given

    def with_spare(self, supply: Grid) -> Grid:
        """What each queue has beyond its need when idle supply is counted for the first queue it can
        serve.
        """
        spare = np.zeros_like(self._need)
        for part in self._parts:
            need = self._need.copy()
            before = part.total(supply, need)
            for queue in part.queues:
                need[queue] += _ENDLESS
                after = part.total(supply, need)
                spare[queue] = after - before
                before = after
        return spare

    def ranks(self) -> list[tuple[int, Grid, Grid]] | None:
        """For each queue but those nobody needs, in the order each part is served: its row, and reached and
        outside, so that the least entry per column of reached @ supply + outside @ need is what it and the
        queues of its part before it are given together. None where the sets are too many to list.
        """
        found = []
        for part in self._parts:
            if not isinstance(part, _SetPart):
                return None
            found += [(queue, *prefix) for queue, prefix in zip(part.queues, part.prefixes, strict=True)]
        return found

    def parts(self) -> list[list[int]]:
        """The queues of each part, in the order they are served."""
        return [part.queues for part in self._parts]


class _TooManySetsError(Exception):
    """Too many queue subsets matter to list them."""


class _SetPart:
    """A connected part of the queues whose tight sets can be listed: every interval at once, by matrix
    products.
    """

    def __init__(self, capabilities: Sequence[int], need: Grid, queues: Sequence[int]) -> None:
        self.queues = list(queues)
        self.prefixes: list[tuple[Grid, Grid]] = []
        universe = 0
        for queue in queues:
            universe |= 1 << queue
            sets = tight_sets(capabilities, universe)
            if sets is None:
                raise _TooManySetsError
            sets = [0, *sets]
            reached = [[int(bool(chosen & capability)) for capability in capabilities] for chosen in sets]
            outside = [[int((universe & ~chosen) >> row & 1) for row in range(len(need))] for chosen in sets]
            self.prefixes.append((np.array(reached, dtype=np.int64), np.array(outside, dtype=np.int64)))

    def serve(self, supply: Grid, need: Grid, given: Grid) -> None:
        before = np.zeros(need.shape[1], dtype=np.int64)
        for queue, (reached, outside) in zip(self.queues, self.prefixes, strict=True):
            rank = (reached @ supply + outside @ need).min(axis=0)
            given[queue] = rank - before
            before = rank

    def total(self, supply: Grid, need: Grid) -> Grid:
        reached, outside = self.prefixes[-1]
        least: Grid = (reached @ supply + outside @ need).min(axis=0)
        return least


class _FlowPart:
    """A part with many overlapping capabilities: augmenting paths, one flow per different interval."""

    def __init__(self, capabilities: Sequence[int], queues: Sequence[int]) -> None:
        self.queues = list(queues)
        self._serves = {
            row: [queue for queue in queues if capability >> queue & 1]
            for row, capability in enumerate(capabilities)
            if any(capability >> queue & 1 for queue in queues)
        }
        self._servers = {
            queue: [row for row, served in self._serves.items() if queue in served] for queue in queues
        }
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...]], list[int]] = {}

    def serve(self, supply: Grid, need: Grid, given: Grid) -> None:
        for interval in range(need.shape[1]):
            for queue, amount in zip(self.queues, self._flow(supply, need, interval), strict=True):
                given[queue, interval] = amount

    def total(self, supply: Grid, need: Grid) -> Grid:
        totals = [sum(self._flow(supply, need, interval)) for interval in range(need.shape[1])]
        return np.array(totals, dtype=np.int64)

    def _flow(self, supply: Grid, need: Grid, interval: int) -> list[int]:
        counts = tuple(int(supply[row, interval]) for row in self._serves)
        needs = tuple(int(need[queue, interval]) for queue in self.queues)
        if (counts, needs) not in self._known:
            self._known[counts, needs] = self._greedy_flow(counts, needs)
        return self._known[counts, needs]

    def _greedy_flow(self, counts: tuple[int, ...], needs: tuple[int, ...]) -> list[int]:
        left = dict(zip(self._serves, counts, strict=True))
        flow = dict.fromkeys(((row, queue) for row, served in self._serves.items() for queue in served), 0)
        given: list[int] = []
        for queue, wanted in zip(self.queues, needs, strict=True):
            got = 0
            while got < wanted and (path := self._path(queue, left, flow)) is not None:
                server, gains, losses = path
                amount = min([wanted - got, left[server], *(flow[edge] for edge in losses)])
                left[server] -= amount
                for edge in gains:
                    flow[edge] += amount
                for edge in losses:
                    flow[edge] -= amount
                got += amount
            given.append(got)
        return given

    def _path(
        self, queue: int, left: dict[int, int], flow: dict[_Edge, int]
    ) -> tuple[int, list[_Edge], list[_Edge]] | None:
        """A server with supply left, and the edges (server, queue) that gain and lose flow so that ``queue``
        gains.

        Queues on the way lose from one server what they gain from another, so earlier queues keep what they
        have.
        """
        asked_for: dict[int, int] = {}
        taken_from: dict[int, int] = {queue: -1}
        waiting = deque([queue])
        while waiting:
            at = waiting.popleft()
            for row in self._servers[at]:
                if row in asked_for:
                    continue
                asked_for[row] = at
                if left[row] > 0:
                    gains, losses = [(row, at)], []
                    while at != queue:
                        losses.append((taken_from[at], at))
                        gains.append((taken_from[at], asked_for[taken_from[at]]))
                        at = asked_for[taken_from[at]]
                    return row, gains, losses
                for other in self._serves[row]:
                    if other not in taken_from and flow[row, other] > 0:
                        taken_from[other] = row
                        waiting.append(other)
        return None
