"""Days as mixtures of a few typical days, the mixture forecast by weekday (after Shen and Huang, 2008)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from forecasting.calendar import DayNames
from forecasting.daily_profile import DailyHistory
from forecasting.forecaster import Days, Fitted, Forecaster, UnusableFitError
from forecasting.holiday_effects import HolidayEffects
from forecasting.series import Series

Floats = NDArray[np.float64]
LEAST_DAYS = 28
MEMORY_DAYS = 364
COMPONENTS = 3
HALF_LIFE_WEEKS = 16
FIRST_WEIGHT, OTHER_WEIGHT = 0.07, 0.03


@dataclass(frozen=True, slots=True)
class TypicalDays:
    """``roots`` (7, intervals): expected √(rate + ¼); ``noise`` (intervals,): variance around it."""

    roots: Floats
    noise: Floats
    effects: HolidayEffects

    def predict(self, days: Days) -> Floats:
        squares = self.roots[self.effects.weekdays(days.day_numbers, days.names)] ** 2
        # The square of a mean root is less than the mean; the noise is what it lacks.
        rates = np.maximum(squares - 0.25 + np.minimum(self.noise, squares / 4 + 0.25), 0.0)
        return rates * days.exposure * self.effects.factors(days.names)[:, None]


class SvdProfile(Forecaster):
    """Three singular vectors of √(rate + ¼) over the latest year of ordinary days.

    Each day's score is its weekday's mean (half-life 16 weeks) plus a smoothed deviation, so that shape and
    level may drift apart. Cells not seen are filled with the day's level × profile.
    """

    name = "svd_profile"
    formula = (
        "square of Σ score × typical day over three typical days, less ¼, plus the noise lost by the root, "
        "× holiday factor"
    )

    def fit(self, series: Series, names: DayNames) -> Fitted:
        history = DailyHistory.of(series, names)
        age = series.days - 1 - np.arange(series.days)
        rows = np.flatnonzero(history.usable & (age < MEMORY_DAYS))
        if rows.size < LEAST_DAYS:
            raise UnusableFitError(
                f"{LEAST_DAYS} ordinary days of the last year are needed, {rows.size} were seen"
            )
        weekdays, exposure = series.weekdays[rows], series.exposure[rows]
        usual = history.levels[rows, None] * history.profile.shares[weekdays]
        seen = exposure > 0
        rates = np.where(seen, series.counts[rows] / np.where(seen, exposure, 1.0), usual)
        # A closed night is no typical day's business: it would be all zeros on some days and not on others.
        rates = np.where(series.usual[rows] > 0, rates, usual)
        roots = np.sqrt(rates + 0.25)
        left, strengths, right = np.linalg.svd(roots, full_matrices=False)
        scores = left[:, :COMPONENTS] * strengths[:COMPONENTS]
        noise = ((roots - scores @ right[:COMPONENTS]) ** 2).mean(axis=0)
        weights = 0.5 ** (age[rows] / 7 / HALF_LIFE_WEEKS)
        coming = _coming_scores(scores, weekdays, weights)
        return TypicalDays(np.maximum(coming @ right[:COMPONENTS], 0.5), noise, history.effects)


def _coming_scores(scores: Floats, weekdays: NDArray[np.int64], weights: Floats) -> Floats:
    """Score per weekday and component, (7, components): weighted mean + smoothed deviation from it."""
    of_weekday = np.where(weekdays == np.arange(7)[:, None], weights, 0.0)
    total = of_weekday.sum(axis=1, keepdims=True)
    overall = weights @ scores / weights.sum()
    means = np.where(total > 0, of_weekday @ scores / np.where(total > 0, total, 1.0), overall)
    apart = scores - means[weekdays]
    drift = [
        lfilter([weight], [1.0, weight - 1.0], apart[:, column])[-1]
        for column, weight in enumerate([FIRST_WEIGHT] + [OTHER_WEIGHT] * (scores.shape[1] - 1))
    ]
    return np.asarray(means + np.array(drift), np.float64)
