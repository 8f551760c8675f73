"""A lasting step in the level of the last weeks: found by a robust regression for every possible date."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WINDOW_DAYS = 112
LEAST_USABLE = 60
FEWEST_AFTER, MOST_AFTER = 10, 56
LEAST_SEEN_AFTER, LEAST_SEEN_BEFORE = 8, 28
LEAST_T = 5.0
LEAST_LOG_SIZE = float(np.log(1.15))
HUBER_SCALES = 2.0
PASSES = 3


@dataclass(frozen=True, slots=True)
class LevelBreak:
    """From row ``first_row`` on, the level is exp(``log_size``) times what it was; ``t``: how sure."""

    first_row: int
    log_size: float
    t: float


def find_level_break(
    logs: Floats, usable: NDArray[np.bool_], weekdays: NDArray[np.int64]
) -> LevelBreak | None:
    """The surest step in the last 112 days of log day levels (days,), or None.

    For each k of the last 10…56 days: Huber regression of the level on weekday, linear trend and a step
    k days ago; t = δ ÷ se, se widened by √((1 + ρ)/(1 − ρ)) for residuals that hang together. A break needs
    |t| ≥ 5 and a size beyond 1.15.
    """
    first = max(logs.size - WINDOW_DAYS, 0)
    rows = first + np.flatnonzero(usable[first:])
    if rows.size < LEAST_USABLE:
        return None
    # The step may only fall where enough days were seen on either side of it.
    candidates = logs.size - np.arange(FEWEST_AFTER, min(MOST_AFTER, logs.size) + 1)
    after = (rows[None, :] >= candidates[:, None]).sum(axis=1)
    candidates = candidates[(after >= LEAST_SEEN_AFTER) & (rows.size - after >= LEAST_SEEN_BEFORE)]
    if not candidates.size:
        return None
    seen_weekdays = np.unique(weekdays[rows])
    base = np.column_stack(
        [weekdays[rows] == day for day in seen_weekdays] + [(rows - rows.mean()) / WINDOW_DAYS]
    )
    steps = (rows[None, :] >= candidates[:, None]).astype(np.float64)
    design = np.concatenate(
        [np.broadcast_to(base, (candidates.size, *base.shape)), steps[:, :, None]], axis=2
    ).astype(np.float64)
    target = logs[rows]
    weights = np.ones(steps.shape)
    for _ in range(PASSES):
        weighted = design * weights[:, :, None]
        gram = np.einsum("kni,knj->kij", weighted, design)
        beta = np.linalg.solve(gram, np.einsum("kni,n->ki", weighted, target)[:, :, None])[:, :, 0]
        residuals = target - np.einsum("kni,ki->kn", design, beta)
        scale = np.maximum(1.4826 * np.median(np.abs(residuals), axis=1, keepdims=True), 1e-6)
        weights = np.minimum(1.0, HUBER_SCALES * scale / np.maximum(np.abs(residuals), 1e-12))
    clipped = residuals * np.sqrt(weights)
    variance = (clipped**2).sum(axis=1) / (rows.size - design.shape[2])
    linked = (clipped[:, 1:] * clipped[:, :-1]).sum(axis=1) / np.maximum((clipped**2).sum(axis=1), 1e-12)
    linked = np.clip(linked, 0.0, 0.8)
    unit = np.linalg.inv(gram)[:, -1, -1]
    error = np.sqrt(np.maximum(variance * unit * (1 + linked) / (1 - linked), 1e-12))
    t = beta[:, -1] / error
    best = int(np.argmax(np.abs(t)))
    if abs(t[best]) < LEAST_T or abs(beta[best, -1]) < LEAST_LOG_SIZE:
        return None
    return LevelBreak(int(candidates[best]), float(beta[best, -1]), float(t[best]))
