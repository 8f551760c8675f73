"""What no shifts of queues in turn undercut: heads pooled over queues and people, as a linear program."""

import numpy as np
from scipy import sparse

from solver.search.relaxation import Rows, relaxed
from solver.search.turn_problem import TurnProblem

_STEPS = 8
"""So many squares are told apart, the heads beyond cost as much as the last; less than they do."""

_ENDLESS = 1 << 40


def least_squares(turns: TurnProblem, seconds: float) -> int:
    """A lower bound of the squares of heads too many; zero where none is found within the seconds.

    People are pooled into shifts per day, start and length, queues into the sum of their heads: what holds
    for each person and queue holds for these sums. Everyone's least time is worked, by at most one shift a
    day, and every queue may take its next head too many at the price of the square it adds. Here shifts
    may run on beyond the period, where nothing has a price.
    """
    queues, intervals = turns.needed.shape
    days = intervals // turns.grid
    needed = turns.needed.sum(axis=0)
    people = len(turns.least)
    day, start, length = (
        axis.ravel()
        for axis in np.meshgrid(
            np.arange(days), np.arange(len(turns.starts)), np.arange(len(turns.lengths)), indexing="ij"
        )
    )
    there = np.flatnonzero(turns.offered.sum(axis=0)[start, length])
    day, start, length = day[there], start[there], length[there]
    begins, lasts = day * turns.grid + turns.starts[start], turns.lengths[length]
    spans = [
        np.arange(first, min(first + size, intervals)) for first, size in zip(begins, lasts, strict=True)
    ]
    shifts = np.repeat(np.arange(len(begins)), [len(span) for span in spans])
    cells = np.concatenate(spans)
    covers = sparse.csr_array(
        (np.ones(len(cells), dtype=np.int64), (cells, shifts)), (intervals, len(begins))
    )
    surplus = sparse.kron(sparse.eye_array(intervals, dtype=np.int64), np.ones((1, _STEPS), dtype=np.int64))
    nothing = sparse.csr_array((1 + days, intervals * _STEPS), dtype=np.int64)
    each_day = sparse.csr_array(
        (np.ones(len(day), dtype=np.int64), (day, np.arange(len(day)))), (days, len(begins))
    )
    matrix = sparse.block_array(
        [[covers, -surplus], [sparse.vstack([lasts[None, :], each_day]), nothing]], format="csr"
    )
    rows = Rows(
        matrix=matrix,
        lower=np.concatenate([needed, [int(turns.least.sum())], np.full(days, -_ENDLESS)]),
        upper=np.concatenate([needed, [_ENDLESS], np.full(days, people)]),
        least=np.zeros(matrix.shape[1], dtype=np.int64),
        most=np.concatenate(
            [
                np.full(len(begins), people),
                np.tile([queues] * (_STEPS - 1) + [people], intervals),
            ]
        ),
    )
    steps = np.tile(2 * np.arange(_STEPS) + 1, intervals)
    cost = np.concatenate([np.zeros(len(begins), dtype=np.int64), steps])
    found = relaxed(rows, cost, 0, seconds)
    return 0 if found is None else max(0, found.bound)
