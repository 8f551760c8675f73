"""Forecast monthly volume 12 to 18 months ahead, per open day, with bands from past errors by lead month."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field
from scipy.stats import norm

from forecasting.calendar import DayNames
from forecasting.cleaning import Cleaned
from forecasting.documents import MINUTES_A_DAY, Document
from forecasting.errors import BadFieldError, ShortHistoryError
from forecasting.findings import report_findings
from forecasting.forecast import Count, Finding, Level
from forecasting.handle_time import learn_handle_time
from forecasting.month_shape import (
    LEAST_MONTHS,
    MONTHS_A_YEAR,
    fit_shape,
    past_log_errors,
    shape_share,
    spread_by_lead,
)
from forecasting.months import Months, month_edges, month_of, monthly_levels, weighted_open_days
from forecasting.quantiles import silent_quantiles
from forecasting.request import LEVELS, QueueHistory, require_levels
from forecasting.series import Series
from forecasting.volume import LEAST_DAYS, usable_days
from forecasting.wall_clock import WallClock, day_date, day_number

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LONGEST_MONTHS = 24
DAYS_OF_A_SEASON = 730
# Half a contact a month keeps the logarithm of an empty month finite.
HALF_A_CONTACT = 0.5 / 30
FEW_MONTHS, FEW_MONTHS_WIDENING = 2, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyRequest(QueueHistory):
    """One queue to forecast for ``months`` months from ``first_month``; later history is not used.

    ``known_until``: the first day not known, where that is not ``first_month``.
    """

    first_month: date
    months: int = 12
    levels: tuple[float, ...] = LEVELS
    known_until: date | None = None

    def __post_init__(self) -> None:
        QueueHistory.__post_init__(self)
        if self.first_month.day != 1:
            raise BadFieldError(
                field="first_month", expected="the first day of a month", got=self.first_month
            )
        if not 1 <= self.months <= LONGEST_MONTHS:
            raise BadFieldError(field="months", expected=f"1 to {LONGEST_MONTHS}", got=self.months)
        require_levels(self.levels)


class MonthForecast(Document):
    """One month: days open, expected contacts, their quantiles, and mean seconds per contact if known."""

    month: date
    open_days: Annotated[int, Field(ge=0)]
    volume: Count
    quantiles: dict[Level, Count]
    handle_seconds: Count | None


class MonthlyBacktest(Document):
    """Errors of past forecasts, all leads together; ``repeat_year``: the same for repeating the last year."""

    origins: int
    wape: float
    repeat_year: float


class MonthlyForecast(Document):
    """Months ahead of one queue, with how they arose and how such forecasts did in the past."""

    queue: str
    months: tuple[MonthForecast, ...]
    method: str
    formula: str
    band_formula: str
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]
    backtest: MonthlyBacktest | None


def forecast_monthly(request: MonthlyRequest) -> MonthlyForecast:
    """Monthly volume = contacts per average open day × open days of the target month by weekday weight.

    Raises ShortHistoryError below 14 usable days. Growth is never assumed: it is a scenario of the planner.
    """
    series, cleaned, history = learn_months(request)
    usable = usable_days(series)
    target = int(month_of(np.array([day_number(request.first_month)]))[0])
    months = np.arange(target, target + request.months)
    level = _level(history, months)
    weighted, open_days = weighted_open_days(request, history.weights, months)
    volume = level.per_day * weighted
    warnings = list(level.warnings)
    if series.counts.any():
        table = [volume * np.exp(norm.ppf(q) * level.spread) for q in request.levels]
    else:
        warnings.append(
            "no contact in the whole history: zero is forecast, bands show what it cannot exclude"
        )
        volume = np.zeros(request.months)
        table = list(silent_quantiles(open_days.astype(np.float64), usable, request.levels))
    handle_time = learn_handle_time(series)
    if handle_time is None:
        warnings.append("no handle time in the history: volume only")
    clock = WallClock.over(
        request.zone, series.first_day * MINUTES_A_DAY, (series.first_day + series.days) * MINUTES_A_DAY
    )
    return MonthlyForecast(
        queue=request.queue,
        months=tuple(
            MonthForecast(
                month=day_date(int(first)),
                open_days=int(open_days[row]),
                volume=float(volume[row]),
                quantiles={q: float(values[row]) for q, values in zip(request.levels, table, strict=True)},
                handle_seconds=None if handle_time is None else handle_time.level,
            )
            for row, first in enumerate(month_edges(months))
        ),
        method=level.method,
        formula=f"{level.formula} × weekday-weighted open days × planned events",
        band_formula=level.band_formula,
        findings=report_findings(series, cleaned.found, clock),
        warnings=tuple(warnings),
        backtest=level.backtest,
    )


def learn_months(request: MonthlyRequest) -> tuple[Series, Cleaned, Months]:
    """The history as it was known, cleaned, and by the month. Raises ShortHistoryError."""
    series = request.series().until(day_number(request.known_until or request.first_month))
    usable = usable_days(series)
    if usable < LEAST_DAYS:
        raise ShortHistoryError(queue=request.queue, found=usable, needed=LEAST_DAYS)
    names = DayNames.of(request.holidays)
    # With a season to be seen, a month that differs is season; a step undone here would be read as one.
    breaks = request.cleaning.level_breaks and series.days < DAYS_OF_A_SEASON
    cleaned = replace(request.cleaning, level_breaks=breaks).of(series, names)
    ordinary = np.array([not name for name in names.over(series.first_day, series.days)], np.bool_)
    return series, cleaned, monthly_levels(request, cleaned.series, ordinary)


@dataclass(frozen=True, slots=True)
class _Level:
    """Contacts per average open day and standard deviation of their logarithm, one per target month."""

    per_day: Floats
    spread: Floats
    method: str
    formula: str
    band_formula: str
    warnings: tuple[str, ...] = ()
    backtest: MonthlyBacktest | None = None


def _level(history: Months, months: Ints) -> _Level:
    known = np.flatnonzero(np.isfinite(history.per_day))
    last = history.first + int(known[-1]) if known.size else history.first
    leads = np.maximum(months - last, 1)
    reach = int(leads[-1])
    if known.size < FEW_MONTHS:
        return _Level(
            np.full(months.size, history.overall),
            FEW_MONTHS_WIDENING * spread_by_lead(np.zeros((0, reach)), reach)[leads - 1],
            "last_level",
            "mean of all days seen",
            f"± (10 % + 1 % a month ahead) for P10–P90, times {FEW_MONTHS_WIDENING:.0f}",
            (f"only {known.size} months can be used: the present level is carried on with wide bands",),
        )
    if known.size < LEAST_MONTHS:
        recent = history.per_day[known][-MONTHS_A_YEAR:]
        return _Level(
            np.full(months.size, float(recent.mean())),
            spread_by_lead(np.zeros((0, reach)), reach)[leads - 1],
            "mean_of_year",
            f"mean per open day of the latest {recent.size} months",
            "± (10 % + 1 % a month ahead) for P10–P90",
            (f"only {known.size} months can be used: no season by month ({LEAST_MONTHS} are needed)",),
        )
    first = int(known[0])
    own = history.per_day[first : known[-1] + 1]
    logs = np.log(np.interp(np.arange(own.size), known - first, own[known - first]) + HALF_A_CONTACT)
    calendar = (history.first + first) % MONTHS_A_YEAR
    errors, repeated = past_log_errors(logs, calendar, reach)
    share = shape_share(errors, repeated)
    shaped = fit_shape(logs, calendar).log_forecast(months % MONTHS_A_YEAR)
    last_year = np.arange(logs.size - MONTHS_A_YEAR, logs.size)
    by_month = np.empty(MONTHS_A_YEAR)
    by_month[(calendar + last_year) % MONTHS_A_YEAR] = logs[last_year]
    mixed = share * shaped + (1 - share) * by_month[months % MONTHS_A_YEAR]
    errors = share * errors + (1 - share) * repeated
    return _Level(
        np.maximum(np.exp(mixed) - HALF_A_CONTACT, 0.0),
        spread_by_lead(errors, reach)[leads - 1],
        "shape",
        f"exp({share:.2f} × (smoothed level + season of the calendar month) + {1 - share:.2f} × last year)",
        "volume × exp(z × s), s the root mean square of past log errors that many months ahead",
        backtest=_backtest(logs, errors, repeated),
    )


def _backtest(logs: Floats, errors: Floats, repeated: Floats) -> MonthlyBacktest | None:
    """Errors in contacts per open day, over every past origin and lead."""
    if not np.isfinite(errors).any():
        return None
    origins = np.arange(errors.shape[0])[:, None] + logs.size - errors.shape[0]
    index = np.minimum(origins + np.arange(errors.shape[1])[None, :], logs.size - 1)
    seen = np.isfinite(errors)
    actual = np.exp(logs[index])[seen]

    def share(logged: Floats) -> float:
        return float(np.abs(actual - actual * np.exp(-logged[seen])).sum() / actual.sum())

    return MonthlyBacktest(origins=errors.shape[0], wape=share(errors), repeat_year=share(repeated))
