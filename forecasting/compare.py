"""Compare methods on one history: at origins spread over all of it, each with past origins of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from forecasting.backtest import SELECTED, Scored, report, score_origin
from forecasting.calendar import DayNames
from forecasting.errors import BadFieldError, ShortHistoryError
from forecasting.forecast import BacktestReport
from forecasting.forecaster import Forecaster
from forecasting.request import LONGEST_HORIZON, QueueHistory
from forecasting.rolling import (
    INNER_ORIGINS,
    LEAST_TRAINING_DAYS,
    evidence,
    ordinary_methods,
    origin_days,
    run_origin,
)

WINDOW_DAYS = 3 * 365
# An origin must see enough for a year's season, or half of what there is.
LARGEST_START = 730


@dataclass(frozen=True, slots=True)
class Comparison:
    """What to compare: ``origins`` forecasts of ``horizon`` days by the library's methods and ``peers``.

    ``peers`` maps a name to a forecaster and the number of origins (the latest ones) it is worth; they learn
    from the same cleaned series, and their bands come from the same past origins. ``plain_bands``: methods
    also scored with the pooled dispersion of those origins alone, as a planner would take it.
    """

    horizon: int = 28
    origins: int = 8
    peers: Mapping[str, tuple[Forecaster, int]] = field(default_factory=dict)
    window_days: int = WINDOW_DAYS
    plain_bands: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name, value, most in (("horizon", self.horizon, LONGEST_HORIZON), ("origins", self.origins, 100)):
            if not 1 <= value <= most:
                raise BadFieldError(field=name, expected=f"1 to {most}", got=value)


def compare_methods(
    asked: QueueHistory, comparison: Comparison, told: Callable[[str], None] = lambda _: None
) -> BacktestReport:
    """Every method at every origin, on the same cells; ``told`` hears of each origin when it is done.

    Raises ShortHistoryError where not even one origin has 56 days before it and a horizon after it.
    """
    series = asked.series()
    names = DayNames.of(asked.holidays)
    horizon = comparison.horizon
    newest = series.first_day + series.days - horizon
    oldest = series.first_day + LEAST_TRAINING_DAYS
    if newest < oldest:
        needed = LEAST_TRAINING_DAYS + horizon
        raise ShortHistoryError(queue=asked.queue, found=series.days, needed=needed)
    # Past origins, too, need days before them.
    start = series.first_day + min(LARGEST_START, max(series.days // 2 - horizon // 2, LEAST_TRAINING_DAYS))
    days = np.unique(np.linspace(newest, min(start, newest), comparison.origins).astype(np.int64)).tolist()
    scored: list[dict[str, Scored]] = []
    for index, day in enumerate(days):
        methods = ordinary_methods() | {
            name: peer for name, (peer, most) in comparison.peers.items() if len(days) - index <= most
        }
        window = series.since(day - comparison.window_days)
        inner = [
            run_origin(window, past, horizon, names, asked.cleaning, methods)
            for past in origin_days(window.until(day), horizon, INNER_ORIGINS)
        ]
        run = run_origin(window, day, horizon, names, asked.cleaning, methods)
        if run is not None:
            past_runs = [one for one in inner if one is not None]
            scored.append(
                score_origin(
                    window, run, evidence(past_runs, run.cleaned, names), names, comparison.plain_bands
                )
            )
        told(f"{asked.queue}: origin {index + 1} of {len(days)}")
    found = report(scored, horizon)
    if found is None:
        raise ShortHistoryError(queue=asked.queue, found=0, needed=LEAST_TRAINING_DAYS + horizon)
    return found


def shared_ratio(found: BacktestReport, peer: str, figure: str, method: str = SELECTED) -> float | None:
    """Geometric mean of method ÷ peer over the origins both were scored at; ``figure``: wape, wql, …"""
    by_name = {one.method: {each.origin: each for each in one.by_origin} for one in found.methods}
    own, other = by_name[method], by_name[peer]
    pairs = [(getattr(own[day], figure), getattr(other[day], figure)) for day in own if day in other]
    logs = [np.log(mine / theirs) for mine, theirs in pairs if mine and theirs]
    return float(np.exp(np.mean(logs))) if logs else None
