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
# Below so many contacts a day counts are better read as counts.
FEW_A_DAY = 30.0
STEPS = 6
LEAST_LOG_MEAN, LARGEST_LOG_MEAN = -5.0, 15.0


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
    rows, candidates = _window(usable)
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
    return _surest(candidates, beta[:, -1], error)


def find_count_break(
    levels: Floats, usable: NDArray[np.bool_], weekdays: NDArray[np.int64]
) -> LevelBreak | None:
    """The same for a queue of few contacts a day, from the day levels themselves, (days,).

    The logarithm of a small count is mostly noise, and a trend beside the step takes what is left: at ten a
    day a halving would be found in two of five cases. So: Poisson regression on weekday and step, its errors
    widened by the dispersion and by residuals that hang together; a step that explains the days no better
    than a trend is none.
    """
    rows, candidates = _window(usable)
    if not candidates.size:
        return None
    y = levels[rows]
    base = (weekdays[rows][:, None] == np.unique(weekdays[rows])).astype(np.float64)
    steps = (rows[None, :] >= candidates[:, None]).astype(np.float64)
    trend = ((rows - rows.mean()) / WINDOW_DAYS)[None, :]
    _, _, left_by_trend, _ = _poisson(base, trend, y)
    size, unit, left, residuals = _poisson(base, steps, y)
    spread = np.maximum(left / (rows.size - base.shape[1] - 1), 1.0)
    linked = np.clip((residuals[:, 1:] * residuals[:, :-1]).sum(axis=1) / np.maximum(left, 1e-12), 0.0, 0.8)
    error = np.sqrt(np.maximum(unit * spread * (1 + linked) / (1 - linked), 1e-12))
    return _surest(candidates, np.where(left < left_by_trend[0], size, 0.0), error)


def _window(usable: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Usable rows of the last 112 days, and the rows where a step may fall: none if they are too few.

    Enough days must have been seen on either side of a step.
    """
    first = max(usable.size - WINDOW_DAYS, 0)
    rows = first + np.flatnonzero(usable[first:])
    candidates = usable.size - np.arange(FEWEST_AFTER, min(MOST_AFTER, usable.size) + 1)
    after = (rows[None, :] >= candidates[:, None]).sum(axis=1)
    enough = (after >= LEAST_SEEN_AFTER) & (rows.size - after >= LEAST_SEEN_BEFORE)
    return rows, candidates[enough & (rows.size >= LEAST_USABLE)]


def _surest(candidates: NDArray[np.int64], size: Floats, error: Floats) -> LevelBreak | None:
    t = size / error
    best = int(np.argmax(np.abs(t)))
    if abs(t[best]) < LEAST_T or abs(size[best]) < LEAST_LOG_SIZE:
        return None
    return LevelBreak(int(candidates[best]), float(size[best]), float(t[best]))


def _poisson(base: Floats, extra: Floats, y: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Regressions ln μ = base + one of the ``extra`` columns (regressions, days), by iterated weights.

    Per regression: the extra coefficient, its variance at dispersion 1, Σ of squared Pearson residuals; and
    the residuals, (regressions, days).
    """
    shared = np.broadcast_to(base, (extra.shape[0], *base.shape))
    design = np.concatenate([shared, extra[:, :, None]], axis=2)
    mean = np.full(extra.shape, max(float(y.mean()), 0.1))
    log = np.log(mean)
    ridge = 1e-6 * np.eye(design.shape[2])
    for _ in range(STEPS):
        weighted = design * mean[:, :, None]
        gram = np.einsum("kni,knj->kij", weighted, design) + ridge
        right = np.einsum("kni,kn->ki", weighted, log + (y - mean) / mean)
        beta = np.linalg.solve(gram, right[:, :, None])[:, :, 0]
        log = np.clip(np.einsum("kni,ki->kn", design, beta), LEAST_LOG_MEAN, LARGEST_LOG_MEAN)
        mean = np.exp(log)
    residuals = (y - mean) / np.sqrt(mean)
    return beta[:, -1], np.linalg.inv(gram)[:, -1, -1], (residuals**2).sum(axis=1), residuals
