"""Day levels regressed on weekday, season of the year and named days, the rest smoothed, × profile."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from forecasting.calendar import DayNames
from forecasting.daily_profile import DailyHistory
from forecasting.forecaster import Days, Fitted, Forecaster, UnusableFitError
from forecasting.holiday_effects import HolidayEffects, holidays_of
from forecasting.profile import Profile
from forecasting.series import Series

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
LEAST_DAYS = 14
PROFILE_HALF_LIFE_WEEKS = 40
# Ridge penalties: weekdays, season of the year, any holiday, each name.
WEEKDAY_PENALTY, SEASON_PENALTY, HOLIDAY_PENALTY, NAME_PENALTY = 1e-3, 2.0, 0.5, 2.0
DAYS_A_YEAR = 365.25
DAYS_OF_HISTORY_FOR_PAIRS = ((700, 3), (540, 1))
MEMORY_HALF_LIFE = 200
LOCAL_LEVEL_DAYS = 45
PASSES = 4
HUBER_SCALES, LOCAL_SCALES = 3.0, 4.0
LEVEL_WEIGHTS = (0.02, 0.05, 0.1)
JUDGED_DAYS_AHEAD = 14
# A quicker level must be clearly better: it costs more when it is wrong.
QUICKER_WINS_BY = 0.995


@dataclass(frozen=True, slots=True)
class RegressedDays:
    """``beta``: effect on the log level per column of ``_columns``; ``level``: what is left, smoothed."""

    beta: Floats
    level: float
    correction: float
    pairs: int
    known: tuple[str, ...]
    profile: Profile
    effects: HolidayEffects

    def predict(self, days: Days) -> Floats:
        weekdays = self.effects.weekdays(days.day_numbers, days.names)
        x = _columns(days.day_numbers, weekdays, days.names, self.pairs, self.known)
        totals = np.maximum(self.correction * np.exp(self.level + x @ self.beta) - 0.5, 0.0)
        return totals[:, None] * self.profile.shares[weekdays] * days.exposure


class CalendarRegression(Forecaster):
    """Robust ridge regression of ln(day level + ½), weights halving in 200 days, plus a smoothed level.

    Annual sine and cosine pairs from 540 days of history on, three from 700. A holiday's own name is drawn
    towards any holiday, any holiday towards an ordinary day (or the weekday that holidays are like).
    """

    name = "calendar_regression"
    formula = (
        "(correction × exp(smoothed level + weekday + season of the year + named day) − ½) × share of the day"
    )

    def fit(self, series: Series, names: DayNames) -> Fitted:
        history = DailyHistory.of(series, names, PROFILE_HALF_LIFE_WEEKS)
        if history.usable.sum() < LEAST_DAYS:
            raise UnusableFitError(f"{LEAST_DAYS} ordinary days are needed, {history.usable.sum()} were seen")
        seen = np.isfinite(history.logs)
        pairs = next((k for least, k in DAYS_OF_HISTORY_FOR_PAIRS if series.days >= least), 0)
        known = tuple(sorted({name for name, has in zip(history.names, seen, strict=True) if name and has}))
        weekdays = history.effects.weekdays(series.day_numbers, history.names)
        x = _columns(series.day_numbers, weekdays, history.names, pairs, known)
        beta, around = _regress(x, np.where(seen, history.logs, 0.0), seen, history, pairs)
        rows = np.flatnonzero(history.usable)
        level, path = _smoothed(around[rows], max(round(JUDGED_DAYS_AHEAD * rows.size / series.days), 1))
        correction = history.correction(rows, path + (x @ beta)[rows])
        return RegressedDays(beta, level, correction, pairs, known, history.profile, history.effects)


def _columns(
    day_numbers: Ints, weekdays: Ints, names: list[str], pairs: int, known: tuple[str, ...]
) -> Floats:
    """A column per weekday, two per annual pair, any holiday, each known name; (days, columns)."""
    angle = 2 * np.pi * np.outer(day_numbers / DAYS_A_YEAR, np.arange(1, pairs + 1))
    own = np.array([known.index(name) if name in known else -1 for name in names])
    return np.column_stack(
        [
            weekdays[:, None] == np.arange(7),
            np.sin(angle),
            np.cos(angle),
            holidays_of(names),
            own[:, None] == np.arange(len(known)),
        ]
    ).astype(np.float64)


def _regress(x: Floats, y: Floats, seen: Mask, history: DailyHistory, pairs: int) -> tuple[Floats, Floats]:
    """Coefficients, and per day what they leave unexplained with the outlying part cut off.

    Regression and the local level (two-sided exponential mean) take turns. Huber weights spare special days:
    what makes them special must not be weighted away.
    """
    penalties = np.full(x.shape[1], NAME_PENALTY)
    penalties[:7], penalties[7 : 7 + 2 * pairs] = WEEKDAY_PENALTY, SEASON_PENALTY
    penalties[7 + 2 * pairs] = HOLIDAY_PENALTY
    days = y.size
    fading = np.where(seen, 0.5 ** ((days - 1 - np.arange(days)) / MEMORY_HALF_LIFE), 0.0)
    huber = np.ones(days)
    local = _local_mean(y, history.usable)
    beta: Floats = np.zeros(x.shape[1])
    rest, scale = y, 1.0
    for _ in range(PASSES):
        weights = fading * huber
        gram = (x * weights[:, None]).T @ x + np.diag(penalties)
        beta = np.asarray(np.linalg.solve(gram, x.T @ (weights * (y - local))), np.float64)
        rest = y - x @ beta
        off = rest - local
        own = off[history.usable]
        scale = max(1.4826 * float(np.median(np.abs(own - np.median(own)))), 1e-6)
        huber = np.where(
            history.ordinary, np.minimum(1.0, HUBER_SCALES * scale / np.maximum(np.abs(off), 1e-12)), 1.0
        )
        clipped = np.clip(off, -LOCAL_SCALES * scale, LOCAL_SCALES * scale)
        local = _local_mean(local + clipped, history.usable)
    return beta, local + np.clip(rest - local, -HUBER_SCALES * scale, HUBER_SCALES * scale)


def _local_mean(values: Floats, usable: Mask) -> Floats:
    """Mean of all usable days, each weighing exp(−|distance| ÷ 45 days)."""
    keep = float(np.exp(-1 / LOCAL_LEVEL_DAYS))

    def both_ways(row: Floats) -> Floats:
        forward, backward = (lfilter([1.0], [1.0, -keep], one) for one in (row, row[::-1]))
        return np.asarray(forward + backward[::-1] - row, np.float64)

    weights = usable.astype(np.float64)
    return both_ways(values * weights) / np.maximum(both_ways(weights), 1e-300)


def _smoothed(values: Floats, ahead: int) -> tuple[float, Floats]:
    """Last level and one-step forecasts of exponential smoothing, its weight chosen two weeks ahead.

    Judged by absolute error over the last two thirds, recent days counting more.
    """
    judged = np.arange(values.size // 3 + ahead, values.size)
    fading = 0.5 ** ((values.size - 1 - judged) / MEMORY_HALF_LIFE)
    start = float(values[:LEAST_DAYS].mean())
    best: Floats = np.empty(0)
    least = np.inf
    for weight in LEVEL_WEIGHTS:
        path, _ = lfilter([weight], [1.0, weight - 1.0], values, zi=[(1 - weight) * start])
        error = float(fading @ np.abs(values[judged] - path[judged - ahead]))
        if not best.size or error < QUICKER_WINS_BY * least:
            best, least = np.asarray(path, np.float64), error
    return float(best[-1]), np.concatenate([[start], best[:-1]])
