"""Charts as geometry: series in, paths and ticks for inline SVG out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil, floor, log10
from zoneinfo import ZoneInfo

from app.web.figures import day

WIDTH, HEIGHT = 960, 260
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 10, 24
"""Of the drawing, in the units of its viewBox, and what is kept free around the plot for its labels."""

Series = Sequence[float]


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis, in units of the drawing, with what stands there."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled or stroked path; ``kind`` is its class in the style sheet."""

    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing: shapes from the back to the front, days along the bottom, values up the side."""

    shapes: tuple[Shape, ...]
    days: tuple[Tick, ...]
    midnights: tuple[float, ...]
    values: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class Frame:
    """Where time and values lie in the drawing: elapsed time, so that a day of 25 hours is longer."""

    starts: tuple[datetime, ...]
    step: timedelta
    top_value: float

    def x(self, moment: datetime) -> float:
        whole = self.starts[-1] + self.step - self.starts[0]
        return LEFT + (WIDTH - LEFT - RIGHT) * ((moment - self.starts[0]) / whole)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.top_value


def band_chart(
    starts: Sequence[datetime], interval_minutes: int, zone: str, low: Series, mean: Series, high: Series
) -> Chart:
    """A line with the band around it, one value per interval; days are those of ``zone``."""
    frame = _frame(starts, interval_minutes, max(high, default=0.0))
    return _chart(
        frame,
        zone,
        Shape("band", _between(frame, low, high)),
        Shape("line", _line(frame, mean)),
    )


def coverage_chart(
    starts: Sequence[datetime],
    interval_minutes: int,
    zone: str,
    required: Series,
    covered: Series,
    over: Series,
) -> Chart:
    """Agents required as a line over those who cover; what is short and what is over stand out."""
    there = [part + rest for part, rest in zip(covered, over, strict=True)]
    frame = _frame(starts, interval_minutes, max((*required, *there), default=0.0))
    return _chart(
        frame,
        zone,
        Shape("covered", _between(frame, [0.0] * len(starts), covered)),
        Shape("over", _between(frame, covered, there)),
        Shape("short", _between(frame, covered, required)),
        Shape("required", _line(frame, required)),
    )


def _frame(starts: Sequence[datetime], interval_minutes: int, highest: float) -> Frame:
    return Frame(tuple(starts), timedelta(minutes=interval_minutes), _round_top(highest))


def _chart(frame: Frame, zone: str, *shapes: Shape) -> Chart:
    midnights = _midnights(frame, zone)
    edges = [frame.starts[0], *midnights, frame.starts[-1] + frame.step]
    days = [
        Tick(frame.x(first + (last - first) / 2), day(first.astimezone(ZoneInfo(zone)).date()))
        for first, last in pairwise(edges)
        if last - first >= timedelta(hours=12)
    ]
    steps = 4
    values = [
        Tick(frame.y(frame.top_value * part / steps), f"{frame.top_value * part / steps:g}")
        for part in range(steps + 1)
    ]
    return Chart(shapes, tuple(days), tuple(frame.x(each) for each in midnights), tuple(values))


def _midnights(frame: Frame, zone: str) -> list[datetime]:
    """The first interval of every local day but the first."""
    tz = ZoneInfo(zone)
    dates = [start.astimezone(tz).date() for start in frame.starts]
    return [
        start
        for start, today, before in zip(frame.starts[1:], dates[1:], dates, strict=False)
        if today != before
    ]


def _line(frame: Frame, values: Series) -> str:
    points = list(_steps(frame, values))
    return _move(points[:1]) + _to(points[1:])


def _between(frame: Frame, low: Series, high: Series) -> str:
    over, under = list(_steps(frame, high)), list(_steps(frame, low))
    return _move(over[:1]) + _to(over[1:]) + _to(reversed(under)) + "Z"


def _steps(frame: Frame, values: Series) -> Iterable[tuple[float, float]]:
    """The corners of a staircase: a value holds from the start of its interval to its end."""
    previous = None
    for start, value in zip(frame.starts, values, strict=True):
        if value != previous:
            if previous is not None:
                yield frame.x(start), frame.y(previous)
            yield frame.x(start), frame.y(value)
        previous = value
    if previous is not None:
        yield frame.x(frame.starts[-1] + frame.step), frame.y(previous)


def _move(points: Iterable[tuple[float, float]]) -> str:
    return "".join(f"M{x:.1f} {y:.1f}" for x, y in points)


def _to(points: Iterable[tuple[float, float]]) -> str:
    return "".join(f"L{x:.1f} {y:.1f}" for x, y in points)


def _round_top(highest: float) -> float:
    """The least of 1, 2, 4, 6, 8 times a power of ten that is not below ``highest``, at least 4."""
    if highest <= 4:
        return 4.0
    scale = 10.0 ** floor(log10(highest))
    return next(
        scale * leaf for leaf in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if ceil(scale * leaf) >= highest
    )
