"""What clocks ask of one occurrence of a shift: breaks by the clock, and an end inside a window."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from solver.domain.time import MINUTE, ClockWindow
from solver.domain.work import BreakPlan, ShiftLength


def as_it_occurs(length: ShiftLength, start: datetime, end: datetime, zone: str) -> ShiftLength | None:
    """The length as a shift from ``start`` to ``end`` on clocks in ``zone`` may have it; None when clocks
    leave it no end or a break no place.

    Windows by the clock become offsets from the start, so whoever reads a shift finds offsets alone.
    """
    if length.ends is None and not any(plan.clock for plan in length.breaks):
        return length
    return _as_it_occurs(length, start, end, zone)


@lru_cache(maxsize=16_384)
def _as_it_occurs(length: ShiftLength, start: datetime, end: datetime, zone: str) -> ShiftLength | None:
    if length.ends is not None and not _shows(length.ends, end, zone):
        return None
    breaks = []
    for plan in length.breaks:
        begins = _begins(plan, start, zone)
        if begins is None:
            return None
        breaks.append(
            plan.model_copy(update={"earliest_offset": begins[0], "latest_offset": begins[1], "clock": None})
        )
    return length.model_copy(update={"breaks": tuple(breaks), "ends": None})


def _begins(plan: BreakPlan, start: datetime, zone: str) -> tuple[int, int] | None:
    """The offsets at which the break may begin, by the first window of the clock that leaves it any."""
    if plan.clock is None:
        return plan.earliest_offset, plan.latest_offset
    earliest, latest = start + plan.earliest_offset * MINUTE, start + plan.latest_offset * MINUTE
    first, last = _date(earliest, zone) - timedelta(days=1), _date(latest, zone)
    for opens, closes in plan.clock.closed_spans(first, last, zone):
        begins, until = max(earliest, opens), min(latest, closes)
        if begins <= until:
            return (begins - start) // MINUTE, (until - start) // MINUTE
    return None


def _shows(window: ClockWindow, instant: datetime, zone: str) -> bool:
    day = _date(instant, zone)
    spans = window.closed_spans(day - timedelta(days=1), day, zone)
    return any(opens <= instant <= closes for opens, closes in spans)


def _date(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()
