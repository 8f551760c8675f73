"""The regular series of one queue: local days × wall-clock intervals, with exposure instead of guesses."""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import event_effects, open_shares
from forecasting.documents import MINUTES_A_DAY, OpeningHours, PlannedEvent
from forecasting.errors import CoarseHistoryError, OffGridHistoryError
from forecasting.history import History
from forecasting.wall_clock import Pieces, WallClock, moment_of, weekday_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
AbsentMeans = Literal["zero", "missing"]
# Fewer rows than this can share a coarse grid by accident.
_ROWS_THAT_SHOW_A_STEP = 12


class CellState(IntEnum):
    """What is known about one cell of a series."""

    OBSERVED = 0
    MISSING = 1
    CLOSED = 2
    PARTIAL = 3
    REPEATED = 4


@dataclass(frozen=True, slots=True)
class Series:
    """Counts of one queue; every array is (local days, wall-clock intervals a day).

    ``counts``: contacts seen in the cell. ``exposure``: observed open time ÷ interval length, 0 to 2: 0 where
    closed, missing or skipped by the clock, 2 where the clock ran through the interval twice.
    ``configured``: the exposure it would have if nothing were missing. ``usual``: the open share of the
    wall-clock interval, 0 to 1, whatever the clock does that day. ``handled``, ``handle_seconds``: as counts.
    """

    zone: str
    interval_minutes: int
    first_day: int
    counts: Floats
    exposure: Floats
    configured: Floats
    usual: Floats
    handled: Floats
    handle_seconds: Floats
    closed_contacts: float = 0.0
    duplicate_rows: tuple[int, ...] = ()

    @property
    def days(self) -> int:
        return int(self.counts.shape[0])

    @property
    def intervals(self) -> int:
        return int(self.counts.shape[1])

    @property
    def day_numbers(self) -> Ints:
        return np.arange(self.first_day, self.first_day + self.days)

    @property
    def weekdays(self) -> Ints:
        return weekday_of(self.day_numbers)

    @property
    def observed(self) -> Mask:
        return self.exposure > 0

    @property
    def states(self) -> NDArray[np.int8]:
        """CellState per cell; a skipped hour is missing, not zero."""
        states = np.full(self.counts.shape, CellState.OBSERVED, np.int8)
        states[(self.exposure > 0) & (self.exposure < 1)] = CellState.PARTIAL
        states[self.exposure > 1] = CellState.REPEATED
        states[self.exposure == 0] = CellState.MISSING
        states[self.usual == 0] = CellState.CLOSED
        return states

    def until(self, day: int) -> "Series":
        """The series as it was known before local day number ``day``."""
        return self._rows(slice(0, max(day - self.first_day, 0)))

    def since(self, day: int) -> "Series":
        """The series from local day number ``day`` on; itself if it begins later."""
        skipped = max(day - self.first_day, 0)
        return replace(self._rows(slice(skipped, None)), first_day=self.first_day + skipped)

    def _rows(self, rows: slice) -> "Series":
        tables = ("counts", "exposure", "configured", "usual", "handled", "handle_seconds")
        return replace(self, **{name: getattr(self, name)[rows] for name in tables})

    def without(self, cells: Mask) -> "Series":
        """The series with some cells made missing."""
        return replace(
            self, counts=np.where(cells, 0.0, self.counts), exposure=np.where(cells, 0.0, self.exposure)
        )

    def times(self, factors: Floats) -> "Series":
        """The series with its counts multiplied, cell by cell or day by day (a column)."""
        return replace(self, counts=self.counts * factors)


