"""How many contacts each queue of the example expects, interval by interval, and how long one takes."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np

from app.example.documents import ExampleQueue
from app.example.people import SITES
from app.example.profiles import INTERVAL_MINUTES, MONTHS, PROFILES, Floats
from app.example.work import QUEUES
from forecasting.calendar import country_holidays

HISTORY_FIRST, HISTORY_LAST = date(2024, 9, 1), date(2026, 11, 22)
"""First and last local day of the contact history."""

_REFERENCE = date(2026, 1, 1)
_HOLIDAY_SHARE = 0.45
"""What is left of a region's contacts on its holiday; and, half-way back, on the day after."""

_INTERVAL = timedelta(minutes=INTERVAL_MINUTES)


@dataclass(frozen=True, slots=True)
class Traffic:
    """What reaches a queue, and from customers around which site.

    ``weekly`` are the contacts of an ordinary week of January 2026, were the queue open around the clock.
    ``growth`` is per year, for contacts and for the seconds one takes; ``spread`` is the coefficient of
    variation of a whole day around its mean; ``impatient`` the share that gives up in an ordinary interval.
    """

    weekly: float
    regions: dict[str, float]
    handle_seconds: float
    growth: float
    handle_growth: float
    spread: float
    impatient: float = 0.0
    incidents: dict[date, float] = field(default_factory=dict)


TRAFFIC = {
    "Voice English": Traffic(
        weekly=2150,
        regions={"Manila": 0.28, "Dublin": 0.34, "Denver": 0.38},
        handle_seconds=330,
        growth=0.04,
        handle_growth=-0.02,
        spread=0.07,
        impatient=0.035,
        incidents={date(2025, 2, 11): 1.9, date(2025, 11, 28): 1.7, date(2026, 5, 19): 0.5},
    ),
    "Voice Spanish": Traffic(
        weekly=420,
        regions={"Denver": 1.0},
        handle_seconds=370,
        growth=0.08,
        handle_growth=-0.02,
        spread=0.09,
        impatient=0.04,
        incidents={date(2025, 2, 11): 1.6},
    ),
    "Chat English": Traffic(
        weekly=1850,
        regions={"Manila": 0.32, "Dublin": 0.33, "Denver": 0.35},
        handle_seconds=540,
        growth=0.06,
        handle_growth=0.01,
        spread=0.08,
        impatient=0.02,
        incidents={date(2025, 2, 11): 1.7, date(2026, 1, 21): 2.2},
    ),
    "Chat German": Traffic(
        weekly=330,
        regions={"Dublin": 1.0},
        handle_seconds=570,
        growth=0.06,
        handle_growth=0.01,
        spread=0.10,
        impatient=0.02,
        incidents={date(2026, 1, 21): 2.0},
    ),
    "Email English": Traffic(
        weekly=1180,
        regions={"Manila": 0.30, "Dublin": 0.36, "Denver": 0.34},
        handle_seconds=420,
        growth=-0.03,
        handle_growth=0.0,
        spread=0.09,
        incidents={date(2025, 9, 17): 1.6},
    ),
    "Technical tickets": Traffic(
        weekly=390,
        regions={"Manila": 0.28, "Dublin": 0.38, "Denver": 0.34},
        handle_seconds=1260,
        growth=0.06,
        handle_growth=0.03,
        spread=0.10,
        incidents={date(2025, 9, 17): 1.8, date(2026, 1, 21): 1.5},
    ),
}

QUEUES_BY_NAME = {queue.name: queue for queue in QUEUES}
_SITES_BY_NAME = {site.name: site for site in SITES}


def starts_of(queue: ExampleQueue, day: date) -> tuple[datetime, ...]:
    """The intervals of a queue's local day in which it is open: 92, 96 or 100 of them around the clock."""
    zone = ZoneInfo(queue.zone)
    exceptions = {exception.date: exception.windows for exception in queue.opening_hours.exceptions}
    weekly = tuple(window for window in queue.opening_hours.weekly if window.weekday == day.weekday())
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    spans = [window.minutes() for window in exceptions.get(day, weekly)]
    open_starts = []
    while start < end:
        local = start.astimezone(zone)
        minute = local.hour * 60 + local.minute
        if any(opens <= minute < closes for opens, closes in spans):
            open_starts.append(start)
        start += _INTERVAL
    return tuple(open_starts)


def expected_volume(queue: str, starts: tuple[datetime, ...], *, incidents: bool = True) -> Floats:
    """Contacts expected per interval, shape (len(starts),): what the counts scatter around.

    ``incidents=False`` leaves the queue's extraordinary days ordinary. Raises KeyError for an unknown queue.
    """
    traffic = TRAFFIC[queue]
    profile = PROFILES[QUEUES_BY_NAME[queue].channel]
    shares, weekdays = profile.intervals(), np.array(profile.weekdays) / sum(profile.weekdays)
    total = np.zeros(len(starts))
    for region, weight in traffic.regions.items():
        site = _SITES_BY_NAME[region]
        zone = ZoneInfo(site.zone)
        local = [start.astimezone(zone) for start in starts]
        minutes = np.array([moment.hour * 60 + moment.minute for moment in local], dtype=np.intp)
        weekday = np.array([moment.weekday() for moment in local], dtype=np.intp)
        level = {day: _level(traffic, site.name, day) for day in {moment.date() for moment in local}}
        levels = np.array([level[moment.date()] for moment in local])
        total += weight * weekdays[weekday] * shares[minutes // INTERVAL_MINUTES] * levels
    if incidents:
        zone = ZoneInfo(QUEUES_BY_NAME[queue].zone)
        total *= [traffic.incidents.get(start.astimezone(zone).date(), 1.0) for start in starts]
    return traffic.weekly * total


def expected_handle_seconds(queue: str, day: date) -> float:
    """Mean seconds per contact on a day: a slow drift from the level of January 2026."""
    traffic = TRAFFIC[queue]
    return traffic.handle_seconds * float((1 + traffic.handle_growth) ** _years(day))


def _level(traffic: Traffic, region: str, day: date) -> float:
    """Trend × season × holiday of a region's customers on their local date."""
    middles = np.arange(12) * 30.4375 + 15.2
    season = float(np.interp(day.timetuple().tm_yday, middles, MONTHS, period=365.25))
    days_off = _holidays(region)
    holiday = 1.0
    if day in days_off:
        holiday = _HOLIDAY_SHARE
    elif day - timedelta(days=1) in days_off and day.weekday() < 5:
        holiday = 1 + (1 - _HOLIDAY_SHARE) / 4
    return float((1 + traffic.growth) ** _years(day)) * season * holiday


def _years(day: date) -> float:
    return (day - _REFERENCE).days / 365.25


@lru_cache(maxsize=8)
def _holidays(region: str) -> frozenset[date]:
    site = _SITES_BY_NAME[region]
    if site.country is None:
        return frozenset()
    first, last = date(HISTORY_FIRST.year - 1, 12, 1), date(HISTORY_LAST.year + 1, 1, 31)
    return frozenset(
        holiday.date for holiday in country_holidays(site.country, site.subdivision, first, last)
    )
