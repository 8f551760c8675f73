"""What is known about days in advance: holidays by name, the days beside them, opening hours, events."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Self

import holidays as holiday_package
import numpy as np
from numpy.typing import NDArray

from forecasting.documents import MINUTES_A_DAY, DayWindow, Holiday, OpeningHours, PlannedEvent
from forecasting.errors import BadFieldError
from forecasting.wall_clock import Pieces, day_number, minute_of, weekday_of

Floats = NDArray[np.float64]
DAY_BEFORE, DAY_AFTER, BETWEEN = "day before ", "day after ", "between holidays, before "
# From Christmas to New Year, and what is like it: too near to both holidays to be ordinary.
LONGEST_BRIDGE = 6
# Years looked at on either side to tell a holiday of one date from one that wanders.
YEARS_AROUND = 5
FARTHEST_MOVED = 4
SHARE_ON_ITS_DATE = 0.7


def country_holidays(country: str, subdivision: str | None, first: date, last: date) -> tuple[Holiday, ...]:
    """Public holidays from ``first`` to ``last`` in date order, by their English names if known.

    An observed day carries the name of the holiday it stands for, and so does the holiday's own date where it
    was given up for it: people keep Christmas on the 25th. Raises BadFieldError for a country or subdivision
    the ``holidays`` package does not know.
    """
    supported = holiday_package.list_supported_countries(include_aliases=True)
    if country not in supported:
        raise BadFieldError(field="country", expected="an ISO 3166 country with known holidays", got=country)
    if subdivision is not None and subdivision not in supported[country]:
        raise BadFieldError(
            field="subdivision", expected=f"one of {', '.join(supported[country])}", got=subdivision
        )
    spoken = holiday_package.list_localized_countries(include_aliases=True).get(country, [])
    book = holiday_package.country_holidays(
        country,
        subdiv=subdivision,
        years=range(first.year - YEARS_AROUND, last.year + YEARS_AROUND + 1),
        language="en_US" if "en_US" in spoken else None,
    )
    # The package marks substitutes by a label around the name, in the language of the names.
    labels = [getattr(book, label, "%s") for label in ("observed_label", "estimated_label")]
    around = [part.strip() for label in labels for part in str(label).split("%s") if part.strip()]
    found: dict[date, set[str]] = {}
    for day in book:
        for name in book.get_list(day):
            for part in [*around, "(observed)", "(estimated)"]:
                name = name.replace(part, "")
            found.setdefault(day, set()).add(name.strip())
    for day, name in _own_dates(found):
        found.setdefault(day, set()).add(name)
    return tuple(
        Holiday(date=day, name="; ".join(sorted(found[day]))) for day in sorted(found) if first <= day <= last
    )


def _own_dates(found: dict[date, set[str]]) -> list[tuple[date, str]]:
    """Weekend dates that lost their holiday to a day near by: the dates a name has in 0.7 of its years."""
    kept: dict[str, list[date]] = {}
    for day, names in found.items():
        for name in names:
            kept.setdefault(name, []).append(day)
    lost = []
    for name, days in kept.items():
        (month, number), times = Counter((day.month, day.day) for day in days).most_common(1)[0]
        years = {day.year for day in days}
        if times < SHARE_ON_ITS_DATE * len(years) or (month, number) == (2, 29):
            continue
        for year in years:
            own = date(year, month, number)
            if (
                own.weekday() >= 5
                and own not in days
                and any(abs((day - own).days) <= FARTHEST_MOVED for day in days)
            ):
                lost.append((own, name))
    return lost


def with_overrides(
    holidays: tuple[Holiday, ...], added: tuple[Holiday, ...] = (), removed: tuple[date, ...] = ()
) -> tuple[Holiday, ...]:
    """The calendar with some dates taken out and others put in; an added date replaces what was there."""
    by_date = {holiday.date: holiday for holiday in holidays if holiday.date not in removed}
    by_date.update({holiday.date: holiday for holiday in added})
    return tuple(by_date[day] for day in sorted(by_date))


@dataclass(frozen=True, slots=True)
class DayNames:
    """Special days by day number: a holiday's name, ``day before …``, ``day after …``, ``between …``."""

    names: dict[int, str]

    @classmethod
    def of(cls, holidays: tuple[Holiday, ...]) -> Self:
        """Names of the holidays and of the ordinary days beside them; of two neighbours the eve wins.

        Where at most six days lie between two holidays, all of them but the eve are named after the one to
        come: the one that has been may have moved.
        """
        own = {day_number(holiday.date): holiday.name for holiday in holidays}
        names = {day + 1: DAY_AFTER + name for day, name in own.items()}
        names.update(
            {
                day: BETWEEN + own[last]
                for first, last in pairwise(sorted(own))
                if last - first - 1 <= LONGEST_BRIDGE
                for day in range(first + 1, last)
            }
        )
        names.update({day - 1: DAY_BEFORE + name for day, name in own.items()})
        names.update(own)
        return cls(names)

    def over(self, first_day: int, days: int) -> list[str]:
        """One name per day, empty for an ordinary day."""
        return [self.names.get(day, "") for day in range(first_day, first_day + days)]


