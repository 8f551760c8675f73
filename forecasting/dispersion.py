"""How far contacts stray from the forecast: measured at past origins, by size of the mean and kind of day."""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from forecasting.quantiles import (
    LEAST_DISPERSION,
    UNKNOWN_DISPERSION,
    count_distribution,
    count_quantiles,
    day_dispersion,
    dispersion,
    interval_variance,
)
from forecasting.wall_clock import weekday_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BANDS = 4
# What a band must know, in cells worth of information, and what the shape must, in cells, to count for half.
BAND_PRIOR, SHAPE_PRIOR = 30.0, 1000.0
RANKS = np.linspace(0.0, 1.0, 201)
SATURDAY = 5


class DayKind(IntEnum):
    """Days that stray alike."""

    WEEKDAY = 0
    WEEKEND = 1
    NAMED = 2


def day_kinds(day_numbers: Ints, names: list[str]) -> Ints:
    """DayKind per day: Saturdays and Sundays, named days (holidays and their neighbours), the rest."""
    weekend = weekday_of(day_numbers) >= SATURDAY
    named = np.array([bool(name) for name in names], np.bool_)
    return np.where(named, DayKind.NAMED, np.where(weekend, DayKind.WEEKEND, DayKind.WEEKDAY)).astype(
        np.int64
    )


@dataclass(frozen=True, slots=True)
class Dispersion:
    """φ of Var = widening² (μ + φμ²) per cell; ``pooled`` over all cells, ``day`` the part days share.

    ``table`` (bands, kinds): φ by the mean's band (between ``edges``) and kind of day. ``shape``: where the
    outcomes of past forecasts lay among their own quantiles, at ``RANKS``; equal to RANKS if they lay right.
    """

    pooled: float
    day: float
    edges: Floats
    table: Floats
    shape: Floats
    widening: float = 1.0

    @classmethod
    def unknown(cls) -> Self:
        """Without any past origin: φ = 0.05, all of it shared by the day."""
        table = np.full((1, len(DayKind)), UNKNOWN_DISPERSION)
        return cls(UNKNOWN_DISPERSION, UNKNOWN_DISPERSION, np.empty(0), table, RANKS)

    def times(self, factor: float) -> Self:
        """The same with every φ multiplied."""
        return replace(self, pooled=factor * self.pooled, day=factor * self.day, table=factor * self.table)

    def phi(self, mean: Floats, kinds: Ints) -> Floats:
        """φ per cell of (days, intervals) or any other shape; ``kinds`` broadcasts against ``mean``."""
        return np.asarray(
            self.table[np.searchsorted(self.edges, mean), np.broadcast_to(kinds, mean.shape)], np.float64
        )

    def variance(self, mean: Floats, kinds: Ints) -> Floats:
        """Variance of each cell."""
        return interval_variance(mean, self.phi(mean, kinds), self.widening)

    def quantiles(self, mean: Floats, kinds: Ints, levels: tuple[float, ...]) -> Floats:
        """Quantiles (levels, *mean.shape): of a negative binomial, at the ranks past outcomes really took."""
        ranks = tuple(float(np.interp(level, RANKS, self.shape)) for level in levels)
        return count_quantiles(mean, self.variance(mean, kinds), ranks)

    def day_variance(self, mean: Floats, kinds: Ints) -> Floats:
        """Variance of day sums, (days,): Σμ + φ_day(Σμ)² + Σ max(φ − φ_day, 0) μ²; ``kinds`` (days, 1)."""
        total = mean.sum(axis=1)
        own = (np.maximum(self.phi(mean, kinds) - self.day, 0.0) * mean**2).sum(axis=1)
        return np.asarray(self.widening**2 * (total + self.day * total**2 + own), np.float64)


def measure_dispersion(
    actual: list[Floats],
    mean: list[Floats],
    seen: list[NDArray[np.bool_]],
    kinds: list[Ints],
    lifted: list[Floats],
) -> Dispersion:
    """Dispersion of forecasts really made, (days, intervals) tables per origin and DayKind per day.

    ``lifted`` (days,): what history and forecast were multiplied by to undo a level break. Counts scatter as
    they were counted, so that is taken back before anything is measured.

    φ of a band and kind: moments over its cells, drawn to the pooled φ with the weight of 30 cells of full
    information, a cell informing as (φμ ÷ (1 + φμ))². Bands: quarters of the means.
    """
    if not any(one.any() for one in seen):
        return Dispersion.unknown()
    present = np.concatenate([table[one] for table, one in zip(mean, seen, strict=True)])
    actual = [table / factor[:, None] for table, factor in zip(actual, lifted, strict=True)]
    mean = [table / factor[:, None] for table, factor in zip(mean, lifted, strict=True)]
    y = np.concatenate([table[one] for table, one in zip(actual, seen, strict=True)])
    mu = np.concatenate([table[one] for table, one in zip(mean, seen, strict=True)])
    kind = np.concatenate(
        [np.broadcast_to(k[:, None], one.shape)[one] for k, one in zip(kinds, seen, strict=True)]
    )
    pooled = dispersion(y, mu)
    shown = [
        tuple(np.where(one, table, 0.0) for table in tables)
        for *tables, one in zip(actual, mean, seen, strict=True)
    ]
    shared = day_dispersion([a for a, _ in shown], [m for _, m in shown], pooled)
    edges = np.quantile(present, np.arange(1, BANDS) / BANDS)
    table = np.full((BANDS, len(DayKind)), pooled)
    group = np.searchsorted(edges, present) * len(DayKind) + kind
    excess, squares = (y - mu) ** 2 - mu, mu**2
    for one in np.unique(group):
        inside = group == one
        total = float(squares[inside].sum())
        if total > 0:
            own = max(float(excess[inside].sum()) / total, 0.0)
            spread = pooled * float(mu[inside].mean())
            known = int(inside.sum()) * (spread / (1 + spread)) ** 2
            table.ravel()[one] = (known * own + BAND_PRIOR * pooled) / (known + BAND_PRIOR)
    found = Dispersion(pooled, shared, edges, np.maximum(table, LEAST_DISPERSION), RANKS)
    variance = interval_variance(mu, found.phi(present, kind))
    took = np.quantile(count_distribution(y, mu, variance), RANKS)
    took[[0, -1]] = 0.0, 1.0
    shape = (y.size * took + SHAPE_PRIOR * RANKS) / (y.size + SHAPE_PRIOR)
    return replace(found, shape=shape)
