"""Forecast the volume and handle time of one queue: history, calendar and opening hours in, document out."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from forecasting.backtest import backtest
from forecasting.calendar import DayNames, is_neighbour
from forecasting.dispersion import Dispersion, day_kinds
from forecasting.documents import MINUTES_A_DAY
from forecasting.errors import BadFieldError, ShortHistoryError
from forecasting.findings import report_findings
from forecasting.forecast import DayForecast, Forecast
from forecasting.forecaster import Forecaster, UnusableFitError, checked
from forecasting.handle_time import HandleTime, learn_handle_time
from forecasting.horizon import Horizon
from forecasting.quantiles import count_quantiles, silent_quantiles
from forecasting.request import LONGEST_HORIZON, ForecastRequest
from forecasting.rolling import (
    FALLBACK,
    INNER_ORIGINS,
    OriginRun,
    evidence,
    ordinary_methods,
    origin_days,
    run_origin,
)
from forecasting.selection import Mixture, Selection, measured_dispersion, select_method
from forecasting.series import Series
from forecasting.similar import Similar
from forecasting.wall_clock import WallClock, day_date, day_number, moment_of

Floats = NDArray[np.float64]
LEAST_DAYS = 14
DAYS_FOR_MODELS = 56
SHORT_HISTORY_WIDENING = 1.5
BACKTEST_DAYS, LONGEST_BACKTEST_DAYS = 28, 91
LONGEST_GAP = 28
LEAST_SHARE_OF_DAY = 0.3


def forecast_volume(request: ForecastRequest) -> Forecast:
    """Forecast one queue; raises ShortHistoryError, CoarseHistoryError, OffGridHistoryError, BadFieldError.

    Too little for a model, silence, gaps and failed fits give a forecast with wide bands and a warning.
    """
    first_day = day_number(request.first_date)
    names = DayNames.of(request.holidays)
    whole = request.series()
    _require_in_reach(request, whole, first_day)
    series = whole.until(first_day)
    usable = usable_days(series)
    if usable < LEAST_DAYS:
        raise ShortHistoryError(queue=request.queue, found=usable, needed=LEAST_DAYS)
    warnings: list[str] = []
    if whole.days > series.days:
        warnings.append(f"history from {request.first_date} on was not used")
    cleaned = request.cleaning.of(series, names)
    methods = _methods(request, names)
    runs = _runs(request, series, names, usable, warnings, methods)
    seen = evidence(runs, cleaned, names)
    selection = select_method(seen)
    if usable < DAYS_FOR_MODELS:
        selection = Selection.only(FALLBACK, f"{usable} days of history, a model needs {DAYS_FOR_MODELS}")
        warnings.append(
            f"only {usable} days of history: means of the weeks seen, bands widened by half; "
            f"{DAYS_FOR_MODELS} days are needed for a model"
        )
    elif not seen:
        needed = DAYS_FOR_MODELS + BACKTEST_DAYS
        warnings.append(f"bands are assumed, not measured: a backtest needs {needed} days of history")
    ahead = Horizon.of(request, first_day, names)
    selection, mixture = _forecast_by(selection, cleaned.series, names, ahead, warnings, methods)
    mean = mixture.mean * ahead.factors if series.counts.any() else np.zeros_like(mixture.mean)
    mixture = replace(mixture, mean=mean)
    bands = measured_dispersion(seen, selection.weights)
    if usable < DAYS_FOR_MODELS:
        bands = replace(bands, widening=SHORT_HISTORY_WIDENING)
    bands = _after_gap(bands, series, first_day, warnings)
    handle_time = learn_handle_time(series)
    if handle_time is None:
        warnings.append("no handle time in the history: volume only")
    silent_days = 0 if series.counts.any() else usable
    if silent_days:
        warnings.append(
            "no contact in the whole history: zero is forecast, bands show what it cannot exclude"
        )
    table, of_days = _quantiles(request, ahead, mixture, bands, silent_days)
    seconds = None if handle_time is None else ahead.per_piece(handle_time.seconds(ahead.days.day_numbers))
    clock = WallClock.over(
        request.zone, series.first_day * MINUTES_A_DAY, (series.first_day + series.days) * MINUTES_A_DAY
    )
    return Forecast(
        queue=request.queue,
        zone=request.zone,
        interval_minutes=request.interval_minutes,
        first_date=request.first_date,
        days=request.days,
        starts=tuple(moment_of(start) for start in ahead.pieces.starts.tolist()),
        open=tuple(ahead.open.tolist()),
        volume=tuple(ahead.spread(mean).tolist()),
        quantiles={q: tuple(row.tolist()) for q, row in zip(request.levels, table, strict=True)},
        handle_seconds=None if seconds is None else tuple(seconds.tolist()),
        daily=_days(request, ahead, mean.sum(axis=1), of_days),
        method=selection.method,
        method_reason=selection.reason,
        weights=selection.weights,
        dispersion=bands.pooled + _weighted(mixture.doubt, mean),
        day_dispersion=bands.day + _weighted(mixture.day_doubt, mean.sum(axis=1)),
        findings=report_findings(series, cleaned.found, clock),
        warnings=tuple(warnings),
        backtest=backtest(series, runs, request.backtest_origins, names),
        formulas=_formulas(selection, bands, handle_time, silent_days, methods),
    )


def _methods(request: ForecastRequest, names: DayNames) -> dict[str, Forecaster]:
    """Every ordinary method, members leaning on similar queues where there are any."""
    together = request.similar_series()
    if together is None:
        return ordinary_methods()
    return Similar(together, names, replace(request.cleaning, decisions=())).wrap(ordinary_methods())


def _require_in_reach(request: ForecastRequest, whole: Series, first_day: int) -> None:
    """Raises BadFieldError for days before the history, or so long after it that it says nothing of them."""
    if not whole.days:
        return
    if first_day < whole.first_day:
        expected = f"a day after the history begins, on {day_date(whole.first_day)}"
        raise BadFieldError(field="first_date", expected=expected, got=request.first_date)
    last = whole.first_day + whole.days - 1
    if first_day + request.days > last + 1 + LONGEST_HORIZON:
        expected = f"days at most {LONGEST_HORIZON} after the history, which ends on {day_date(last)}"
        raise BadFieldError(field="first_date", expected=expected, got=request.first_date)


def usable_days(series: Series) -> int:
    """Days with more than 0.3 of their open hours observed, and closed days; 0 if nothing was observed."""
    configured = series.configured.sum(axis=1)
    observed = series.exposure.sum(axis=1)
    seen = (configured > 0) & (observed > LEAST_SHARE_OF_DAY * configured)
    return int((seen | (configured == 0)).sum()) if seen.any() else 0


def _runs(
    request: ForecastRequest,
    series: Series,
    names: DayNames,
    usable: int,
    warnings: list[str],
    methods: dict[str, Forecaster],
) -> list[OriginRun]:
    """Forecasts from the past for the report and, before its oldest origin, for the bands of that one."""
    if usable < DAYS_FOR_MODELS:
        return []
    horizon = BACKTEST_DAYS
    long = min(request.days, LONGEST_BACKTEST_DAYS)
    if long > BACKTEST_DAYS and series.days >= 2 * long + DAYS_FOR_MODELS:
        horizon = long
    if request.days > horizon:
        warnings.append(f"days {horizon + 1} and later carry bands measured {horizon} days ahead")
    origins = origin_days(series, horizon, request.backtest_origins + INNER_ORIGINS)
    runs = [run_origin(series, day, horizon, names, request.cleaning, methods) for day in origins]
    return [run for run in runs if run is not None]


def _forecast_by(
    selection: Selection,
    series: Series,
    names: DayNames,
    ahead: Horizon,
    warnings: list[str],
    methods: dict[str, Forecaster],
) -> tuple[Selection, Mixture]:
    """The mixture's weights and forecast, of the members that could be fitted."""
    means: dict[str, Floats] = {}
    for name in selection.weights:
        try:
            means[name] = checked(methods[name].fit(series, names).predict(ahead.days), ahead.days)
        except UnusableFitError as reason:
            warnings.append(f"{name} could not be fitted and is left out: {reason}")
    total = sum(selection.weights[name] for name in means)
    if not means or total <= 0:
        warnings.append(f"{FALLBACK} answered instead")
        selection = Selection.only(FALLBACK, "no member of the ensemble could be fitted")
        fallback = methods[FALLBACK].fit(series, names).predict(ahead.days)
        return selection, Mixture.of({FALLBACK: checked(fallback, ahead.days)}, selection.weights)
    weights = {name: selection.weights[name] / total for name in means}
    return replace(selection, weights=weights), Mixture.of(means, weights)


