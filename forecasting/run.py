"""One run of one queue: intervals for weeks, days and months for the rest, all adding up."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from forecasting.documents import Document
from forecasting.errors import BadFieldError
from forecasting.forecast import Count, Forecast, Level
from forecasting.monthly import LONGEST_MONTHS, MonthlyRequest, forecast_monthly, learn_months
from forecasting.months import day_weights, month_edges, month_of
from forecasting.request import ForecastRequest, QueueHistory
from forecasting.volume import forecast_volume
from forecasting.wall_clock import day_date, day_number

Floats = NDArray[np.float64]


class RunDay(Document):
    """One local day; ``by_interval``: the sum of its intervals, else its share of its month."""

    date: date
    volume: Count
    by_interval: bool


class RunMonth(Document):
    """One month from the first day forecast on: the sum of its ``days``; quantiles are of that sum."""

    month: date
    days: Annotated[int, Field(ge=1)]
    volume: Count
    quantiles: dict[Level, Count]
    handle_seconds: Count | None


class ForecastRun(Document):
    """What one history says about the coming weeks and months: months are sums of days, days of intervals."""

    queue: str
    forecast: Forecast
    days: tuple[RunDay, ...]
    months: tuple[RunMonth, ...]
    method: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest(ForecastRequest):
    """As a forecast of intervals, and ``months`` calendar months, the one of ``first_date`` included."""

    months: int = 18

    def __post_init__(self) -> None:
        ForecastRequest.__post_init__(self)
        if not 1 <= self.months <= LONGEST_MONTHS:
            raise BadFieldError(field="months", expected=f"1 to {LONGEST_MONTHS}", got=self.months)


def forecast_run(request: RunRequest) -> ForecastRun:
    """Intervals for ``days`` days; beyond them a month's volume spread over its days by weekday and opening.

    Where intervals cover part of a month, its volume is theirs plus the rest days' shares, and its quantiles
    keep their ratio to the mean. Raises what forecast_volume and forecast_monthly raise.
    """
    forecast = forecast_volume(request)
    known = {field.name: getattr(request, field.name) for field in fields(QueueHistory)}
    asked = MonthlyRequest(
        **known,
        first_month=request.first_date.replace(day=1),
        months=request.months,
        levels=request.levels,
        known_until=request.first_date,
    )
    monthly = forecast_monthly(asked)
    first = day_number(request.first_date)
    month_numbers = month_of(np.array([first])) + np.arange(request.months + 1)
    edges = month_edges(month_numbers)
    weights = day_weights(
        asked, learn_months(asked)[2].weights, int(edges[0]), int(edges[-1] - edges[0]), events=True
    )
    month = np.repeat(np.arange(request.months), np.diff(edges))
    whole = np.bincount(month, weights)
    means = np.array([one.volume for one in monthly.months])
    daily = weights * np.divide(means, whole, np.zeros_like(means), where=whole > 0)[month]
    daily, month = daily[first - edges[0] :], month[first - edges[0] :]
    covered = min(forecast.days, daily.size)
    daily[:covered] = [day.mean for day in forecast.daily[:covered]]
    totals = np.bincount(month, daily, request.months)
    lengths = np.bincount(month, minlength=request.months)
    warnings = [note for note in monthly.warnings if note not in forecast.warnings]
    if covered < forecast.days:
        warnings.append(f"{forecast.days - covered} days of the intervals lie beyond the last month")
    return ForecastRun(
        queue=request.queue,
        forecast=forecast,
        days=tuple(
            RunDay(date=day_date(first + row), volume=float(volume), by_interval=row < covered)
            for row, volume in enumerate(daily.tolist())
        ),
        months=tuple(
            RunMonth(
                month=one.month,
                days=int(lengths[row]),
                volume=float(totals[row]),
                quantiles=_moved(one.quantiles, one.volume, float(totals[row])),
                handle_seconds=one.handle_seconds,
            )
            for row, one in enumerate(monthly.months)
        ),
        method=monthly.method,
        warnings=tuple(warnings),
    )


def _moved(quantiles: dict[float, float], before: float, after: float) -> dict[float, float]:
    if before <= 0:
        return {level: value + after for level, value in quantiles.items()}
    return {level: value * after / before for level, value in quantiles.items()}
