"""How good the forecast would have been: every method at rolling origins, scored on identical cells."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import DayNames
from forecasting.dispersion import Dispersion, day_kinds
from forecasting.forecast import BacktestReport, MethodScore, OriginScore
from forecasting.losses import bias, coverage, mase, noise_floor, wape, weighted_quantile_loss
from forecasting.rolling import Evidence, OriginRun, evidence
from forecasting.selection import Mixture, measured_dispersion, select_method
from forecasting.series import Series
from forecasting.wall_clock import day_date

Floats = NDArray[np.float64]
SELECTED = "selected"
PLAIN = ", plain bands"
BASELINE = "seasonal_naive"
SCORED_LEVELS = (0.1, 0.5, 0.8, 0.9, 0.95)
LOW, HIGH = SCORED_LEVELS.index(0.1), SCORED_LEVELS.index(0.9)


@dataclass(frozen=True, slots=True)
class Scored:
    """One method at one origin: observed cells in a row, days, and the document made of them."""

    actual: Floats
    mean: Floats
    quantiles: Floats
    actual_days: Floats
    mean_days: Floats
    score: OriginScore


def backtest(series: Series, runs: list[OriginRun], origins: int, names: DayNames) -> BacktestReport | None:
    """Score the latest ``origins`` runs against what came, uncleaned; None if no cell of theirs was seen.

    Bands and the choice of method at an origin come from runs whose days had passed by then, nothing later.
    """
    latest = runs[-origins:] if origins > 0 else []
    scored = [score_origin(series, run, evidence(runs, run.cleaned, names), names) for run in latest]
    return report(scored, runs[-1].horizon) if runs else None


def score_origin(
    series: Series,
    run: OriginRun,
    inner: list[Evidence],
    names: DayNames,
    plain_bands: Collection[str] = (),
) -> dict[str, Scored]:
    """Every method's errors at one origin, and those of the mixture ``inner`` selects; none if nothing was
    seen after it.

    Methods in ``plain_bands`` have a second entry, with PLAIN after their name.
    """
    row = run.day - series.first_day
    if not series.observed[row : row + run.horizon].any():
        return {}
    chosen = select_method(inner)
    scale = _weekly_difference(series.until(run.day))
    kinds = day_kinds(np.arange(run.day, run.day + run.horizon), names.over(run.day, run.horizon))
    found = {}
    for method, weights in (
        {method: {method: 1.0} for method in run.means} | {SELECTED: chosen.weights}
    ).items():
        spread = measured_dispersion(inner, weights)
        answered_by = chosen.method if method == SELECTED else run.answered_by[method]
        mixture = Mixture.of(run.means, weights)
        found[method] = _score(series, run, mixture, kinds, spread, scale, answered_by)
        if method in plain_bands:
            plain = _score(series, run, mixture, kinds, spread.plain(), scale, answered_by)
            found[method + PLAIN] = plain
    return found


def report(origins: list[dict[str, Scored]], horizon: int) -> BacktestReport | None:
    """The scores of several origins as one report, the selection first, then the least wrong; or None."""
    scored: dict[str, list[Scored]] = {}
    for origin in origins:
        for method, one in origin.items():
            scored.setdefault(method, []).append(one)
    if not scored:
        return None
    naive = _pooled_wape(scored[BASELINE])
    order = sorted(scored, key=lambda method: (method != SELECTED, _pooled_wape(scored[method]) or 0.0))
    return BacktestReport(
        horizon_days=horizon,
        origins=tuple(one.score.origin for one in scored[BASELINE]),
        noise_floor=noise_floor(np.concatenate([one.mean for one in scored[SELECTED]])),
        methods=tuple(_method_score(method, scored[method], naive) for method in order),
    )


def _score(
    series: Series,
    run: OriginRun,
    mixture: Mixture,
    kinds: NDArray[np.int64],
    spread: Dispersion,
    scale: float,
    answered_by: str,
) -> Scored:
    row = run.day - series.first_day
    seen = series.observed[row : row + run.horizon]
    counts = series.counts[row : row + run.horizon]
    actual, mean = counts[seen], mixture.mean[seen]
    of_cells = np.broadcast_to(kinds[:, None], seen.shape)[seen]
    quantiles = spread.quantiles(mean, of_cells, SCORED_LEVELS, mixture.doubt[seen])
    days = seen.any(axis=1)
    actual_days, mean_days = counts.sum(axis=1)[days], (mixture.mean * seen).sum(axis=1)[days]
    score = OriginScore(
        origin=day_date(run.day),
        cells=actual.size,
        contacts=float(actual.sum()),
        wape=wape(actual, mean),
        daily_wape=wape(actual_days, mean_days),
        bias=bias(actual, mean),
        mase=mase(actual, mean, scale),
        wql=weighted_quantile_loss(actual, quantiles, SCORED_LEVELS),
        coverage=coverage(actual, quantiles[LOW], quantiles[HIGH]),
        answered_by=answered_by,
    )
    return Scored(actual, mean, quantiles, actual_days, mean_days, score)


def _method_score(method: str, scored: list[Scored], naive: float | None) -> MethodScore:
    actual = np.concatenate([one.actual for one in scored])
    mean = np.concatenate([one.mean for one in scored])
    quantiles = np.concatenate([one.quantiles for one in scored], axis=1)
    own = wape(actual, mean)
    scaled = [one.score.mase for one in scored if one.score.mase is not None]
    return MethodScore(
        method=method,
        wape=own,
        daily_wape=wape(
            np.concatenate([one.actual_days for one in scored]),
            np.concatenate([one.mean_days for one in scored]),
        ),
        bias=bias(actual, mean),
        mase=float(np.mean(scaled)) if scaled else None,
        wql=weighted_quantile_loss(actual, quantiles, SCORED_LEVELS),
        coverage=coverage(actual, quantiles[LOW], quantiles[HIGH]),
        ratio=own / naive if own is not None and naive else None,
        by_origin=tuple(one.score for one in scored),
    )


def _pooled_wape(scored: list[Scored]) -> float | None:
    return wape(np.concatenate([one.actual for one in scored]), np.concatenate([one.mean for one in scored]))


def _weekly_difference(series: Series) -> float:
    """Mean |Y_d − Y_(d−7)| over cells seen in both weeks; 0 if there are none."""
    both = series.observed[7:] & series.observed[:-7]
    return float(np.abs(series.counts[7:] - series.counts[:-7])[both].mean()) if both.any() else 0.0
