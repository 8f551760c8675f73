"""Months by shape: a smoothed level and a season by calendar month, on logarithms; no growth added."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MONTHS_A_YEAR = 12
LEAST_MONTHS = 24
LEVEL_WEIGHTS = (0.1, 0.2, 0.35, 0.5, 0.7, 0.9)
JUDGED_MONTHS_AHEAD = 6
LEAST_ORIGINS = 8
SHARPNESS = 4
Z_90 = 1.2815515655446004


@dataclass(frozen=True, slots=True)
class MonthShape:
    """Log ``level`` after the last month, and log ``season`` per calendar month (12,), January first."""

    level: float
    season: Floats

    def log_forecast(self, calendar_months: NDArray[np.int64]) -> Floats:
        """Log volume per open day for calendar months 0 … 11."""
        return self.level + self.season[calendar_months]


def fit_shape(logs: Floats, first_calendar_month: int) -> MonthShape:
    """Shape of ≥ 24 consecutive log volumes per open day.

    Trend: centred 2 × 12 mean. Season: Σ(z − trend) ÷ (n + 1) per calendar month, centred. Level: smoothing
    of z − season, its weight chosen by absolute error six months ahead.
    """
    months = (first_calendar_month + np.arange(logs.size)) % MONTHS_A_YEAR
    window = np.concatenate([[0.5], np.ones(MONTHS_A_YEAR - 1), [0.5]]) / MONTHS_A_YEAR
    half = MONTHS_A_YEAR // 2
    apart = logs[half:-half] - np.convolve(logs, window, "valid")
    own = months[half:-half]
    season = np.bincount(own, apart, MONTHS_A_YEAR) / (np.bincount(own, minlength=MONTHS_A_YEAR) + 1)
    season -= season.mean()
    plain = logs - season[months]
    paths = [_smoothed(plain, weight) for weight in LEVEL_WEIGHTS]
    errors = [
        float(np.abs(path[:-JUDGED_MONTHS_AHEAD] - plain[JUDGED_MONTHS_AHEAD:]).sum()) for path in paths
    ]
    return MonthShape(float(paths[int(np.argmin(errors))][-1]), season)


def _smoothed(values: Floats, weight: float) -> Floats:
    path = np.empty_like(values)
    level = values[0]
    for index, value in enumerate(values):
        level += weight * (value - level)
        path[index] = level
    return path


def past_log_errors(logs: Floats, first_calendar_month: int, months: int) -> tuple[Floats, Floats]:
    """Errors (origins, months) of forecasts from every past month with 24 before it, NaN beyond the end.

    The first table is of the shape, the second of repeating the last year.
    """
    origins = range(LEAST_MONTHS, logs.size)
    shape = np.full((len(origins), months), np.nan)
    repeat = shape.copy()
    for row, origin in enumerate(origins):
        ahead = min(months, logs.size - origin)
        calendar = (first_calendar_month + origin + np.arange(ahead)) % MONTHS_A_YEAR
        actual = logs[origin : origin + ahead]
        shape[row, :ahead] = actual - fit_shape(logs[:origin], first_calendar_month).log_forecast(calendar)
        last_year = np.tile(logs[origin - MONTHS_A_YEAR : origin], months // MONTHS_A_YEAR + 1)[:ahead]
        repeat[row, :ahead] = actual - last_year
    return shape, repeat


def shape_share(shape: Floats, repeat: Floats) -> float:
    """How much of the forecast is shape, the rest the last year again: by (least error ÷ own error)⁴.

    From tables of past log errors (origins, months); half without any.
    """
    seen = np.isfinite(shape)
    own, other = (float(np.abs(errors[seen]).sum()) for errors in (shape, repeat))
    if own <= 0 or other <= 0:
        return 0.5 if own == other else float(own < other)
    return other**SHARPNESS / (own**SHARPNESS + other**SHARPNESS)


def spread_by_lead(errors: Floats, months: int) -> Floats:
    """Standard deviation of the log error 1 … ``months`` ahead, never falling.

    Root mean square of past errors where at least 8 origins saw that lead, else such that P10–P90 is
    ± (10 % + 1 % a month ahead).
    """
    leads = np.arange(1, months + 1)
    stated = (0.10 + 0.01 * leads) / Z_90
    seen = np.isfinite(errors).sum(axis=0) if errors.size else np.zeros(months)
    squares = np.nansum(errors**2, axis=0) if errors.size else np.zeros(months)
    measured = np.sqrt(squares / np.maximum(seen, 1))
    return np.asarray(np.maximum.accumulate(np.where(seen >= LEAST_ORIGINS, measured, stated)), np.float64)
