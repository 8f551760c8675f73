"""Small queues lean on similar ones: their forecast × this queue's share of them, as far as the two agree."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import DayNames
from forecasting.forecaster import Days, Fitted, Forecaster, UnusableFitError, discover
from forecasting.rolling import FALLBACK, Cleaning
from forecasting.series import Series

Floats = NDArray[np.float64]
TOGETHER_BY = ("calendar_regression", "holt_winters_daily", "svd_profile")
SHARE_HALF_LIFE_DAYS = 56
# Queues are compared by weekday and blocks of three hours over eight weeks, for at most a year.
HOURS_A_BLOCK, WEEKS_A_WINDOW, MOST_WINDOWS = 3, 8, 6
# No two queues are quite alike, and a forecast remembers more than one window.
LEAST_UNLIKENESS, WINDOWS_REMEMBERED = 0.002, 3.0


@dataclass(frozen=True, slots=True)
class Similar:
    """``together``: contacts of similar queues on the same grid, cleaned by ``cleaning`` at each origin."""

    together: Series
    names: DayNames
    cleaning: Cleaning
    _fitted: dict[int, tuple[Series, list[Fitted]]] = field(default_factory=dict)

    def wrap(self, methods: dict[str, Forecaster]) -> dict[str, Forecaster]:
        """The same methods, those that may answer leaning on these queues."""
        return {
            name: Leaning(one, self) if one.member or name == FALLBACK else one
            for name, one in methods.items()
        }

    def known(self, end: int) -> tuple[Series, list[Fitted]]:
        """The queues together as known before local day ``end``, and what was learnt from them, once."""
        if end not in self._fitted:
            series = self.cleaning.of(self.together.until(end), self.names).series
            fitted: list[Fitted] = []
            for name in TOGETHER_BY if series.observed.any() else ():
                try:
                    fitted.append(discover()[name].fit(series, self.names))
                except UnusableFitError:
                    continue
            self._fitted[end] = series, fitted
        return self._fitted[end]


@dataclass(frozen=True, slots=True)
class Lean:
    """A fitted method drawn with ``weight`` to the mean of ``others`` × ``share``."""

    own: Fitted
    others: list[Fitted]
    share: float
    weight: float

    def predict(self, days: Days) -> Floats:
        alone = self.own.predict(days)
        together = np.mean([one.predict(days) for one in self.others], axis=0)
        return np.asarray((1 - self.weight) * alone + self.weight * self.share * together, np.float64)


class Leaning(Forecaster):
    """A method that takes from similar queues what its own few contacts cannot tell."""

    def __init__(self, method: Forecaster, similar: Similar) -> None:
        self.method, self.similar = method, similar

    # A leaning method stands in for the one it wraps, under its name.
    @property
    def name(self) -> str:  # type: ignore[override]
        return self.method.name

    @property
    def formula(self) -> str:  # type: ignore[override]
        return f"{self.method.formula}, drawn to the forecast of similar queues × share"

    def fit(self, series: Series, names: DayNames) -> Fitted:
        own = self.method.fit(series, names)
        together, others = self.similar.known(series.first_day + series.days)
        kin = kinship(series, together)
        return Lean(own, others, kin.share, kin.weight) if others and kin.weight > 0 else own


@dataclass(frozen=True, slots=True)
class Kinship:
    """``share``: contacts of a queue ÷ those of others, lately. ``weight``: how much they tell of it."""

    share: float
    weight: float


def kinship(series: Series, together: Series) -> Kinship:
    """How far a queue is a share of others, by empirical Bayes over cells seen in both; weight 0 without any.

    With e = share × others per block of weekday hours and window, φ = Σ[(y − e)² − e − share·e] ÷ Σe² is what
    their difference exceeds chance by; a queue's own block of m contacts, remembered three windows long, is
    worth φ·3m ÷ (1 + φ·3m), and the others the rest.
    """
    y, x = _in_common(series, together)
    fading = 0.5 ** ((y.shape[0] - 1 - np.arange(y.shape[0])) / SHARE_HALF_LIFE_DAYS)
    beside = float(fading @ x.sum(axis=1))
    if beside <= 0 or y.shape[0] < 7:
        return Kinship(0.0, 0.0)
    share = float(fading @ y.sum(axis=1)) / beside
    seen, others = _blocks(y, series.intervals), _blocks(x, series.intervals)
    if seen.sum() <= 0 or others.sum() <= 0:
        return Kinship(share, 0.0)
    ratio = float(seen.sum() / others.sum())
    expected = ratio * others
    squares = float((expected**2).sum())
    excess = float(((seen - expected) ** 2 - expected - ratio * expected).sum()) / squares
    unlike = max(excess, 0.0) + LEAST_UNLIKENESS
    size = squares / float(expected.sum())
    return Kinship(share, 1 / (1 + unlike * WINDOWS_REMEMBERED * size))


def _in_common(series: Series, together: Series) -> tuple[Floats, Floats]:
    """Counts of both, (days, intervals) over the days of ``series``, 0 where either was not seen."""
    x, seen = np.zeros(series.counts.shape), np.zeros(series.counts.shape, np.bool_)
    first = max(series.first_day, together.first_day)
    end = min(series.first_day + series.days, together.first_day + together.days)
    if first < end:
        own = slice(first - series.first_day, end - series.first_day)
        other = slice(first - together.first_day, end - together.first_day)
        x[own], seen[own] = together.counts[other], together.exposure[other] > 0
    both = seen & series.observed
    return np.where(both, series.counts, 0.0), np.where(both, x, 0.0)


def _blocks(counts: Floats, intervals: int) -> Floats:
    """Sums (windows, 7, blocks): the latest windows of eight weeks, or one of all weeks if they are fewer."""
    weeks = min(counts.shape[0] // 7, WEEKS_A_WINDOW * MOST_WINDOWS)
    length = min(weeks, WEEKS_A_WINDOW)
    windows = weeks // length
    latest = counts[counts.shape[0] - windows * length * 7 :]
    per_block = intervals * HOURS_A_BLOCK // 24
    by_block = latest.reshape(latest.shape[0], -1, per_block).sum(axis=2)
    return np.asarray(by_block.reshape(windows, length, 7, -1).sum(axis=1), np.float64)
