"""A local level and a fixed week on the logarithm of day levels, by state space, × profile."""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import DayNames
from forecasting.daily_profile import DailyHistory, SpreadDays
from forecasting.forecaster import Days, Fitted, Forecaster, UnusableFitError
from forecasting.series import Series

Floats = NDArray[np.float64]
LEAST_DAYS = 28
LONGEST_MEMORY = 730
DAYS_FOR_A_YEAR = 400
PAIRS = 2
DAYS_A_YEAR = 365.25
MOST_STEPS = 50


@dataclass(frozen=True, slots=True)
class SeasonedDays:
    """``plain`` days times exp(annual sine and cosine pairs × ``yearly``)."""

    plain: SpreadDays
    yearly: Floats

    def predict(self, days: Days) -> Floats:
        factors = np.exp(_pairs(days.day_numbers, self.yearly.size // 2) @ self.yearly)
        return self.plain.predict(days) * factors[:, None]


class UnobservedComponentsDaily(Forecaster):
    """Local level + fixed season of a week + two annual pairs (from 400 days on), missing days allowed.

    A likelihood is maximised for every fit: some 0.2 s where the other members take 0.01 s, for half a
    percent less error. That is why it runs on request only.
    """

    name = "unobserved_components_daily"
    formula = "(correction × exp(level + weekday + year) × holiday factor − ½) × share of the day"
    member = False
    on_request = True

    def fit(self, series: Series, names: DayNames) -> Fitted:
        # A second to import: nothing that is not asked for pays it.
        from statsmodels.tsa.statespace.structural import UnobservedComponents

        history = DailyHistory.of(series, names)
        usable = history.usable
        if usable.sum() < LEAST_DAYS:
            raise UnusableFitError(f"{LEAST_DAYS} ordinary days are needed, {usable.sum()} were seen")
        weekdays = series.weekdays
        open_weekdays = np.unique(weekdays[usable])
        kept = np.flatnonzero(np.isin(weekdays, open_weekdays))[-LONGEST_MEMORY:]
        logs = np.where(usable, history.logs, np.nan)[kept]
        pairs = PAIRS if series.days > DAYS_FOR_A_YEAR else 0
        season = open_weekdays.size
        with warnings.catch_warnings():
            # A maximum not quite reached is as good a forecast; an absurd one is refused below.
            warnings.simplefilter("ignore")
            found = UnobservedComponents(
                logs,
                "llevel",
                seasonal=season if season > 1 else None,
                stochastic_seasonal=False,
                exog=_pairs(series.day_numbers[kept], pairs) if pairs else None,
            ).fit(disp=0, maxiter=MOST_STEPS)
            ahead = found.get_forecast(season, exog=np.zeros((season, 2 * pairs)) if pairs else None)
        coming = np.asarray(ahead.predicted_mean, np.float64)
        yearly = np.asarray(found.params[len(found.params) - 2 * pairs :], np.float64)
        if not (np.isfinite(coming).all() and np.isfinite(yearly).all()):
            raise UnusableFitError("no likelihood could be maximised")
        position = np.searchsorted(open_weekdays, weekdays[kept[-1]])
        by_weekday = np.full(7, np.nan)
        by_weekday[open_weekdays[(position + 1 + np.arange(season)) % season]] = coming - coming.mean()
        seen = np.flatnonzero(usable[kept])
        correction = history.correction(kept[seen], np.asarray(found.fittedvalues)[seen])
        level = float(coming.mean())
        return SeasonedDays(
            SpreadDays(level, by_weekday, correction, history.profile, history.effects), yearly
        )


def _pairs(day_numbers: NDArray[np.int64], pairs: int) -> Floats:
    """Annual sines and cosines, (days, 2 · pairs)."""
    angle = 2 * np.pi * np.outer(day_numbers / DAYS_A_YEAR, np.arange(1, pairs + 1))
    return np.column_stack([np.sin(angle), np.cos(angle)])
