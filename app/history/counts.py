"""Interval counts: one row tells how many contacts a queue had from ``start`` on."""

from collections import Counter
from collections.abc import Iterable, Iterator

from app.history import cells
from app.history.columns import Layout
from app.history.refusals import CellRefused, FileRefused, Refusals
from app.history.rows import RowReader
from app.history.schemas import ImportOptions
from app.history.wall_clock import SkippedTime, WallClock

FINEST = 15


class CountRows:
    """Turns the rows of a counts file into lines of the stage.

    ``skipped_zeros`` counts rows without contacts at times that the clocks skipped; they are dropped.
    ``missing`` counts rows whose column ``missing`` says that their volume is no observation.
    """

    def __init__(self, layout: Layout, options: ImportOptions, refusals: Refusals) -> None:
        self.reader = RowReader(layout, refusals)
        self.skipped_zeros = 0
        self.missing = 0
        self._minutes: Counter[int] = Counter()
        self._clock = WallClock(options.zone)
        self._declared = options.interval_minutes

    def lines(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[str]:
        """A tab-separated line for every good row; the refusals grow by the others."""
        reader = self.reader
        for row in reader.over(rows):
            queue = reader.queue()
            missing = reader.optional("missing", cells.flag)
            volume = 0 if missing else reader.required("volume", cells.count) or 0
            handled = reader.optional("handled", cells.count)
            abandoned = reader.optional("abandoned", cells.count)
            mean = reader.optional("handle_seconds", cells.seconds)
            total = reader.optional("handle_seconds_total", cells.seconds)
            start = self._start(silent=not (volume or handled or abandoned))
            if start is None or not reader.good:
                continue
            if missing:
                self.missing += 1
                yield stage_line(row, queue, *start, None, None, None, None)
                continue
            if handled is None and (mean is not None or total is not None):
                handled = max(volume - (abandoned or 0), 0)
            if mean is not None and handled is not None:
                total = mean * handled
            yield stage_line(row, queue, *start, volume, handled, total, abandoned)

    def interval_minutes(self) -> int:
        """The declared interval, else the finest step that the starts show; raises FileRefused if unclear."""
        if self._declared is not None:
            return self._declared
        minutes = set(self._minutes)
        if minutes <= {0}:
            return 60
        if len(minutes) == 1:
            raise FileRefused(
                0,
                f"every start at minute {minutes.pop()} of the hour",
                "the zone of the file or its interval_minutes",
            )
        return 30 if minutes <= {0, 30} else FINEST

    def _start(self, *, silent: bool) -> tuple[int, int | None] | None:
        try:
            return self._on_grid(self.reader.cell("start"))
        except SkippedTime as error:
            if silent:
                self.skipped_zeros += 1
            else:
                self.reader.refuse("start", error)
        except CellRefused as error:
            self.reader.refuse("start", error)
        return None

    def _on_grid(self, text: str) -> tuple[int, int | None]:
        epoch, second, offset = self._clock.read(text)
        minute, beside = divmod((epoch + offset) % 3600, 60)
        step = self._declared or FINEST
        if beside or minute % step:
            expected = f"the start of a {step}-minute interval of the local clock"
            raise CellRefused("a time inside an interval", expected)
        self._minutes[minute] += 1
        return epoch, second


def stage_line(*values: float | str | None) -> str:
    """A line that COPY reads; no value may hold a tab, a line break or a backslash."""
    return "\t".join(["\\N" if value is None else str(value) for value in values]) + "\n"
