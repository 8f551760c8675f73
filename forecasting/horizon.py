"""The days to forecast: their elapsed pieces, opening, names and planned events."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import DayNames, event_effects, open_shares
from forecasting.documents import MINUTES_A_DAY
from forecasting.forecaster import Days
from forecasting.request import ForecastRequest
from forecasting.series import elapsed_share
from forecasting.wall_clock import Pieces, WallClock

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Horizon:
    """``factors`` (days, intervals): planned events; ``open``: open share of an interval, per piece."""

    days: Days
    factors: Floats
    pieces: Pieces
    open: Floats
    _share_of_cell: Floats

    @classmethod
    def of(cls, request: ForecastRequest, first_day: int, names: DayNames) -> Self:
        minutes = request.interval_minutes
        shape = request.days, MINUTES_A_DAY // minutes
        clock = WallClock.over(
            request.zone, first_day * MINUTES_A_DAY, (first_day + request.days) * MINUTES_A_DAY
        )
        pieces = clock.pieces(first_day, request.days, minutes)
        usual = open_shares(request.opening, first_day, request.days, minutes)
        elapsed = elapsed_share(pieces, first_day, shape, minutes)
        factors, _ = event_effects(request.events, pieces, first_day, request.days, minutes)
        rows = pieces.days - first_day
        length = pieces.lengths / minutes
        return cls(
            Days(first_day, usual * elapsed, names.over(first_day, request.days)),
            factors,
            pieces,
            usual[rows, pieces.intervals] * length,
            length / elapsed[rows, pieces.intervals],
        )

    def per_piece(self, table: Floats) -> Floats:
        """Values of a (days, intervals) table at every piece: the repeated hour finds its value twice."""
        return np.asarray(table[self.pieces.days - self.days.first_day, self.pieces.intervals], np.float64)

    def spread(self, mean: Floats) -> Floats:
        """Contacts of a (days, intervals) table per piece: the passes of a repeated hour share its cell."""
        return self.per_piece(mean) * self._share_of_cell
