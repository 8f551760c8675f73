"""Which method to trust: the one that would have been least wrong at the latest origins."""

from dataclasses import dataclass

import numpy as np

from forecasting.quantiles import UNKNOWN_DISPERSION, day_dispersion, dispersion
from forecasting.rolling import Evidence

DEFAULT = "holt_winters_daily"
LEAST_ORIGINS = 2
# Few origins are noisy judges: to replace the default, a method must be clearly better.
WINS_BY = 0.95
FADING = 0.7
# Below this mean an interval's best guess by absolute error is zero, so days are compared instead.
LEAST_INTERVAL_MEAN = 0.7


@dataclass(frozen=True, slots=True)
class Selection:
    """The chosen method, why, and every method's error (contacts, latest origins counting most)."""

    method: str
    reason: str
    errors: dict[str, float]


def select_method(seen: list[Evidence]) -> Selection:
    """The method of least Σ 0.7^rank Σ|y − μ| over past origins, latest first.

    The default stays when fewer than two origins can be scored or nothing beats it by 5 %.
    """
    if len(seen) < LEAST_ORIGINS:
        reason = f"the default: {len(seen)} past origins can be scored, {LEAST_ORIGINS} are needed to compare"
        return Selection(DEFAULT, reason, {})
    cells = sum(int(one.seen.sum()) for one in seen)
    by_day = sum(float(one.actual.sum()) for one in seen) < LEAST_INTERVAL_MEAN * cells
    errors = dict.fromkeys(seen[0].means, 0.0)
    for rank, one in enumerate(seen):
        for method, mean in one.means.items():
            missed = one.actual - mean
            errors[method] += FADING**rank * float(np.abs(missed.sum(axis=1) if by_day else missed).sum())
    best = min(errors, key=lambda name: (errors[name], name))
    method = best if errors[best] < WINS_BY * errors[DEFAULT] else DEFAULT
    grain = "day" if by_day else "interval"
    total = sum(FADING**rank * float(one.actual.sum()) for rank, one in enumerate(seen))
    shown = "nothing came"
    if total > 0:
        ranked = sorted(errors, key=lambda name: errors[name])
        shown = ", ".join(f"{name} {errors[name] / total:.3f}" for name in ranked)
    why = "the default, beaten by none by 5 %" if method == DEFAULT else "least wrong by 5 % or more"
    reason = f"{why}: absolute error per {grain} at the {len(seen)} latest past origins (WAPE: {shown})"
    return Selection(method, reason, errors)


def measured_dispersion(seen: list[Evidence], method: str) -> tuple[float, float]:
    """φ and its share φ_day that a day's intervals have in common, from inner origins; 0.05 without any."""
    if not any(one.seen.any() for one in seen):
        return UNKNOWN_DISPERSION, UNKNOWN_DISPERSION
    actual = np.concatenate([one.actual[one.seen] for one in seen])
    mean = np.concatenate([one.means[method][one.seen] for one in seen])
    phi = dispersion(actual, mean)
    tables = [one.actual * one.seen for one in seen], [one.means[method] for one in seen]
    return phi, day_dispersion(*tables, phi)