def build_series(
    history: History,
    *,
    zone: str,
    interval_minutes: int,
    opening: OpeningHours,
    absent_means: AbsentMeans,
    events: tuple[PlannedEvent, ...] = (),
) -> Series:
    """Lay history onto the local calendar; 0 days for an empty history.

    Finer rows are summed; coarser ones raise CoarseHistoryError, misaligned ones OffGridHistoryError. An
    absent row between the first and the last is an observed zero or missing, as ``absent_means`` declares;
    outside them nothing is known. Contacts recorded while closed are counted apart. Past events are
    undone: their factor divides the counts, an excluded window becomes missing.
    """
    order = np.argsort(history.start_minutes, kind="stable")
    starts = history.start_minutes[order]
    last_of_its_start = np.append(starts[1:] != starts[:-1], True) if starts.size else np.zeros(0, np.bool_)
    duplicates = tuple(int(minute) for minute in np.unique(starts[~last_of_its_start]))
    kept = order[last_of_its_start]
    starts = starts[last_of_its_start]
    intervals = MINUTES_A_DAY // interval_minutes
    if not starts.size:
        nothing = np.zeros((0, intervals))
        return Series(zone, interval_minutes, 0, nothing, nothing, nothing, nothing, nothing, nothing)
    clock = WallClock.over(zone, int(starts[0]), int(starts[-1]))
    local = clock.local(starts)
    source = _source_step(starts, interval_minutes, absent_means)
    _refuse_off_grid(local, starts, kept, source, clock)
    first_day = int(local.min() // MINUTES_A_DAY)
    days = int(local.max() // MINUTES_A_DAY) - first_day + 1
    shape = days, intervals
    cells = (local // MINUTES_A_DAY - first_day) * intervals + (local % MINUTES_A_DAY) // interval_minutes

    def laid_out(weights: Floats) -> Floats:
        return np.asarray(np.bincount(cells, weights, days * intervals).reshape(shape), np.float64)

    pieces = clock.pieces(first_day, days, interval_minutes)
    usual = open_shares(opening, first_day, days, interval_minutes)
    configured = usual * elapsed_share(pieces, first_day, shape, interval_minutes)
    seen = laid_out(np.full(starts.size, source / interval_minutes))
    if absent_means == "missing":
        exposure = np.minimum(configured, usual * seen)
    else:
        position = np.arange(days * intervals).reshape(shape)
        exposure = np.where((position >= cells[0]) & (position <= cells[-1]), configured, 0.0)
    factors, excluded = event_effects(events, pieces, first_day, days, interval_minutes)
    exposure[excluded] = 0.0
    volume = laid_out(history.volume[kept])
    return Series(
        zone,
        interval_minutes,
        first_day,
        np.where(exposure > 0, volume, 0.0) / factors,
        exposure,
        configured,
        usual,
        laid_out(history.handled[kept]),
        laid_out(history.handle_seconds[kept]),
        float(volume[usual == 0].sum()),
        duplicates,
    )


def elapsed_share(pieces: Pieces, first_day: int, shape: tuple[int, int], interval_minutes: int) -> Floats:
    """Elapsed time ÷ interval length per cell: 1, 0 where the clock skips it, 2 where it repeats it."""
    cells = (pieces.days - first_day) * shape[1] + pieces.intervals
    elapsed = np.bincount(cells, pieces.lengths, shape[0] * shape[1]).reshape(shape)
    return np.asarray(elapsed / interval_minutes)


def _source_step(starts: Ints, interval_minutes: int, absent_means: AbsentMeans) -> int:
    """Minutes one row of the history stands for.

    Where absent rows are missing and most rows follow each other at one distance, that is it; where absent
    rows are zeros, or hardly any row has a neighbour, only the common divisor of all distances can tell.
    """
    distances = np.diff(starts)
    if not distances.size:
        return interval_minutes
    step = int(np.gcd.reduce(distances))
    if absent_means == "missing":
        values, times = np.unique(distances, return_counts=True)
        if times.max() > distances.size / 2:
            step = int(values[np.argmax(times)])
    if step > interval_minutes and starts.size >= _ROWS_THAT_SHOW_A_STEP:
        raise CoarseHistoryError(source=step, wanted=interval_minutes)
    return int(np.gcd(min(step, interval_minutes), interval_minutes))


def _refuse_off_grid(local: Ints, starts: Ints, rows: Ints, source: int, clock: WallClock) -> None:
    # A clock change in mid-interval starts a shortened one; its row is where it should be.
    bad = np.flatnonzero((local % source != 0) & ~np.isin(starts, clock.changes))
    if bad.size:
        wall = moment_of(int(local[bad[0]])).strftime("%Y-%m-%d %H:%M")
        raise OffGridHistoryError(row=int(rows[bad[0]]), wall=wall, source=source, zone=clock.zone)
