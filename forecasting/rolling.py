"""Forecasts from the past: every method fitted at several origins, each seeing only what lay before it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import DayNames
from forecasting.cleaning import Cleaned, clean
from forecasting.dispersion import day_kinds
from forecasting.forecaster import Days, Forecaster, UnusableFitError, checked, discover
from forecasting.irregularity import Decision
from forecasting.series import Series

Floats = NDArray[np.float64]
FALLBACK = "slot_mean"
LEAST_TRAINING_DAYS = 56
CLOSEST_ORIGINS, FARTHEST_ORIGINS = 14, 42
INNER_ORIGINS = 3


@dataclass(frozen=True, slots=True)
class Cleaning:
    """Which irregularities are taken out before anything is learnt, and what a planner decided about them."""

    outliers: bool = True
    level_breaks: bool = True
    decisions: tuple[Decision, ...] = ()

    def of(self, series: Series, names: DayNames) -> Cleaned:
        return clean(
            series,
            names,
            outliers=self.outliers,
            level_breaks=self.level_breaks,
            decisions=self.decisions,
        )


@dataclass(frozen=True, slots=True)
class OriginRun:
    """Forecasts of ``horizon`` days from local day ``day`` on by every method, (days, intervals) each.

    ``answered_by``: per method its own name, or the fallback's where it failed.
    """

    methods: Mapping[str, Forecaster]

    day: int
    horizon: int
    cleaned: Cleaned
    means: dict[str, Floats]
    answered_by: dict[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one past origin showed: ``actual`` and ``means`` are (days, intervals), both 0 where not seen.

    ``kinds`` (days,): DayKind. ``lifted`` (days,): what both were multiplied by to undo a level break.
    """

    seen: NDArray[np.bool_]
    actual: Floats
    means: dict[str, Floats]
    kinds: NDArray[np.int64]
    lifted: Floats


def origin_days(series: Series, horizon: int, wanted: int) -> list[int]:
    """Up to ``wanted`` origins, oldest first, 14 to 42 days apart.

    Before each lie at least 56 days, after each a whole horizon.
    """
    newest = series.first_day + series.days - horizon
    oldest = series.first_day + LEAST_TRAINING_DAYS
    if wanted <= 0 or newest < oldest:
        return []
    step = int(np.clip((newest - oldest) // max(wanted - 1, 1), CLOSEST_ORIGINS, FARTHEST_ORIGINS))
    return list(range(newest, oldest - 1, -step))[:wanted][::-1]


def ordinary_methods() -> dict[str, Forecaster]:
    """Every method that is not too slow to be run unasked, by name."""
    return {name: forecaster for name, forecaster in discover().items() if not forecaster.on_request}


def run_origin(
    series: Series,
    day: int,
    horizon: int,
    names: DayNames,
    cleaning: Cleaning,
    methods: Mapping[str, Forecaster] | None = None,
) -> OriginRun | None:
    """Every method's forecast as it would have been made on ``day``; None if nothing was open before it."""
    cleaned = cleaning.of(series.until(day), names)
    if not cleaned.series.observed.any():
        return None
    row = day - series.first_day
    days = Days(day, series.exposure[row : row + horizon], names.over(day, horizon))
    methods = ordinary_methods() if methods is None else methods
    means, failed = _predict_all(cleaned.series, names, days, methods)
    return OriginRun(
        methods, day, horizon, cleaned, means, {name: FALLBACK if name in failed else name for name in means}
    )


def _predict_all(
    series: Series, names: DayNames, days: Days, methods: Mapping[str, Forecaster]
) -> tuple[dict[str, Floats], list[str]]:
    """Every method's forecast, and the methods that failed and were answered for by the fallback."""
    means: dict[str, Floats] = {}
    failed: list[str] = []
    for name, forecaster in methods.items():
        try:
            means[name] = checked(forecaster.fit(series, names).predict(days), days)
        except UnusableFitError:
            failed.append(name)
    if failed:
        fallback = checked(discover()[FALLBACK].fit(series, names).predict(days), days)
        means.update(dict.fromkeys(failed, fallback))
    return means, failed


def evidence(runs: list[OriginRun], cleaned: Cleaned, names: DayNames) -> list[Evidence]:
    """What the latest origins before the end of ``cleaned`` showed, latest first, at most three.

    Only forecasts whose days had all passed count. Where a level break has since been undone, they are made
    again from the lifted history: what counts is their shape and noise, not that they missed the break.
    """
    series = cleaned.series
    end = series.first_day + series.days
    found: list[Evidence] = []
    for run in sorted(runs, key=lambda run: run.day, reverse=True):
        if run.day + run.horizon > end or len(found) == INNER_ORIGINS:
            continue
        row = run.day - series.first_day
        window = slice(row, row + run.horizon)
        means = run.means
        if (cleaned.scale != 1).any():
            days = Days(run.day, series.exposure[window], names.over(run.day, run.horizon))
            means, _ = _predict_all(series.until(run.day), names, days, run.methods)
        seen = series.observed[window]
        shown = {name: np.where(seen, mean, 0.0) for name, mean in means.items()}
        kinds = day_kinds(np.arange(run.day, run.day + run.horizon), names.over(run.day, run.horizon))
        found.append(Evidence(seen, series.counts[window], shown, kinds, cleaned.scale[window]))
    return found
