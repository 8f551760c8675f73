"""Synthetic queues whose truth is known."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from forecasting.calendar import open_shares
from forecasting.documents import MINUTES_A_DAY, Holiday, OpeningHours, PlannedEvent, WeeklyWindow
from forecasting.history import History
from forecasting.request import ForecastRequest
from forecasting.series import Series, build_series
from forecasting.wall_clock import WallClock, day_number, weekday_of

WEEKDAYS = np.array([1.3, 1.2, 1.1, 1.05, 0.95, 0.8, 0.6])
FIRST = date(2024, 1, 1)
OFFICE_HOURS = OpeningHours(
    weekly=tuple(WeeklyWindow(weekday=day, opens="08:00", closes="18:00") for day in range(5))
)


def two_humps(intervals):
    """Share of a day per interval: a morning and a smaller afternoon peak, never zero."""
    hour = (np.arange(intervals) + 0.5) * 24 / intervals
    rate = 0.1 + np.exp(-(((hour - 10.5) / 2) ** 2)) + 0.7 * np.exp(-(((hour - 15.5) / 2.5) ** 2))
    return rate / rate.sum()


class Truth:
    """The mean of a queue by local day and wall-clock interval; ``per_day`` contacts on an average day."""

    def __init__(self, zone="Europe/Dublin", minutes=60, per_day=480.0, opening=None):
        self.zone, self.minutes, self.per_day = zone, minutes, per_day
        self.opening = opening or OpeningHours.always()
        self.factors = {}

    def pieces(self, first, days):
        number = day_number(first)
        clock = WallClock.over(self.zone, number * MINUTES_A_DAY, (number + days) * MINUTES_A_DAY)
        return clock.pieces(number, days, self.minutes)

    def mean(self, first, days):
        """Expected contacts per elapsed piece, in UTC order."""
        pieces = self.pieces(first, days)
        number = day_number(first)
        table = open_shares(self.opening, number, days, self.minutes)
        table = table * (WEEKDAYS * self.per_day)[weekday_of(np.arange(number, number + days))][:, None]
        table = table * two_humps(MINUTES_A_DAY // self.minutes)
        for day, factor in self.factors.items():
            if 0 <= day_number(day) - number < days:
                table[day_number(day) - number] *= factor
        return table[pieces.days - number, pieces.intervals] * pieces.lengths / self.minutes

    def history(self, first=FIRST, days=200, seed=1, phi=None, day_phi=0.0, handle_seconds=0.0):
        """Counts: exact means (``phi`` None), Poisson (0) or negative binomial, days sharing ``day_phi``."""
        rng = np.random.default_rng(seed)
        pieces, volume = self.pieces(first, days), self.mean(first, days)
        if day_phi:
            noise = rng.gamma(1 / day_phi, day_phi, days)
            volume = volume * noise[pieces.days - day_number(first)]
        if phi == 0:
            volume = rng.poisson(volume).astype(float)
        elif phi is not None:
            volume = rng.poisson(volume * rng.gamma(1 / phi, phi, volume.size)).astype(float)
        handled = volume if handle_seconds else np.zeros_like(volume)
        return History(pieces.starts, volume, handled, handled * handle_seconds)


def a_series(history=None, zone="Europe/Dublin", minutes=60, opening=None, absent="missing", events=()):
    return build_series(
        Truth(zone, minutes, opening=opening).history() if history is None else history,
        zone=zone,
        interval_minutes=minutes,
        opening=opening or OpeningHours.always(),
        absent_means=absent,
        events=events,
    )


def a_table(counts, first=FIRST, opening=None):
    """A series straight from a (days, 24) table: UTC, hourly, everything observed."""
    counts = np.asarray(counts, float)
    pieces = Truth("UTC", 60).pieces(first, counts.shape[0])
    nothing = np.zeros(counts.size)
    return a_series(History(pieces.starts, counts.ravel(), nothing, nothing), "UTC", 60, opening)


def a_request(truth=None, history=None, days=28, history_days=200, **changes):
    truth = truth or Truth()
    own = truth.history(days=history_days, phi=0) if history is None else history
    fields = {
        "queue": "voice",
        "zone": truth.zone,
        "interval_minutes": truth.minutes,
        "history": own,
        "absent_means": "missing",
        "opening": truth.opening,
        "first_date": FIRST + timedelta(days=history_days),
        "days": days,
        "backtest_origins": 0,
    }
    return ForecastRequest(**{**fields, **changes})


def a_holiday(day, name="Founders Day"):
    return Holiday(date=day, name=name)


def an_event(start, end, **effect):
    return PlannedEvent(name="launch", start=start, end=end, **effect)


def rows(history, keep):
    """The history with only the rows of a mask or index."""
    columns = ("start_minutes", "volume", "handled", "handle_seconds")
    return replace(history, **{name: getattr(history, name)[keep] for name in columns})


def with_counts(series: Series, counts) -> Series:
    return replace(series, counts=np.asarray(counts, float))
