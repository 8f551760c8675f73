"""The stretches of time that something happened in."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from solver.domain.result import Place
from solver.domain.time import MINUTE, Span, TimeAxis


@dataclass(frozen=True, slots=True)
class Stretches:
    """Spans of time, in any order; ``whole`` reaches from the first moment to the last."""

    spans: tuple[Span, ...]

    @property
    def whole(self) -> Span:
        return Span(start=min(span.start for span in self.spans), end=max(span.end for span in self.spans))

    def holds(self, place: Place) -> bool:
        """Whether the place is in one of the spans: it touches it, or its date does."""
        if place.start is not None:
            end = place.end or place.start + MINUTE
            return any(span.overlap_minutes(place.start, end) > 0 for span in self.spans)
        if place.date is None:
            return False
        return any(
            (span.start - _ANYWHERE).date() <= place.date <= (span.end + _ANYWHERE).date()
            for span in self.spans
        )

    def intervals(self, axis: TimeAxis) -> npt.NDArray[np.bool_]:
        """Which intervals of the axis touch one of the spans."""
        inside = np.zeros(axis.intervals, dtype=bool)
        for span in self.spans:
            touched = axis.touched(span.start, span.end)
            inside[touched.start : touched.stop] = True
        return inside


_ANYWHERE = timedelta(hours=14)
"""How far clocks are from UTC at most: a date of somebody's calendar may begin so much earlier or later."""
