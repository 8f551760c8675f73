"""The intervals of a simulation in seconds from its start, with the local days and open time of a queue."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from forecasting.simulation.request import SimulatedQueue, SimulationRequest
from forecasting.staffing.waiting import Floats


@dataclass(frozen=True, slots=True)
class Calendar:
    """Per interval: start in seconds, open or not, and the number of its local day and of its week.

    A week is seven consecutive local days from the first.
    """

    start: Floats
    seconds: float
    is_open: NDArray[np.bool_]
    day: NDArray[np.int64]
    week: NDArray[np.int64]
    dates: tuple[str, ...]

    @property
    def days(self) -> int:
        return len(self.dates)

    def after_open_seconds(self, times: Floats, seconds: float | Floats) -> Floats:
        """When ``seconds`` of open time have passed since ``times``; infinite if not within the intervals."""
        lengths = np.where(self.is_open, self.seconds, 0.0)
        edges = np.ravel(np.column_stack([self.start, self.start + self.seconds]))
        clock = np.ravel(np.column_stack([np.cumsum(lengths) - lengths, np.cumsum(lengths)]))
        wanted = np.interp(times, edges, clock) + seconds
        # The first moment at which the clock shows it: the close before a night, not the opening after.
        place = np.searchsorted(clock, wanted - 1e-6, side="left")
        inside = np.minimum(place, clock.size - 1)
        passed = edges[inside] - (clock[inside] - wanted)
        return np.where(place < clock.size, np.maximum(passed, times), np.inf)


def calendar_of(request: SimulationRequest, queue: SimulatedQueue) -> Calendar:
    """The intervals as this queue sees them."""
    zone, first = ZoneInfo(queue.time_zone), request.starts[0]
    dates = [start.astimezone(zone).date() for start in request.starts]
    named = sorted(set(dates))
    number = {date: place for place, date in enumerate(named)}
    return Calendar(
        start=np.array([(start - first).total_seconds() for start in request.starts]),
        seconds=request.interval_minutes * 60.0,
        is_open=np.array(queue.open) > 0.0,
        day=np.array([number[date] for date in dates], dtype=np.int64),
        week=np.array([(date - named[0]).days // 7 for date in dates], dtype=np.int64),
        dates=tuple(date.isoformat() for date in named),
    )