def _after_gap(bands: Dispersion, series: Series, first_day: int, warnings: list[str]) -> Dispersion:
    """Twice the dispersion when the last four weeks and more before the forecast were not seen."""
    last_seen = series.first_day + int(np.flatnonzero(series.observed.any(axis=1))[-1])
    gap = first_day - 1 - last_seen
    if gap <= LONGEST_GAP:
        return bands
    warnings.append(f"no data for {gap} days before {day_date(first_day)}: bands are doubled in dispersion")
    return bands.times(2)


def _quantiles(
    request: ForecastRequest, ahead: Horizon, mixture: Mixture, bands: Dispersion, silent_days: int
) -> tuple[Floats, Floats]:
    """Quantiles per piece and per day, (levels, …); ``silent_days``: days seen if all were empty."""
    if silent_days:
        open_days = np.where(ahead.days.exposure.any(axis=1), 1.0, 0.0)
        return (
            silent_quantiles(ahead.open, silent_days, request.levels),
            silent_quantiles(open_days, silent_days, request.levels),
        )
    kinds = day_kinds(ahead.days.day_numbers, ahead.days.names)
    of_pieces = kinds[ahead.pieces.days - ahead.days.first_day]
    mean, doubt = mixture.mean, ahead.per_piece(mixture.doubt)
    of_days = bands.day_variance(mean, kinds[:, None], mixture.day_doubt)
    return (
        bands.quantiles(ahead.spread(mean), of_pieces, request.levels, doubt),
        count_quantiles(mean.sum(axis=1), of_days, request.levels),
    )


