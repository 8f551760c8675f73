"""Work that may wait: it is done in any interval between its release and its due time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Self

import numpy as np
from pydantic import Field, model_validator

from solver.domain.document import Document
from solver.domain.pooling import Grid, Pooling
from solver.domain.time import Instant, TimeAxis

_HAIR = 1e-9


class DueWork(Document):
    """Work of a queue in minutes of an agent, to be done from ``released`` on and by ``due``.

    What is due after the end of the period may be left to the next one.
    """

    queue: str
    released: Instant
    due: Instant
    minutes: float = Field(gt=0, le=1e8)

    @model_validator(mode="after")
    def _has_time(self) -> Self:
        if self.due <= self.released:
            raise ValueError(f"due: expected a time after {self.released.isoformat()}")
        return self


@dataclass(frozen=True, slots=True)
class WaitingWork:
    """The due work of one queue in parts of an agent × interval: what may be begun from each interval on, and
    what has to be over with it.
    """

    arrives: Grid
    expires: Grid

    @property
    def may_wait(self) -> Grid:
        """The most that may be left over at the end of each interval."""
        left: Grid = np.cumsum(self.arrives - self.expires)
        return left

    @property
    def total(self) -> int:
        """All that arrives within the axis."""
        return int(self.arrives.sum())


def waiting_work(axis: TimeAxis, works: Sequence[DueWork], parts: int) -> dict[str, WaitingWork]:
    """The due work of each queue on the axis, counted in so many parts of an agent.

    Only whole intervals inside a window count, but always one: the first after the release, or the last one
    of the axis. Amounts are rounded up in sum, to one part in an interval for the whole queue.
    """
    found: dict[str, WaitingWork] = {}
    for queue in dict.fromkeys(work.queue for work in works):
        own = [work for work in works if work.queue == queue]
        amounts = np.array([0.0, *(work.minutes for work in own)]) * parts / axis.interval_minutes
        whole = np.diff(np.ceil(np.cumsum(amounts) - _HAIR)).astype(np.int64)
        arrives, expires = np.zeros(axis.intervals, np.int64), np.zeros(axis.intervals, np.int64)
        for work, amount in zip(own, whole.tolist(), strict=True):
            first = max(-(-axis.minute(work.released) // axis.interval_minutes), 0)
            last = max(axis.minute(work.due) // axis.interval_minutes - 1, first)
            arrives[min(first, axis.intervals - 1)] += amount
            if last < axis.intervals:
                expires[last] += amount
        found[queue] = WaitingWork(arrives, expires)
    return found


def check_order(works: Sequence[DueWork]) -> None:
    """Raises ValueError unless the work of each queue is due in the order in which it is released."""
    for queue in {work.queue for work in works}:
        own = [work for work in works if work.queue == queue]
        for before, after in pairwise(own):
            if after.released < before.released or after.due < before.due:
                raise ValueError(
                    f"due work of queue {queue}: expected it in order of release and of due time, what is "
                    f"released at {after.released.isoformat()} comes after {before.released.isoformat()}"
                )


def done_in_time(
    waiting: Mapping[int, WaitingWork], masks: Sequence[int], supply: Grid, served: Grid
) -> tuple[Grid, Grid]:
    """What is done of the due work in each interval, and what is late: queue × interval, in parts.

    ``waiting`` is by row of the queue, ``masks`` are the queues of each row of ``supply`` as bits, ``served``
    is what queues whose work cannot wait are given before. The total in time is the greatest there can be.
    Late work stands at the last interval in which it could have been done.
    """
    done, late = np.zeros_like(served), np.zeros_like(served)
    rows = sorted(waiting)
    if len(rows) == 1:
        [row] = rows
        done[row], late[row] = _in_order(waiting[row], _left_over(rows, masks, supply, served))
    elif rows:
        limits = {
            chosen: _left_over(chosen, masks, supply, served)
            for many in range(1, len(rows) + 1)
            for chosen in combinations(rows, many)
        }
        done[rows], late[rows] = _flow([waiting[row] for row in rows], rows, limits)
    return done, late


def _left_over(chosen: Sequence[int], masks: Sequence[int], supply: Grid, served: Grid) -> Grid:
    """The most that these queues can be given together in each interval, beside what is served already."""
    need = served.copy()
    need[list(chosen)] = supply.sum(axis=0)
    given = Pooling(masks, need, range(len(need))).covered(supply)
    left: Grid = given.sum(axis=0) - served.sum(axis=0)
    return left


def _in_order(work: WaitingWork, limit: Grid) -> tuple[list[int], list[int]]:
    """One queue: whoever is free does what is due first."""
    done, late, left = [], [], 0
    columns = (work.arrives.tolist(), work.may_wait.tolist(), limit.tolist())
    for arrives, may_wait, most in zip(*columns, strict=True):
        done.append(min(left + arrives, most))
        left += arrives - done[-1]
        late.append(max(left - may_wait, 0))
        left -= late[-1]
    return done, late


def _flow(
    works: Sequence[WaitingWork], rows: Sequence[int], limits: Mapping[tuple[int, ...], Grid]
) -> tuple[Grid, Grid]:
    """Several queues that share people: least late work in all, as a linear programme.

    The rows are those of a flow under polymatroid limits, so that its vertices are whole numbers.
    """
    from scipy import optimize, sparse  # loads for long, and most problems never come here

    many, intervals = len(rows), works[0].arrives.size
    size = many * intervals
    one = sparse.identity(intervals, format="csr")
    step = sparse.block_diag([one - sparse.eye_array(intervals, k=-1, format="csr")] * many, format="csr")
    whole = sparse.identity(size, format="csr")
    balance = sparse.hstack([whole, step, whole], format="csr")
    shared = sparse.vstack(
        [
            sparse.hstack(
                [one if row in chosen else sparse.csr_array((intervals, intervals)) for row in rows]
            )
            for chosen in limits
        ],
        format="csr",
    )
    nothing = sparse.csr_array((shared.shape[0], 2 * size))
    may_wait = np.concatenate([work.may_wait for work in works])
    solved = optimize.linprog(
        np.repeat([0.0, 0.0, 1.0], size),
        A_ub=sparse.hstack([shared, nothing], format="csr"),
        b_ub=np.concatenate(list(limits.values())),
        A_eq=balance,
        b_eq=np.concatenate([work.arrives for work in works]),
        bounds=np.column_stack(
            [np.zeros(3 * size), np.concatenate([np.full(size, np.inf), may_wait, np.full(size, np.inf)])]
        ),
        method="highs-ds",
    )
    values = np.rint(solved.x).astype(np.int64).reshape(3, many, intervals)
    return values[0], values[2]
