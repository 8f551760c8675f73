"""Calendar months of a queue: contacts per open day, and how many open days a month weighs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import event_effects, open_shares
from forecasting.documents import MINUTES_A_DAY
from forecasting.levels import day_levels
from forecasting.profile import fit_profile
from forecasting.request import QueueHistory
from forecasting.series import Series, elapsed_share
from forecasting.wall_clock import WallClock, weekday_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LEAST_SHARE_OF_MONTH = 0.5
WEEKDAY_MEMORY = 364


def month_of(day_numbers: Ints) -> Ints:
    """Months since January 1970 per day number."""
    return day_numbers.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def month_edges(months: Ints) -> Ints:
    """Day number of the first day of each month given in months since January 1970."""
    return months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


@dataclass(frozen=True, slots=True)
class Months:
    """Contacts per average open day: ``per_day`` (months,) from ``first`` on, NaN where < half was seen.

    ``weights`` (7, intervals): what an interval of a weekday adds to a day; an average open day weighs 1, so
    that a month with five Saturdays is not taken for a quieter season. ``overall``: the level of all days.
    """

    first: int
    per_day: Floats
    weights: Floats
    overall: float


def monthly_levels(asked: QueueHistory, series: Series, ordinary: NDArray[np.bool_]) -> Months:
    """Monthly levels of a cleaned series with any observed cell; ``ordinary`` (days,): no holidays."""
    shares = fit_profile(series, ordinary).shares
    weights = shares * _weekday_weights(series, shares, ordinary)[:, None]
    seen = (series.exposure * weights[series.weekdays]).sum(axis=1)
    month = month_of(series.day_numbers)
    rows = month - month[0]
    contacts = np.bincount(rows, series.counts.sum(axis=1))
    seen_months = np.bincount(rows, seen)
    whole = day_weights(asked, weights, *_span(np.arange(month[0], month[-1] + 1)), events=False)
    whole_months = np.bincount(month_of(np.arange(whole.size) + month_edges(month[:1])[0]) - month[0], whole)
    usable = (seen_months > 0) & (seen_months >= LEAST_SHARE_OF_MONTH * whole_months)
    per_day = np.where(usable, contacts / np.where(usable, seen_months, 1.0), np.nan)
    return Months(int(month[0]), per_day, weights, float(contacts.sum() / seen.sum()))


def weighted_open_days(asked: QueueHistory, weights: Floats, months: Ints) -> tuple[Floats, Ints]:
    """Open days of coming months by weight, planned events included, and by mere count."""
    first, days = _span(months)
    month = month_of(np.arange(first, first + days)) - months[0]
    weighted = day_weights(asked, weights, first, days, events=True)
    is_open = day_weights(asked, np.ones_like(weights), first, days, events=False) > 0
    return np.asarray(np.bincount(month, weighted), np.float64), np.bincount(
        month[is_open], minlength=months.size
    )


def day_weights(asked: QueueHistory, weights: Floats, first_day: int, days: int, *, events: bool) -> Floats:
    """Weight of each day by its open hours and clock, (days,); with ``events``, times their factors."""
    minutes = asked.interval_minutes
    clock = WallClock.over(asked.zone, first_day * MINUTES_A_DAY, (first_day + days) * MINUTES_A_DAY)
    pieces = clock.pieces(first_day, days, minutes)
    shape = days, MINUTES_A_DAY // minutes
    table = open_shares(asked.opening, first_day, days, minutes) * elapsed_share(
        pieces, first_day, shape, minutes
    )
    if events:
        table *= event_effects(asked.events, pieces, first_day, days, minutes)[0]
    weekdays = weekday_of(np.arange(first_day, first_day + days))
    return np.asarray((table * weights[weekdays]).sum(axis=1), np.float64)


def _weekday_weights(series: Series, shares: Floats, ordinary: NDArray[np.bool_]) -> Floats:
    """Mean level per weekday of the last year ÷ mean over weekdays; 1 for a weekday never seen."""
    levels = day_levels(series, shares)
    levels[: -WEEKDAY_MEMORY or None] = np.nan
    usable = np.isfinite(levels) & ordinary
    number = np.bincount(series.weekdays[usable], minlength=7)
    total = np.bincount(series.weekdays[usable], levels[usable], 7)
    means = total / np.maximum(number, 1)
    centre = float(means[number > 0].mean()) if usable.any() else 0.0
    return np.where((number > 0) & (centre > 0), means / (centre or 1.0), 1.0)


def _span(months: Ints) -> tuple[int, int]:
    first, end = month_edges(np.array([months[0], months[-1] + 1]))
    return int(first), int(end - first)
