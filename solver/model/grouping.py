"""Shifts of one agent put together: those that run at one moment, those of one date."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from solver.domain.shift import Shift


def overlapping(shifts: Sequence[Shift]) -> Iterable[list[Shift]]:
    """The largest sets of shifts, in order of start, that all run at one moment."""
    running: list[Shift] = []
    grew = False
    for shift in shifts:
        going_on = [other for other in running if other.end > shift.start]
        if len(going_on) < len(running) and grew and len(running) > 1:
            yield running
            grew = False
        running = [*going_on, shift]
        grew = True
    if len(running) > 1:
        yield running


def grouped_by_day(shifts: Iterable[Shift]) -> dict[date, tuple[Shift, ...]]:
    grouped: defaultdict[date, list[Shift]] = defaultdict(list)
    for shift in shifts:
        grouped[shift.day].append(shift)
    return {day: tuple(found) for day, found in grouped.items()}