def _weighted(doubt: Floats, mean: Floats) -> float:
    """One φ for all: Σ doubt μ² ÷ Σ μ²."""
    squares = float((mean**2).sum())
    return float((doubt * mean**2).sum()) / squares if squares > 0 else 0.0


def _days(
    request: ForecastRequest, ahead: Horizon, totals: Floats, quantiles: Floats
) -> tuple[DayForecast, ...]:
    return tuple(
        DayForecast(
            date=day_date(ahead.days.first_day + row),
            holiday=name if name and not is_neighbour(name) else None,
            mean=float(totals[row]),
            quantiles=dict(zip(request.levels, quantiles[:, row].tolist(), strict=True)),
        )
        for row, name in enumerate(ahead.days.names)
    )


def _formulas(
    selection: Selection,
    bands: Dispersion,
    handle_time: HandleTime | None,
    silent_days: int,
    methods: dict[str, Forecaster],
) -> dict[str, str]:
    wider = f"{bands.widening}² × " if bands.widening != 1 else ""
    intervals = (
        f"negative binomial (gamma above 50): mean μ, variance {wider}(μ + φμ²), φ = {bands.pooled:.4f}, "
        f"{bands.table.min():.4f} to {bands.table.max():.4f} by size of μ and kind of day, plus three times "
        "the members' variance ÷ μ², at the ranks that past outcomes took"
    )
    days = (
        f"as quantiles, variance {wider}(Σμ + φ_day(Σμ)² + Σ(φ − φ_day)μ²), φ_day = {bands.day:.4f} plus "
        "three times the members' variance of the day ÷ (Σμ)²"
    )
    silence = f"−ln(1 − level) ÷ {silent_days} days seen without a contact"
    members = " + ".join(
        f"{weight:.2f} × [{methods[name].formula}]" for name, weight in selection.weights.items()
    )
    return {
        "volume": f"{members} × open share × planned events",
        "quantiles": silence if silent_days else intervals,
        "daily": silence if silent_days else days,
        "handle_seconds": handle_time.formula if handle_time else "no handle time in the history",
    }
