"""Shifts as worked: every break in its place, and the sessions attended among them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from solver.domain.roster import Assignment, Segment
from solver.domain.shift import Shift, break_of
from solver.domain.time import MINUTE, TimeAxis
from solver.model.on_duty import break_windows


def assigned(
    shift: Shift,
    axis: TimeAxis,
    begins: Mapping[tuple[Shift, int], datetime],
    sessions: Sequence[Segment] = (),
) -> Assignment:
    """The shift as worked, its flexible breaks begun and its sessions attended as given."""
    if shift.fixed is not None:
        return shift.fixed.model_copy(update={"locked": True})
    starts = begun(shift, axis, begins)
    breaks = (break_of(plan, start) for plan, start in zip(shift.length.breaks, starts, strict=True))
    return Assignment(
        agent=shift.agent,
        template=shift.template,
        start=shift.start,
        end=shift.end,
        breaks=tuple(sorted((*breaks, *sessions), key=lambda segment: segment.start)),
    )


def begun(shift: Shift, axis: TimeAxis, begins: Mapping[tuple[Shift, int], datetime]) -> Iterator[datetime]:
    """When each break of the shift begins; those nobody has placed fall in the middle of their window."""
    for number, window in enumerate(break_windows(axis, shift)):
        middle = window.first + window.count // 2 * axis.interval_minutes * MINUTE
        yield begins.get((shift, number), middle if window.count > 1 else window.first)