def is_neighbour(name: str) -> bool:
    """Whether a day's name says that it lies beside a holiday or between two."""
    return name.startswith((DAY_BEFORE, DAY_AFTER, BETWEEN))


def open_shares(opening: OpeningHours, first_day: int, days: int, interval_minutes: int) -> Floats:
    """Share of each wall-clock interval the queue is open, (days, intervals a day), 0 to 1."""
    weekly: list[list[DayWindow]] = [[] for _ in range(7)]
    for window in opening.weekly:
        weekly[window.weekday].append(window)
    dated = {day_number(exception.date): exception.windows for exception in opening.exceptions}

    def shares(own: list[DayWindow], yesterday: list[DayWindow]) -> Floats:
        minutes = np.zeros(MINUTES_A_DAY)
        for window in own:
            opens, closes = window.minutes()
            minutes[opens:closes] = 1.0
        for window in yesterday:
            minutes[: max(window.minutes()[1] - MINUTES_A_DAY, 0)] = 1.0
        return np.asarray(minutes.reshape(-1, interval_minutes).mean(axis=1), np.float64)

    def windows(day: int) -> list[DayWindow]:
        return list(dated[day]) if day in dated else weekly[(day + 3) % 7]

    usual = np.array([shares(weekly[day], weekly[day - 1]) for day in range(7)])
    table = usual[weekday_of(np.arange(first_day, first_day + days))]
    for day in {day + step for day in dated for step in (0, 1)}:
        if first_day <= day < first_day + days:
            table[day - first_day] = shares(windows(day), windows(day - 1))
    return table


def event_effects(
    events: tuple[PlannedEvent, ...], pieces: Pieces, first_day: int, days: int, interval_minutes: int
) -> tuple[Floats, NDArray[np.bool_]]:
    """Factor on the volume of each cell, and whether an event excludes it; both (days, intervals a day).

    An event that covers part of a cell acts on that part of it; events that overlap multiply.
    """
    shape = days, MINUTES_A_DAY // interval_minutes
    cells = (pieces.days - first_day) * shape[1] + pieces.intervals
    elapsed = np.bincount(cells, pieces.lengths, shape[0] * shape[1])
    factors = np.ones(shape)
    excluded = np.zeros(shape, np.bool_)
    for event in events:
        start, end = minute_of(event.start), minute_of(event.end)
        overlap = np.minimum(pieces.starts + pieces.lengths, end) - np.maximum(pieces.starts, start)
        covered = np.bincount(cells, np.maximum(overlap, 0), shape[0] * shape[1])
        share = (covered / np.maximum(elapsed, 1.0)).reshape(shape)
        if event.factor is None:
            excluded |= share > 0
        else:
            factors *= 1.0 + (event.factor - 1.0) * share
    return factors, excluded
