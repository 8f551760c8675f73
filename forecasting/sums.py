"""Days added up: the quantiles of their sum, whose days share the level that was forecast."""

from collections.abc import Sequence
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from forecasting.adjustments import day_index
from forecasting.errors import BadFieldError
from forecasting.forecast import Forecast

Floats = NDArray[np.float64]
# What the level of weeks to come is off by where no backtest tells: one part in twenty.
UNKNOWN_LEVEL_ERROR = 0.05
LEAST_ORIGINS = 3


def quantiles_of_days(forecast: Forecast, days: Sequence[int]) -> dict[float, float]:
    """Quantiles of the contacts of some ``days`` (positions in ``daily``) together, by level.

    Variance = Σ_d [μ_d + φ_day μ_d² + (φ − φ_day) Σ_i μ_i²] + λ² (Σ_d μ_d)². λ² is how far the sums of whole
    backtest horizons strayed beyond what independent days would: mean bias² over origins less that share.
    Raises BadFieldError for a day that is not in the forecast.
    """
    chosen = np.array(sorted(set(days)), np.int64)
    if not chosen.size or chosen[0] < 0 or chosen[-1] >= forecast.days:
        raise BadFieldError(
            field="days", expected=f"positions from 0 to {forecast.days - 1}", got=tuple(days)
        )
    totals, own = _by_day(forecast)
    total = float(totals[chosen].sum())
    levels = tuple(forecast.quantiles)
    if total <= 0:
        # Silence: what its days cannot exclude is one rate for all of them.
        return {level: sum(forecast.daily[day].quantiles[level] for day in chosen) for level in levels}
    variance = float(own[chosen].sum()) + _level_error(forecast, totals, own) * total**2
    # Of a gamma by Wilson and Hilferty's cube root: sums are large, and no statistics package need be loaded.
    ninth = variance / total**2 / 9
    roots = {level: 1 - ninth + NormalDist().inv_cdf(level) * ninth**0.5 for level in levels}
    return {level: total * max(root, 0.0) ** 3 for level, root in roots.items()}


def _by_day(forecast: Forecast) -> tuple[Floats, Floats]:
    """Expected contacts and variance of every day, (days,)."""
    volume = np.array(forecast.volume, np.float64)
    rows = day_index(forecast)
    totals = np.asarray(np.bincount(rows, volume, forecast.days), np.float64)
    squares = np.bincount(rows, volume**2, forecast.days)
    alone = max(forecast.dispersion - forecast.day_dispersion, 0.0)
    return totals, totals + forecast.day_dispersion * totals**2 + alone * squares


def _level_error(forecast: Forecast, totals: Floats, own: Floats) -> float:
    """λ², at least 0."""
    report = forecast.backtest
    # What was selected at each origin comes first.
    selected = report.methods[0].by_origin if report else ()
    biases = [each.bias for each in selected if each.bias is not None]
    if report is None or len(biases) < LEAST_ORIGINS:
        return UNKNOWN_LEVEL_ERROR**2
    total = float(totals.sum())
    # As many days as the backtest had, each scattering like those of the forecast.
    by_chance = float(own.sum()) / total**2 * forecast.days / report.horizon_days if total > 0 else 0.0
    return max(float(np.mean(np.square(biases))) - by_chance, 0.0)
