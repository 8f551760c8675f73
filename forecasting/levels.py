"""Day levels: how much a whole usual day would have brought, and what its neighbours in the week say."""

import numpy as np
from numpy.typing import NDArray

from forecasting.series import Series

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
# Below this share of the day a total says more about the hours seen than about the day.
LEAST_SHARE_SEEN = 0.3
NEAR_WEEKS = 4
LEAST_NEIGHBOURS = 4


def day_levels(series: Series, shares: Floats) -> Floats:
    """Contacts per usual day, (days,): observed counts ÷ expected share seen; NaN where ≤ 0.3 was seen.

    ``shares`` (7, intervals): share of a weekday's volume per unit of exposure.
    """
    seen = (series.exposure * shares[series.weekdays]).sum(axis=1)
    known = seen > LEAST_SHARE_SEEN
    return np.where(known, series.counts.sum(axis=1) / np.where(known, seen, 1.0), np.nan)


def log_levels(levels: Floats) -> Floats:
    """ln(level + ½): finite for an empty day."""
    return np.asarray(np.log(levels + 0.5), np.float64)


def same_weekday(values: Floats, usable: Mask, weeks: int = NEAR_WEEKS) -> Floats:
    """The usable values of the same weekday up to ``weeks`` before and after, (2 · weeks, days), else NaN."""
    held = np.where(usable, values, np.nan)
    table = np.full((2 * weeks, held.size), np.nan)
    for week in range(1, weeks + 1):
        step = 7 * week
        table[2 * week - 2, step:] = held[: max(held.size - step, 0)]
        table[2 * week - 1, : max(held.size - step, 0)] = held[step:]
    return table


def weekday_median(values: Floats, usable: Mask) -> Floats:
    """Median of the same weekday, (days,): of ± 4 weeks if they hold 4 values, else of ± 8, else NaN."""
    near, far = same_weekday(values, usable), same_weekday(values, usable, 2 * NEAR_WEEKS)
    found = np.full(values.size, np.nan)
    for table in (far, near):
        enough = np.isfinite(table).sum(axis=0) >= LEAST_NEIGHBOURS
        if enough.any():
            found[enough] = np.nanmedian(table[:, enough], axis=0)
    return found


def weekday_expectation(values: Floats, usable: Mask, weekdays: NDArray[np.int64]) -> Floats:
    """What each day would be by its weekday, (days,): mean of ± 4 weeks, else of the weekday, else of all.

    Finite as soon as one value is usable.
    """
    near = same_weekday(values, usable)
    found = np.isfinite(near).sum(axis=0)
    total = np.nansum(near, axis=0)
    overall = values[usable].mean()
    whole = np.full(7, overall)
    for weekday in range(7):
        own = usable & (weekdays == weekday)
        if own.any():
            whole[weekday] = values[own].mean()
    return np.where(found > 0, total / np.maximum(found, 1), whole[weekdays])
