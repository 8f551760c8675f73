"""Seconds per contact by weekday and time of day, pooled hard: contacts are averaged, averages never are."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from forecasting.series import Series
from forecasting.wall_clock import weekday_of

Floats = NDArray[np.float64]
HALF_LIFE_DAYS = 90
BLOCK_MINUTES = 180
JUDGED_DAYS = 28
LEAST_DAYS = 56
# Without a measurable difference between groups none is believed.
STRONGEST_PRIOR = 1e9


@dataclass(frozen=True, slots=True)
class HandleTime:
    """``level`` seconds × factor per weekday (7,) × factor per interval (intervals,), and how they arose."""

    level: float
    by_weekday: Floats
    by_interval: Floats
    formula: str

    def seconds(self, day_numbers: NDArray[np.int64]) -> Floats:
        """Mean seconds per contact, (days, intervals)."""
        return self.level * self.by_weekday[weekday_of(day_numbers)][:, None] * self.by_interval[None, :]


def learn_handle_time(series: Series) -> HandleTime | None:
    """Handle time of a series, None if no contact was handled with a positive time.

    Level: Σωs ÷ Σωn with a half-life of 90 days. A factor per 3-hour block and per weekday, each drawn to 1
    with K = σ²/τ² contacts, is used only where it would have beaten the flat mean in the latest 28 days.
    """
    if not (series.handled.sum() > 0 and series.handle_seconds.sum() > 0):
        return None
    blocks = weekdays = False
    if series.days >= LEAST_DAYS:
        past, rows = series.until(series.first_day + series.days - JUDGED_DAYS), slice(-JUDGED_DAYS, None)
        contacts, seconds = series.handled[rows], series.handle_seconds[rows]
        if past.handled.sum() > 0 and past.handle_seconds.sum() > 0:
            errors = {
                kind: float(
                    np.abs(_fit(past, *kind).seconds(series.day_numbers[rows]) * contacts - seconds).sum()
                )
                for kind in product((False, True), repeat=2)
            }
            blocks, weekdays = min(errors, key=lambda kind: (errors[kind], kind))
    return _fit(series, blocks, weekdays)


def _fit(series: Series, blocks: bool, weekdays: bool) -> HandleTime:  # noqa: FBT001 - one combination of two
    age = series.days - 1 - np.arange(series.days)
    weights = 0.5 ** (age[:, None] / HALF_LIFE_DAYS)
    contacts, seconds = series.handled * weights, series.handle_seconds * weights
    level = float(seconds.sum() / contacts.sum())
    block = np.broadcast_to(
        np.arange(series.intervals) * series.interval_minutes // BLOCK_MINUTES, contacts.shape
    )
    weekday = np.broadcast_to(series.weekdays[:, None], contacts.shape)
    by_block, kept_block = _factors(contacts, seconds, block, level) if blocks else (np.ones(8), 0.0)
    by_weekday, kept_weekday = _factors(contacts, seconds, weekday, level) if weekdays else (np.ones(7), 0.0)
    parts = [f"{level:.1f} s per contact (weighted by contacts, half-life {HALF_LIFE_DAYS} days)"]
    if blocks:
        parts.append(f"a factor per 3-hour block drawn to 1 with {kept_block:.0f} contacts")
    if weekdays:
        parts.append(f"a factor per weekday drawn to 1 with {kept_weekday:.0f} contacts")
    return HandleTime(level, by_weekday, by_block[block[0]], " × ".join(parts))


def _factors(
    contacts: Floats, seconds: Floats, group: NDArray[np.int64], level: float
) -> tuple[Floats, float]:
    """Factor per group and K = σ²/τ²; σ² between contacts within groups, τ² between groups, by moments."""
    size = int(group.max()) + 1
    flat = group.ravel()
    n = np.bincount(flat, contacts.ravel(), size)
    mean = np.divide(np.bincount(flat, seconds.ravel(), size), n, np.full(size, level), where=n > 0)
    seen = contacts > 0
    deviations = (seconds[seen] / contacts[seen] - mean[group[seen]]) ** 2 * contacts[seen]
    present = int((n > 0).sum())
    within = float(deviations.sum()) / max(int(seen.sum()) - present, 1)
    total = float(n.sum())
    unbalance = total - float((n**2).sum()) / total
    spread = float((n * (mean - level) ** 2).sum()) - (present - 1) * within
    between = spread / unbalance if unbalance > 0 else 0.0
    strength = min(within / between, STRONGEST_PRIOR) if between > 0 else STRONGEST_PRIOR
    # A group without contacts, where groups are fully believed, is like the rest.
    factors = np.divide(n * mean / level + strength, n + strength, np.ones(size), where=n + strength > 0)
    return factors, strength
