"""The example's contact history as CSV: counts per interval and single tickets, the same on every run."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TextIO
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from app.example.profiles import INTERVAL_MINUTES, Floats
from app.example.traffic import (
    HISTORY_FIRST,
    HISTORY_LAST,
    QUEUES_BY_NAME,
    TRAFFIC,
    expected_handle_seconds,
    expected_volume,
    starts_of,
)

INTERVAL_COLUMNS = ("queue", "start", "volume", "handled", "handle_seconds_total", "abandoned")
TICKET_COLUMNS = (
    *("ticket", "created", "first_response", "resolved", "channel", "queue", "skill"),
    *("handle_seconds", "csat", "nps", "ces"),
)
TICKET_QUEUES = tuple(queue.name for queue in QUEUES_BY_NAME.values() if queue.channel == "ticket")
INTERVAL_QUEUES = tuple(name for name in QUEUES_BY_NAME if name not in TICKET_QUEUES)

OUTAGE = (datetime(2025, 6, 12, 13, tzinfo=UTC), datetime(2025, 6, 12, 16, 30, tzinfo=UTC))
"""The telephone line is dead: voice queues record nothing, and callers return within two hours after."""

_SEED = 731
_RETURN = timedelta(hours=2)
_RETURN_FACTOR = 1.6
_INTERVAL_SPREAD = 0.10
_HANDLE_SPREAD = 0.9
"""Coefficients of variation: of an interval around its day, and of one contact's handle time."""

_RATED = 0.25
_CSAT = (0.04, 0.05, 0.11, 0.32, 0.48)
_NPS = (0.02, 0.01, 0.02, 0.03, 0.03, 0.06, 0.07, 0.13, 0.20, 0.19, 0.24)
_CES = (0.03, 0.04, 0.07, 0.12, 0.20, 0.27, 0.27)
_SURVEYED = 0.10

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Day:
    """What a queue saw on one local day: arrays of one value per open interval."""

    starts: tuple[datetime, ...]
    volume: Counts
    handled: Counts
    handle_seconds: Counts


def write_interval_history(target: TextIO, first: date = HISTORY_FIRST, last: date = HISTORY_LAST) -> int:
    """Write the counts of all queues but the ticket queue, a row per open interval, and return the rows.

    ``first`` and ``last`` are local days of each queue, both included; a day's rows are the same whichever
    others are asked for. ``start`` carries its UTC offset; the seconds are summed over the
    contacts handled. Raises ValueError for days outside the history.
    """
    _require_within(first, last)
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(INTERVAL_COLUMNS)
    rows = 0
    for queue in INTERVAL_QUEUES:
        zone = ZoneInfo(QUEUES_BY_NAME[queue].zone)
        for day in _days(first, last):
            seen = _counts(queue, day, _generator(queue, day))
            columns = zip(seen.starts, *(c.tolist() for c in _columns(seen)), strict=True)
            for start, volume, handled, seconds, abandoned in columns:
                local = start.astimezone(zone).isoformat()
                writer.writerow((queue, local, volume, handled, seconds, abandoned))
                rows += 1
    return rows


def write_ticket_history(target: TextIO, first: date = HISTORY_FIRST, last: date = HISTORY_LAST) -> int:
    """Write every single ticket in order of creation and return how many.

    What is not known by the end of ``last`` is empty: a reply or resolution still to come, and with it the
    seconds the ticket took and the customer's verdict. Days and errors as in :func:`write_interval_history`.
    """
    _require_within(first, last)
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(TICKET_COLUMNS)
    rows = 0
    for queue in TICKET_QUEUES:
        zone = ZoneInfo(QUEUES_BY_NAME[queue].zone)
        until = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone).astimezone(UTC)
        for day in _days(first, last):
            for row in _tickets(queue, day, until, zone):
                writer.writerow(row)
                rows += 1
    return rows


def _require_within(first: date, last: date) -> None:
    if not HISTORY_FIRST <= first <= last <= HISTORY_LAST:
        raise ValueError(
            f"expected first <= last within {HISTORY_FIRST} to {HISTORY_LAST}, got {first} to {last}"
        )


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _generator(queue: str, day: date) -> np.random.Generator:
    """One generator per queue and day, so that a day never depends on which other days are drawn."""
    return np.random.default_rng([_SEED, list(QUEUES_BY_NAME).index(queue), day.toordinal()])


