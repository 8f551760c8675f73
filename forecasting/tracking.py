"""A published forecast against what came: errors, tracking signal, and when to forecast anew."""

from datetime import date, datetime
from typing import Annotated

import numpy as np
from pydantic import Field

from forecasting.adjustments import day_index
from forecasting.documents import Document
from forecasting.errors import BadFieldError
from forecasting.forecast import Count, DayForecast, Forecast
from forecasting.history import LARGEST_COUNT
from forecasting.losses import bias, coverage, wape, weighted_quantile_loss

# The usual limit of a tracking signal. A sum of honest misses wanders beyond it, too: it must also be too far
# for the forecast's own bands.
ALARM, FEWEST_DAYS, TOO_FAR = 4.0, 10, 3.0
Z_90 = 1.2815515655446004
LOW, HIGH = 0.1, 0.9
# With so many days a share below this in the 80 % band is no chance.
LEAST_INSIDE = 0.6


class TrackedDay(Document):
    """One local day: contacts expected and seen over the intervals seen, and the signal up to this day."""

    date: date
    expected: Count
    seen: Count
    signal: float


class ForecastTracking(Document):
    """``signal``: Σ(seen − expected) ÷ mean absolute daily error, after the last whole day.

    ``drift``: after at least ten days, whether it lies beyond ± 4 and the sum of misses beyond 3 standard
    deviations by the daily bands, or fewer than 60 % of intervals lay inside P10–P90; ``reason`` says which.
    Scored are open intervals with a count; others do not count as zero.
    """

    queue: str
    intervals: Annotated[int, Field(ge=0)]
    wape: float | None
    daily_wape: float | None
    bias: float | None
    wql: float | None
    coverage: float | None
    signal: float | None
    drift: bool
    reason: str
    days: tuple[TrackedDay, ...]


def track_forecast(forecast: Forecast, actual: dict[datetime, float]) -> ForecastTracking:
    """``actual``: contacts by start (aware) of whatever intervals have passed; others are left alone.

    Raises BadFieldError for counts that cannot be.
    """
    for start, count in actual.items():
        if not 0 <= count <= LARGEST_COUNT:
            expected = f"contacts from 0 to {LARGEST_COUNT:.0e}"
            raise BadFieldError(field=f"actual[{start.isoformat()}]", expected=expected, got=count)
    rows = np.array(
        [
            row
            for row, (start, share) in enumerate(zip(forecast.starts, forecast.open, strict=True))
            if share > 0 and start in actual
        ],
        np.int64,
    )
    seen = np.array([actual[forecast.starts[row]] for row in rows], np.float64)
    mean = np.array(forecast.volume)[rows]
    levels = tuple(forecast.quantiles)
    table = np.array([forecast.quantiles[level] for level in levels])[:, rows]
    inside = None
    if LOW in levels and HIGH in levels:
        inside = coverage(seen, table[levels.index(LOW)], table[levels.index(HIGH)])
    of_days = day_index(forecast)[rows]
    numbers = np.unique(of_days)
    by_day = [
        np.asarray(np.bincount(of_days, values, forecast.days)[numbers], np.float64)
        for values in (mean, seen)
    ]
    missed = np.cumsum(by_day[1] - by_day[0])
    deviation = np.cumsum(np.abs(by_day[1] - by_day[0])) / np.arange(1, numbers.size + 1)
    signals = np.divide(missed, deviation, np.zeros(numbers.size), where=deviation > 0)
    signal = float(signals[-1]) if numbers.size else None
    wide = [_daily_deviation(forecast.daily[int(day)]) for day in numbers]
    far = float(abs(missed[-1])) > TOO_FAR * float(np.sqrt(np.square(wide).sum())) if numbers.size else False
    reason = _reason(numbers.size, signal if far and signal is not None else 0.0, inside)
    return ForecastTracking(
        queue=forecast.queue,
        intervals=int(rows.size),
        wape=wape(seen, mean),
        daily_wape=wape(by_day[1], by_day[0]),
        bias=bias(seen, mean),
        wql=weighted_quantile_loss(seen, table, levels),
        coverage=inside,
        signal=signal,
        drift=bool(reason),
        reason=reason or "within what the forecast let expect",
        days=tuple(
            TrackedDay(
                date=forecast.daily[int(day)].date,
                expected=float(by_day[0][row]),
                seen=float(by_day[1][row]),
                signal=float(signals[row]),
            )
            for row, day in enumerate(numbers)
        ),
    )


def _daily_deviation(day: DayForecast) -> float:
    """Standard deviation of a day's contacts as its P10 and P90 tell; Poisson's where those are not there."""
    if LOW in day.quantiles and HIGH in day.quantiles:
        return max((day.quantiles[HIGH] - day.quantiles[LOW]) / (2 * Z_90), float(np.sqrt(day.mean)))
    return float(np.sqrt(day.mean))


def _reason(days: int, signal: float, inside: float | None) -> str:
    if days < FEWEST_DAYS:
        return ""
    if abs(signal) > ALARM:
        side = "more" if signal > 0 else "less"
        return f"for {days} days {side} came than forecast: tracking signal {signal:.1f}, limit ± {ALARM:.0f}"
    if inside is not None and inside < LEAST_INSIDE:
        return f"only {inside:.0%} of intervals lay between P10 and P90, where 80 % should"
    return ""
