"""The contact history of one queue as arrays, checked row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import numpy as np
from numpy.typing import NDArray

from forecasting.errors import BadFieldError, BadRowError
from forecasting.wall_clock import minute_of

Floats = NDArray[np.float64]
LARGEST_COUNT = 1e9
# 1970 to 2262: what NumPy and zone data both cover.
_FIRST_MINUTE, _LAST_MINUTE = 0, 153_000_000


@dataclass(frozen=True, slots=True)
class History:
    """Rows of one queue, 1-D arrays of one length, in any order.

    ``start_minutes``: epoch minutes UTC of each row's start. ``volume``: contacts offered. ``handled``:
    contacts handled. ``handle_seconds``: their seconds, summed. Of rows with one start the last counts.
    Raises BadRowError for NaN, infinite, negative or > 10⁹ figures (handle seconds: > 10¹²).
    """

    start_minutes: NDArray[np.int64]
    volume: Floats
    handled: Floats
    handle_seconds: Floats

    def __post_init__(self) -> None:
        if self.start_minutes.dtype.kind not in "iu":
            raise BadFieldError(
                field="start_minutes", expected="whole epoch minutes", got=self.start_minutes.dtype
            )
        for field in ("volume", "handled", "handle_seconds"):
            column = getattr(self, field)
            if column.shape != self.start_minutes.shape or column.ndim != 1:
                expected = f"one figure a row, {self.start_minutes.shape}"
                raise BadFieldError(field=field, expected=expected, got=column.shape)
            largest = LARGEST_COUNT * (1000 if field == "handle_seconds" else 1)
            bad = np.flatnonzero(~((column >= 0) & (column <= largest)))
            if bad.size:
                expected = f"a figure from 0 to {largest:.0e}"
                raise BadRowError(row=int(bad[0]), field=field, expected=expected, got=column[bad[0]])
        bad = np.flatnonzero((self.start_minutes < _FIRST_MINUTE) | (self.start_minutes > _LAST_MINUTE))
        if bad.size:
            got = int(self.start_minutes[bad[0]])
            expected = "epoch minutes between 1970 and 2260"
            raise BadRowError(row=int(bad[0]), field="start_minutes", expected=expected, got=got)

    @classmethod
    def of(
        cls,
        starts: Sequence[datetime],
        volume: Sequence[float],
        handled: Sequence[float] | None = None,
        handle_seconds: Sequence[float] | None = None,
    ) -> Self:
        """History from aware datetimes; without ``handled`` nothing is known about handle time."""
        minutes = np.zeros(len(starts), np.int64)
        for row, start in enumerate(starts):
            if start.utcoffset() is None:
                raise BadRowError(
                    row=row, field="start", expected="a time with an offset", got=start.isoformat()
                )
            minutes[row] = minute_of(start)
        nothing = [0.0] * len(starts)
        return cls(
            minutes,
            np.array(volume, np.float64),
            np.array(nothing if handled is None else handled, np.float64),
            np.array(nothing if handle_seconds is None else handle_seconds, np.float64),
        )
