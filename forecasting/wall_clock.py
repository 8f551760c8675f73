"""Between UTC minutes and local days: where a zone's clock jumps, and which piece of time is which cell."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from forecasting.documents import MINUTES_A_DAY

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
# Half a day is shorter than any two changes of one clock lie apart, so none is stepped over.
_PROBE_MINUTES = 720

Ints = NDArray[np.int64]


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - EPOCH_ORDINAL


def day_date(number: int) -> date:
    """The date ``number`` days after 1970-01-01."""
    return date.fromordinal(number + EPOCH_ORDINAL)


def weekday_of(day_numbers: Ints) -> Ints:
    """Weekday per day number, 0 = Monday (1970-01-01 was a Thursday)."""
    return (day_numbers + 3) % 7


def minute_of(moment: datetime) -> int:
    """Minutes since the epoch, UTC, of an aware moment."""
    return int((moment - EPOCH) // timedelta(minutes=1))


def moment_of(minute: int) -> datetime:
    """The aware UTC moment ``minute`` minutes after the epoch."""
    return EPOCH + timedelta(minutes=int(minute))


@dataclass(frozen=True, slots=True)
class Pieces:
    """Stretches of elapsed time, each inside one wall-clock interval of one local day (1-D, UTC order).

    ``starts``: epoch minutes UTC; ``lengths``: elapsed minutes; ``days``: local day numbers; ``intervals``:
    index within the wall-clock day. A repeated interval has two pieces, a skipped one none.
    """

    starts: Ints
    lengths: Ints
    days: Ints
    intervals: Ints


@dataclass(frozen=True, slots=True)
class WallClock:
    """The clock of one zone over a span: ``offsets[k]`` minutes east of UTC from ``changes[k - 1]`` on."""

    zone: str
    changes: Ints
    offsets: Ints

    @classmethod
    def over(cls, zone: str, first_minute: int, last_minute: int) -> "WallClock":
        """The clock of ``zone`` between two UTC minutes, found by probing and bisection."""
        info = ZoneInfo(zone)

        def offset(minute: int) -> int:
            shift = moment_of(minute).astimezone(info).utcoffset()
            return 0 if shift is None else int(shift.total_seconds() // 60)

        low = first_minute - 3 * MINUTES_A_DAY
        changes: list[int] = []
        offsets = [offset(low)]
        while low < last_minute + 3 * MINUTES_A_DAY:
            high = low + _PROBE_MINUTES
            if offset(high) != offsets[-1]:
                before, after = low, high
                while after - before > 1:
                    middle = (before + after) // 2
                    before, after = (middle, after) if offset(middle) == offsets[-1] else (before, middle)
                changes.append(after)
                offsets.append(offset(after))
            low = high
        return cls(zone, np.array(changes, np.int64), np.array(offsets, np.int64))

    def local(self, minutes: Ints) -> Ints:
        """Wall-clock minutes since 1970-01-01 00:00 local, for UTC minutes of any shape."""
        return minutes + self.offsets[np.searchsorted(self.changes, minutes, side="right")]

    def pieces(self, first_day: int, days: int, interval_minutes: int) -> Pieces:
        """All elapsed time of ``days`` local days from ``first_day``, cut at every wall-clock interval.

        A local day runs from the first instant that bears its date to the next day's, so days of 0, 23,
        24, 24.5 or 25 hours come out as they are.
        """
        reach = (first_day - 2) * MINUTES_A_DAY, (first_day + days + 2) * MINUTES_A_DAY
        edges = [reach[0], *[int(c) for c in self.changes if reach[0] < c < reach[1]], reach[1]]
        cuts: list[Ints] = []
        for begin, end in pairwise(edges):
            shift = int(self.offsets[np.searchsorted(self.changes, begin, side="right")])
            aligned = begin + (-(begin + shift)) % interval_minutes
            cuts += [np.array([begin], np.int64), np.arange(aligned, end, interval_minutes, dtype=np.int64)]
        starts = np.unique(np.concatenate([*cuts, np.array([reach[1]], np.int64)]))
        lengths = np.diff(starts)
        starts = starts[:-1]
        local = self.local(starts)
        local_days = local // MINUTES_A_DAY
        inside = (local_days >= first_day) & (local_days < first_day + days)
        return Pieces(
            starts[inside],
            lengths[inside],
            local_days[inside],
            (local[inside] % MINUTES_A_DAY) // interval_minutes,
        )
