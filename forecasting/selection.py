"""How much to trust each method: weights of the ensemble from errors at the latest past origins."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.dispersion import Dispersion, Past, measure_dispersion
from forecasting.forecaster import discover
from forecasting.rolling import Evidence

Floats = NDArray[np.float64]
ENSEMBLE = "ensemble"
LEAST_ORIGINS = 2
FADING = 0.7
# Members differ by a few parts in a hundred: one a tenth worse than the best has half its weight.
SHARPNESS = 8
DISAGREEMENT = 3.0
# Below this mean an interval's best guess by absolute error is zero, so days are compared instead.
LEAST_INTERVAL_MEAN = 0.7


@dataclass(frozen=True, slots=True)
class Selection:
    """The method to answer with, why, and the weight of each member; one member of weight 1 is itself."""

    method: str
    reason: str
    weights: dict[str, float]

    @classmethod
    def only(cls, method: str, reason: str) -> "Selection":
        return cls(method, reason, {method: 1.0})


@dataclass(frozen=True, slots=True)
class Mixture:
    """``mean`` (days, intervals) of weighted members, and how far they disagree about it, as φ.

    ``doubt`` (days, intervals) of single cells, ``day_doubt`` (days,) of day sums.
    """

    mean: Floats
    doubt: Floats
    day_doubt: Floats

    @classmethod
    def of(cls, means: dict[str, Floats], weights: dict[str, float]) -> "Mixture":
        """μ = Σ weight × mean, φ of the disagreement = 3 Σ weight × (mean − μ)² ÷ μ².

        Members err alike, so that the truth strays further from their mean than they do.
        """
        mean = np.asarray(sum(weight * means[name] for name, weight in weights.items()), np.float64)
        apart, days_apart = np.zeros_like(mean), np.zeros(mean.shape[0])
        for name, weight in weights.items():
            apart += weight * (means[name] - mean) ** 2
            days_apart += weight * (means[name] - mean).sum(axis=1) ** 2
        return cls(mean, _over_square(apart, mean), _over_square(days_apart, mean.sum(axis=1)))


def _over_square(apart: Floats, mean: Floats) -> Floats:
    return np.asarray(
        DISAGREEMENT * np.divide(apart, mean**2, np.zeros_like(mean), where=mean > 0), np.float64
    )


def select_method(seen: list[Evidence]) -> Selection:
    """Members weighted by (least error ÷ own error)⁸, error = Σ 0.7^rank Σ|y − μ| over origins, latest first.

    Equal weights when fewer than two origins can be scored.
    """
    members = [name for name, forecaster in discover().items() if forecaster.member]
    equal = dict.fromkeys(members, 1 / len(members))
    if len(seen) < LEAST_ORIGINS:
        reason = (
            f"equal weights: {len(seen)} past origins can be scored, {LEAST_ORIGINS} are needed to compare"
        )
        return Selection(ENSEMBLE, reason, equal)
    cells = sum(int(one.seen.sum()) for one in seen)
    by_day = sum(float(one.actual.sum()) for one in seen) < LEAST_INTERVAL_MEAN * cells
    errors = dict.fromkeys(seen[0].means, 0.0)
    for rank, one in enumerate(seen):
        for method, mean in one.means.items():
            missed = one.actual - mean
            errors[method] += FADING**rank * float(np.abs(missed.sum(axis=1) if by_day else missed).sum())
    least = min(errors[name] for name in members)
    weights = equal
    if least > 0:
        trust = {name: (least / errors[name]) ** SHARPNESS for name in members}
        weights = {name: one / sum(trust.values()) for name, one in trust.items()}
    total = sum(FADING**rank * float(one.actual.sum()) for rank, one in enumerate(seen))
    shown = "nothing came"
    if total > 0:
        ranked = sorted(errors, key=lambda name: errors[name])
        shown = ", ".join(f"{name} {errors[name] / total:.3f}" for name in ranked)
    told = " + ".join(f"{weights[name]:.2f} {name}" for name in sorted(members, key=lambda m: -weights[m]))
    grain = "day" if by_day else "interval"
    reason = f"{told}; by absolute error per {grain} at the {len(seen)} latest past origins (WAPE: {shown})"
    return Selection(ENSEMBLE, reason, weights)


def measured_dispersion(seen: list[Evidence], weights: dict[str, float]) -> Dispersion:
    """How far outcomes strayed from this mixture at the inner origins."""
    past = []
    for one in seen:
        mixture = Mixture.of(one.means, weights)
        past.append(
            Past(
                one.actual,
                mixture.mean,
                one.seen,
                one.kinds,
                one.lifted,
                mixture.doubt,
                mixture.day_doubt,
            )
        )
    return measure_dispersion(past)
