"""The rest of the day, from what the morning brought."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from forecasting.adjustments import day_index
from forecasting.errors import BadFieldError
from forecasting.forecast import Forecast
from forecasting.history import LARGEST_COUNT
from forecasting.quantiles import LEAST_DISPERSION, count_distribution, count_quantiles

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Reforecast:
    """``forecast``: the day's past intervals as they were, coming ones times ``factor``, other days left.

    ``expected``, ``seen``: contacts of the past intervals. ``rank``: where what was seen lies among what the
    forecast let expect, 0 to 1; near either end the forecast itself is in doubt.
    """

    forecast: Forecast
    factor: float
    expected: float
    seen: float
    rank: float


def reforecast_day(forecast: Forecast, actual: dict[datetime, float]) -> Reforecast:
    """Update one local day by the contacts of its intervals so far, by start (aware).

    The day's common factor has mean 1 and variance φ_day. Where μ was expected and y came, it becomes
    (y + b/φ_day) ÷ (μ + b/φ_day), its relative variance 1 ÷ (1/φ_day + y/b); b = 1 + (φ − φ_day) Σμ²/Σμ is
    how much more than a Poisson count the single intervals scatter. Raises BadFieldError for starts not in
    the forecast, of several days, or counts that cannot be.
    """
    rows, counts = _rows(forecast, actual)
    days = day_index(forecast)
    if np.unique(days[rows]).size != 1:
        raise BadFieldError(field="actual", expected="intervals of one local day", got=f"{rows.size} of them")
    volume = np.array(forecast.volume)
    past, seen = volume[rows], float(counts.sum())
    expected = float(past.sum())
    shared = max(forecast.day_dispersion, LEAST_DISPERSION)
    own = max(forecast.dispersion - forecast.day_dispersion, 0.0)
    blur = 1 + own * float((past**2).sum()) / expected if expected > 0 else 1.0
    factor = (seen + blur / shared) / (expected + blur / shared)
    coming = np.flatnonzero((days == days[rows[0]]) & (np.arange(days.size) > rows[-1]))
    volume[rows] = counts
    volume[coming] *= factor
    rank = 0.5
    if expected > 0:
        variance = expected * blur + shared * expected**2
        rank = float(count_distribution(np.array([seen]), np.array([expected]), np.array([variance]))[0])
    updated = _updated(forecast, volume, rows, coming, 1 / (1 / shared + seen / blur), own)
    return Reforecast(updated, float(factor), expected, seen, rank)


def _rows(forecast: Forecast, actual: dict[datetime, float]) -> tuple[Ints, Floats]:
    """Which intervals were seen, in order, and their counts."""
    index = {start: row for row, start in enumerate(forecast.starts)}
    for start, count in actual.items():
        if start not in index:
            raise BadFieldError(field="actual", expected="starts of the forecast's intervals", got=start)
        if not 0 <= count <= LARGEST_COUNT:
            expected = f"contacts from 0 to {LARGEST_COUNT:.0e}"
            raise BadFieldError(field=f"actual[{start.isoformat()}]", expected=expected, got=count)
    if not actual:
        raise BadFieldError(field="actual", expected="at least one interval", got="none")
    pairs = sorted((index[start], count) for start, count in actual.items())
    return np.array([row for row, _ in pairs], np.int64), np.array([count for _, count in pairs], np.float64)


def _updated(
    forecast: Forecast, volume: Floats, rows: Ints, coming: Ints, shared: float, own: float
) -> Forecast:
    levels = tuple(forecast.quantiles)
    table = np.array([forecast.quantiles[level] for level in levels])
    mean = volume[coming]
    table[:, rows] = volume[rows]
    table[:, coming] = count_quantiles(mean, mean + (shared + own) * mean**2, levels)
    day = int(day_index(forecast)[rows[0]])
    rest = float(mean.sum())
    spread = rest + own * float((mean**2).sum()) + shared * rest**2
    known = float(volume[day_index(forecast) == day].sum()) - rest
    of_rest = count_quantiles(np.array([rest]), np.array([spread]), levels)[:, 0]
    daily = list(forecast.daily)
    daily[day] = daily[day].model_copy(
        update={
            "mean": known + rest,
            "quantiles": dict(zip(levels, (known + of_rest).tolist(), strict=True)),
        }
    )
    return forecast.model_copy(
        update={
            "volume": tuple(volume.tolist()),
            "quantiles": {level: tuple(row.tolist()) for level, row in zip(levels, table, strict=True)},
            "daily": tuple(daily),
        }
    )
