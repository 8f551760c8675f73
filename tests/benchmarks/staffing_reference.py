"""A second, plain simulation of one voice queue whose team changes: the first to come free leave."""

import numba
import numpy as np


@numba.njit(cache=True)
def simulate_days(
    per_second: np.ndarray,
    teams: np.ndarray,
    seconds: float,
    handle: float,
    patience: float,
    threshold: float,
    days: int,
    seed: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Contacts served in time and offered, by interval of arrival, over days that start empty."""
    np.random.seed(seed)  # the compiled generator
    intervals = per_second.size
    met, offered = np.zeros(intervals), np.zeros(intervals)
    fastest = per_second.max()
    most = int(teams.max())
    for _ in range(days):
        done = np.full(most + 1, np.inf)
        busy = 0
        waiting = np.empty((200_000, 2))
        head = tail = 0
        now, row = 0.0, 0
        coming = np.random.exponential(1.0 / fastest)
        while True:
            place = 0
            for other in range(1, busy):
                if done[other] < done[place]:
                    place = other
            finish = done[place] if busy else np.inf
            change = (row + 1) * seconds if row < intervals else np.inf
            if row >= intervals and busy == 0:
                break
            if finish <= coming and finish <= change:
                now = finish
                busy -= 1
                done[place] = done[busy]
                done[busy] = np.inf
            elif change <= coming:
                now = change
                row += 1
                if row == intervals:
                    coming = np.inf
            else:
                now = coming
                coming = now + np.random.exponential(1.0 / fastest)
                if np.random.random() * fastest < per_second[row]:
                    offered[row] += 1
                    waiting[tail, 0] = now
                    waiting[tail, 1] = now + np.random.exponential(patience)
                    tail += 1
            team = teams[row] if row < intervals else 0
            while head < tail and (busy < team or waiting[head, 1] < now):
                if waiting[head, 1] >= now:
                    arrival = waiting[head, 0]
                    if now - arrival <= threshold:
                        met[min(int(arrival / seconds), intervals - 1)] += 1
                    done[busy] = now + np.random.exponential(handle)
                    busy += 1
                head += 1
            if row >= intervals:
                head = tail
    return met, offered
