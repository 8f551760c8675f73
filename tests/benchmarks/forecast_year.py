"""Twelve months ahead on the long series, against Holt-Winters, AutoETS and repeating the year."""

import warnings
from collections.abc import Callable
from dataclasses import fields

import numpy as np

from forecasting.monthly import MonthlyRequest, forecast_monthly
from forecasting.months import month_edges, month_of
from forecasting.request import QueueHistory
from forecasting.wall_clock import day_date

MONTHS = 12
LEAST_HISTORY = 30


def _months(queue: QueueHistory) -> tuple[int, np.ndarray]:
    """Whole months from the first on: contacts of each, days not seen taken as the month's mean."""
    series = queue.series()
    month = month_of(series.day_numbers)
    first = int(month[0]) + int(series.first_day != month_edges(month[:1])[0])
    totals = []
    for one in range(first, int(month[-1])):
        days = series.counts[month == one].sum(axis=1)
        seen = series.observed[month == one].any(axis=1)
        totals.append(days[seen].mean() * days.size)
    return first, np.array(totals)


def year_rows(queues: dict, say: Callable[[str], None]) -> list[dict]:
    """WAPE of months, every month an origin."""
    rows = []
    for (name, _), queue in queues.items():
        if name not in ("fire911", "emergency"):
            continue
        first, totals = _months(queue)
        errors: dict[str, list[float]] = {}
        actual = 0.0
        origins = range(LEAST_HISTORY, totals.size - MONTHS + 1)
        for origin in origins:
            truth = totals[origin : origin + MONTHS]
            actual += float(truth.sum())
            for method, path in _paths(queue, first + origin, totals[:origin]).items():
                errors.setdefault(method, []).append(float(np.abs(path - truth).sum()))
        shares = {method: sum(found) / actual for method, found in errors.items()}
        say(f"\n{name}, 12 months ahead, {len(origins)} origins, WAPE of months: " + ", ".join(
            f"{method} {share:.4f}" for method, share in shares.items()))  # fmt: skip
        best = min(share for method, share in shares.items() if method != "ours")
        ratio = round(shares["ours"] / best, 3)
        rows.append(
            {"case": f"12 months, {name}", "figure": "WAPE ÷ best peer", "value": ratio,
             "unit": "", "goal": "≤ 1.00", "holds": shares["ours"] <= best}
        )  # fmt: skip
    return rows


def _paths(queue: QueueHistory, month: int, past: np.ndarray) -> dict[str, np.ndarray]:
    from statsforecast.models import AutoETS
    from statsmodels.tsa.holtwinters import ExponentialSmoothing

    first = int(month_edges(np.array([month]))[0])
    known = {field.name: getattr(queue, field.name) for field in fields(QueueHistory)}
    months = forecast_monthly(MonthlyRequest(**known, first_month=day_date(first), months=MONTHS)).months
    lengths = np.diff(month_edges(np.arange(month - past.size, month + MONTHS + 1)))
    per_day = past / lengths[: past.size]
    coming = lengths[past.size :]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        smoothed = ExponentialSmoothing(per_day, trend=None, seasonal="add", seasonal_periods=MONTHS).fit()
        chosen = AutoETS(season_length=MONTHS).forecast(y=per_day, h=MONTHS)["mean"]
    return {
        "ours": np.array([one.volume for one in months]),
        "holt_winters": smoothed.forecast(MONTHS) * coming,
        "auto_ets": chosen * coming,
        "seasonal_naive": per_day[-MONTHS:] * coming,
    }
