"""The intraday profile: which share of its weekday's volume an interval brings, by empirical Bayes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.levels import day_levels
from forecasting.series import Series

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
NEAREST_WEEKDAYS = 3
STRONGEST_PRIOR = 1e5


@dataclass(frozen=True, slots=True)
class Profile:
    """``shares`` (7, intervals): share of a day's level per unit of exposure; usual hours sum to 1."""

    shares: Floats


def fit_profile(series: Series, ordinary: Mask, half_life_weeks: float = 12, weeks: int = 104) -> Profile:
    """Profile per weekday, each shrunk towards its three nearest weekdays as far as its own noise demands.

    ``ordinary`` (days,): days to learn from. With r the raw share, π the parent, n the weighted contacts:
    τ² = max(Σ(r − π)² − Σ r(1 − r)/n, 0), k = clip(Σ π(1 − π)/τ², 0, 10⁵), share = (n·r + k·π)/(n + k).
    """
    usual = _usual_hours(series)
    union = usual.max(axis=0)
    pooled = _ratio(series.counts[ordinary].sum(axis=0), series.exposure[ordinary].sum(axis=0))
    if not pooled.any():
        pooled = np.ones(series.intervals)
    parents = np.array([_normalised(pooled, hours, union) for hours in usual])
    levels = day_levels(series, parents)
    age = series.days - 1 - np.arange(series.days)
    weights = np.where(
        ordinary & np.isfinite(levels) & (age < 7 * weeks), 0.5 ** (age / 7 / half_life_weeks), 0.0
    )
    expected = np.where(np.isfinite(levels), levels, 0.0)
    contacts = np.zeros(7)
    raw = parents.copy()
    for weekday in range(7):
        own = series.weekdays == weekday
        volume = weights[own] @ series.counts[own]
        contacts[weekday] = volume.sum()
        if contacts[weekday] > 0:
            chances = (weights[own] * expected[own]) @ series.exposure[own]
            # An interval this weekday never showed is taken as it is on the others.
            rate = np.where(chances > 0, _ratio(volume, chances), parents[weekday])
            raw[weekday] = _normalised(rate, usual[weekday], union)
    shares = np.array([_shrunk(weekday, raw, contacts, usual, union, parents) for weekday in range(7)])
    return Profile(shares)


def _usual_hours(series: Series) -> Floats:
    """Usual open share per weekday and interval, (7, intervals): the median day, so no exception counts."""
    hours = np.zeros((7, series.intervals))
    for weekday in range(7):
        own = series.usual[series.weekdays == weekday]
        if own.size:
            # Mostly all weeks are alike, and a comparison is quicker than a median.
            hours[weekday] = own[0] if (own == own[0]).all() else np.median(own, axis=0)
    return hours


def _shrunk(
    weekday: int, raw: Floats, contacts: Floats, usual: Floats, union: Floats, parents: Floats
) -> Floats:
    own, n = raw[weekday], contacts[weekday]
    if n <= 0:
        return np.asarray(parents[weekday], np.float64)
    hours = usual[weekday]
    # Other weekdays speak through the hours this one is open, whatever else they do.
    others = [v for v in range(7) if v != weekday and contacts[v] > 0 and (usual[v] * hours).sum() > 0]
    seen_alike = {v: _normalised(raw[v] * (usual[v] > 0), hours, union) for v in others}
    nearest = sorted(others, key=lambda v: float(np.abs((own - seen_alike[v]) * hours).sum()))[
        :NEAREST_WEEKDAYS
    ]
    weight = sum(contacts[v] for v in nearest)
    if weight <= 0:
        return np.asarray(own, np.float64)
    parent = _normalised(sum(contacts[v] * seen_alike[v] for v in nearest) / weight, hours, union)
    r, p = own * hours, parent * hours
    between = max(float(((r - p) ** 2).sum() - (r * (1 - r)).sum() / n), 0.0)
    spread = float((p * (1 - p)).sum())
    strength = min(spread / between, STRONGEST_PRIOR) if between > 0 else STRONGEST_PRIOR
    return _normalised((n * own + strength * parent) / (n + strength), hours, union)


def _normalised(rates: Floats, hours: Floats, union: Floats) -> Floats:
    """Rates scaled to sum to 1 over the usual hours; over the queue's hours on a weekday that has none."""
    for weights in (hours, union):
        total = float((rates * weights).sum())
        if total > 0:
            return np.asarray(rates / total, np.float64)
    return np.asarray(rates, np.float64)


def _ratio(numerator: Floats, denominator: Floats) -> Floats:
    return np.asarray(np.divide(numerator, denominator, np.zeros_like(numerator), where=denominator > 0))