def _columns(day: _Day) -> tuple[Counts, Counts, Counts, Counts]:
    return day.volume, day.handled, day.handle_seconds, day.volume - day.handled


def _counts(queue: str, day: date, draw: np.random.Generator) -> _Day:
    """Counts of one day: Poisson around a gamma day and gamma intervals, which is negative binomial."""
    traffic = TRAFFIC[queue]
    starts = starts_of(QUEUES_BY_NAME[queue], day)
    busy = _gamma(draw, traffic.spread, 1) * _gamma(draw, _INTERVAL_SPREAD, len(starts))
    volume = draw.poisson(expected_volume(queue, starts) * busy * _line_state(queue, starts))
    # Impatience grows with the square of how much busier than expected the interval is.
    abandoned = draw.binomial(volume, np.minimum(0.6, traffic.impatient * busy**2))
    handled = volume - abandoned
    mean = expected_handle_seconds(queue, day)
    seconds = _handle_seconds(draw, handled, mean)
    return _Day(starts, volume, handled, seconds)


def _gamma(draw: np.random.Generator, spread: float, size: int) -> Floats:
    """Factors of mean 1 and coefficient of variation ``spread``."""
    return draw.gamma(spread**-2, spread**2, size)


def _handle_seconds(draw: np.random.Generator, contacts: Counts, mean: float) -> Counts:
    """Sums of so many gamma handle times, whole seconds; 0 where there is no contact."""
    shape = np.maximum(contacts, 1) * _HANDLE_SPREAD**-2
    drawn = np.maximum(draw.gamma(shape, mean * _HANDLE_SPREAD**2), contacts)
    return np.where(contacts > 0, np.rint(drawn), 0).astype(np.int64)


def _line_state(queue: str, starts: tuple[datetime, ...]) -> Floats:
    if QUEUES_BY_NAME[queue].channel != "voice":
        return np.ones(len(starts))
    dead, alive = OUTAGE
    factors = [
        0.0 if dead <= start < alive else _RETURN_FACTOR if alive <= start < alive + _RETURN else 1.0
        for start in starts
    ]
    return np.array(factors)


def _tickets(queue: str, day: date, until: datetime, zone: ZoneInfo) -> Iterator[tuple[str, ...]]:
    draw = _generator(queue, day)
    seen = _counts(queue, day, draw)
    count = int(seen.volume.sum())
    offsets = draw.uniform(0, INTERVAL_MINUTES * 60, count).astype(np.int64)
    interval = np.repeat(np.arange(len(seen.starts)), seen.volume)
    reply = draw.lognormal(np.log(2.4 * 3600), 0.8, count)
    work = draw.lognormal(np.log(9 * 3600), 1.0, count)
    seconds = _handle_seconds(draw, np.ones(count, dtype=np.int64), expected_handle_seconds(queue, day))
    verdicts = tuple(
        _answers(draw, count, share, odds, lowest)
        for share, odds, lowest in ((_RATED, _CSAT, 1), (_SURVEYED, _NPS, 0), (_SURVEYED, _CES, 1))
    )
    skill = QUEUES_BY_NAME[queue].skills[-1]
    for number, one in enumerate(np.lexsort((offsets, interval)).tolist(), start=1):
        created = seen.starts[int(interval[one])] + timedelta(seconds=int(offsets[one]))
        replied = created + timedelta(seconds=int(reply[one]))
        resolved = replied + timedelta(seconds=int(work[one]))
        happened = [
            moment.astimezone(zone).isoformat() if moment < until else "" for moment in (replied, resolved)
        ]
        answers = [str(seconds[one]), *(verdict[one] for verdict in verdicts)]
        known = answers if resolved < until else [""] * len(answers)
        local = created.astimezone(zone).isoformat()
        yield (f"T{day:%Y%m%d}-{number:03d}", local, *happened, "ticket", queue, skill, *known)


def _answers(
    draw: np.random.Generator, count: int, share: float, odds: tuple[float, ...], lowest: int
) -> list[str]:
    """Survey answers as text, empty where the customer gave none."""
    given = draw.random(count) < share
    scores = draw.choice(np.arange(len(odds)) + lowest, count, p=odds)
    return [str(score) if answered else "" for score, answered in zip(scores, given, strict=True)]
