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
    interval_variance,
)
from forecasting.wall_clock import weekday_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
BANDS = 4
# What a band must know, in cells worth of information, and what the shape must, in cells, to count for half.
BAND_PRIOR, SHAPE_PRIOR = 30.0, 2000.0
FADING = 0.5
CLIPPED, CLIPPING_PASSES = 5.0, 6
UNSEEN_NAMED = 2.0
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

    def plain(self) -> Self:
        """The pooled φ everywhere, outcomes at the ranks a negative binomial gives them."""
        return replace(self, table=np.full_like(self.table, self.pooled), shape=RANKS)

    def times(self, factor: float) -> Self:
        """The same with every φ multiplied."""
        return replace(self, pooled=factor * self.pooled, day=factor * self.day, table=factor * self.table)

    def phi(self, mean: Floats, kinds: Ints) -> Floats:
        """φ per cell of (days, intervals) or any other shape; ``kinds`` broadcasts against ``mean``."""
        return np.asarray(
            self.table[np.searchsorted(self.edges, mean), np.broadcast_to(kinds, mean.shape)], np.float64
        )

    def quantiles(
        self, mean: Floats, kinds: Ints, levels: tuple[float, ...], doubt: Floats | float = 0.0
    ) -> Floats:
        """Quantiles (levels, *mean.shape): of a negative binomial, at the ranks past outcomes really took.

        ``doubt``: φ of the coming cells besides, as their members disagree.
        """
        ranks = tuple(float(np.interp(level, RANKS, self.shape)) for level in levels)
        variance = interval_variance(mean, self.phi(mean, kinds) + doubt, self.widening)
        return count_quantiles(mean, variance, ranks)

    def day_variance(self, mean: Floats, kinds: Ints, day_doubt: Floats | float = 0.0) -> Floats:
        """Variance of day sums, (days,): Σμ + (φ_day + doubt)(Σμ)² + Σ max(φ − φ_day, 0) μ².

        ``kinds`` is (days, 1).
        """
        total = mean.sum(axis=1)
        own = (np.maximum(self.phi(mean, kinds) - self.day, 0.0) * mean**2).sum(axis=1)
        return np.asarray(self.widening**2 * (total + (self.day + day_doubt) * total**2 + own), np.float64)


@dataclass(frozen=True, slots=True)
class Past:
    """One forecast really made and what came; tables (days, intervals), only cells ``seen`` count.

    ``kinds`` (days,): DayKind. ``lifted`` (days,): what history and forecast were multiplied by to undo a
    level break. Counts scatter as they were counted, so that is taken back before anything is measured.
    ``doubt`` (days, intervals), ``day_doubt`` (days,): φ that the disagreement of members explains.
    """

    actual: Floats
    mean: Floats
    seen: NDArray[np.bool_]
    kinds: Ints
    lifted: Floats
    doubt: Floats
    day_doubt: Floats


def measure_dispersion(past: list[Past]) -> Dispersion:
    """Dispersion of forecasts really made, latest first: each counts half as much as the one after it.

    φ of a band and kind: moments over its cells beyond Poisson noise and doubt, no cell counting for more
    than 5 standard deviations, drawn to the pooled φ with the weight of 30 cells of full information, a cell
    informing as (φμ ÷ (1 + φμ))². Bands: quarters of the means. Past origins hold few named days, whose
    effects were learnt from few: until seen, twice the pooled φ.
    """
    if not any(one.seen.any() for one in past):
        return Dispersion.unknown()
    present = np.concatenate([one.mean[one.seen] for one in past])
    y, mu = (
        np.concatenate([(table / one.lifted[:, None])[one.seen] for table, one in pairs])
        for pairs in ([(one.actual, one) for one in past], [(one.mean, one) for one in past])
    )
    kind = np.concatenate([np.broadcast_to(one.kinds[:, None], one.seen.shape)[one.seen] for one in past])
    doubt = np.concatenate([one.doubt[one.seen] for one in past])
    weight = np.concatenate([np.full(int(one.seen.sum()), FADING**rank) for rank, one in enumerate(past)])
    edges = np.quantile(present, np.arange(1, BANDS) / BANDS)
    group = np.searchsorted(edges, present) * len(DayKind) + kind
    missed, expected = (y - mu) ** 2, mu + doubt * mu**2
    pooled, table = _by_band(group, weight * (missed - expected), mu, weight)
    for _ in range(CLIPPING_PASSES):
        most = CLIPPED**2 * (expected + table.ravel()[group] * mu**2)
        pooled, table = _by_band(group, weight * (np.minimum(missed, most) - expected), mu, weight)
    shared = day_dispersion(
        [np.where(one.seen, one.actual / one.lifted[:, None], 0.0) for one in past],
        [np.where(one.seen, one.mean / one.lifted[:, None], 0.0) for one in past],
        pooled,
        [one.day_doubt for one in past],
        [FADING**rank for rank in range(len(past))],
    )
    found = Dispersion(pooled, shared, edges, table, RANKS)
    variance = interval_variance(mu, found.phi(present, kind) + doubt)
    took = _weighted_quantiles(count_distribution(y, mu, variance), weight)
    shape = (y.size * took + SHAPE_PRIOR * RANKS) / (y.size + SHAPE_PRIOR)
    return replace(found, shape=shape)


def _by_band(group: Ints, excess: Floats, mu: Floats, weight: Floats) -> tuple[float, Floats]:
    """φ over all cells and per (band, kind), from what each cell (1-D) has in ``excess``, weighted."""
    squares = weight * mu**2
    total = float(squares.sum())
    pooled = max(float(excess.sum()) / total, LEAST_DISPERSION) if total > 0 else UNKNOWN_DISPERSION
    prior = pooled * np.where(np.arange(len(DayKind)) == DayKind.NAMED, UNSEEN_NAMED, 1.0)
    groups = BANDS * len(DayKind)
    prior = np.tile(prior, BANDS)
    number = np.bincount(group, minlength=groups)
    spread = pooled * np.bincount(group, mu, groups) / np.maximum(number, 1)
    known = number * (spread / (1 + spread)) ** 2
    seen = np.bincount(group, squares, groups)
    own = np.maximum(np.bincount(group, excess, groups), 0.0) / np.where(seen > 0, seen, 1.0)
    table = np.where(seen > 0, (known * own + BAND_PRIOR * prior) / (known + BAND_PRIOR), prior)
    return pooled, np.maximum(table, LEAST_DISPERSION).reshape(BANDS, len(DayKind))


def _weighted_quantiles(values: Floats, weight: Floats) -> Floats:
    """Values at RANKS of their weighted distribution, 0 and 1 at its ends."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    took = np.interp(RANKS, (reached - weight[order] / 2) / reached[-1], values[order])
    took[[0, -1]] = 0.0, 1.0
    return np.asarray(took, np.float64)
