"""A day's total spread by the profile: what every forecaster that works on days ends with."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import DayNames
from forecasting.forecaster import Days
from forecasting.holiday_effects import HolidayEffects, learn_holiday_effects
from forecasting.levels import day_levels, log_levels
from forecasting.profile import Profile, fit_profile
from forecasting.series import Series

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
RECENT_DAYS = 120
LEAST_CORRECTION, LARGEST_CORRECTION = 0.9, 1.25


@dataclass(frozen=True, slots=True)
class DailyHistory:
    """A series by the day; all (days,). ``ordinary``: no special day; ``usable``: ordinary and seen enough.

    ``logs``: ln(level + ½) of days seen enough, else NaN. ``names``: '' for an ordinary day.
    """

    names: list[str]
    ordinary: Mask
    usable: Mask
    levels: Floats
    logs: Floats
    profile: Profile
    effects: HolidayEffects

    @classmethod
    def of(cls, series: Series, names: DayNames, half_life_weeks: float = 12) -> Self:
        own = names.over(series.first_day, series.days)
        ordinary = np.array([not name for name in own], np.bool_)
        profile = fit_profile(series, ordinary, half_life_weeks)
        levels = day_levels(series, profile.shares)
        logs = log_levels(levels)
        effects = learn_holiday_effects(logs, own, series.weekdays)
        return cls(own, ordinary, ordinary & np.isfinite(levels), levels, logs, profile, effects)

    def correction(self, rows: NDArray[np.int64], fitted: Floats) -> float:
        """Contacts seen ÷ exp(``fitted`` logs) over the latest 120 of ``rows``, held in [0.9, 1.25].

        The exponential of a mean log is less than the mean; what recent days show is given back. No day
        counts for more than e times what was fitted, nor for less than a part in e.
        """
        expected = np.maximum(np.exp(fitted[-RECENT_DAYS:]) - 0.5, 0.0)
        seen = np.clip(self.levels[rows[-RECENT_DAYS:]], expected / np.e, expected * np.e)
        total = float(expected.sum())
        return float(np.clip(seen.sum() / total, LEAST_CORRECTION, LARGEST_CORRECTION)) if total > 0 else 1.0


@dataclass(frozen=True, slots=True)
class SpreadDays:
    """Days by weekday: ``correction`` × exp(``level`` + ``season``) × holiday effect, spread by the profile.

    ``season`` (7,): log effect per weekday, NaN for one never open.
    """

    level: float
    season: Floats
    correction: float
    profile: Profile
    effects: HolidayEffects

    def predict(self, days: Days) -> Floats:
        weekdays = self.effects.weekdays(days.day_numbers, days.names)
        season = np.where(np.isfinite(self.season), self.season, np.nanmean(self.season))
        totals = self.correction * np.exp(self.level + season[weekdays]) * self.effects.factors(days.names)
        return np.maximum(totals - 0.5, 0.0)[:, None] * self.profile.shares[weekdays] * days.exposure
