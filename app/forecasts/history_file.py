"""Reads the contacts of a history file, counts or tickets, without a database: queue by queue."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.history.columns import Layout, recognise
from app.history.counts import CountRows
from app.history.problems import HistoryRefused
from app.history.refusals import FileRefused, Refusals
from app.history.schemas import AbsentMeans, ImportOptions, RepeatedHour, Shape
from app.history.source import CsvSource
from app.history.tickets import TicketRows

BYTES_AT_ONCE = 1 << 20
NOTHING = "\\N"
QUEUES_NAMED = 20


@dataclass(frozen=True, slots=True)
class ReadHistory:
    """``contacts``: by queue and epoch second of an interval; ``absent_means``: what other intervals are."""

    contacts: dict[str, dict[int, float]]
    interval_minutes: int
    absent_means: AbsentMeans


def read_history(file: Path, options: ImportOptions) -> ReadHistory:
    """The file as an import would read it; raises FileRefused naming a row.

    ``options.queue`` is the queue wanted where the file tells its queues apart, else what its rows are called
    (without it: as the file). Tickets are counted, so an interval without one is zero.
    """
    with file.open("rb") as stream:
        source = CsvSource(iter(lambda: stream.read(BYTES_AT_ONCE), b""))
        layout, wanted = _layout(source.header, options, file.name.partition(".")[0])
        refusals = Refusals()
        if layout.shape is Shape.COUNTS:
            rows: CountRows | TicketRows = CountRows(layout, options, refusals)
            found = _counts(rows.lines(source.rows()), options)
            absent_means = options.absent_means
        else:
            rows = TicketRows(layout, options, refusals)
            found = _tickets(rows.lines(source.rows()))
            absent_means = AbsentMeans.ZERO
        by_name = {rows.reader.names[number]: own for number, own in found.items()}
        try:
            refusals.refuse_if_any(rows.reader.rows_read)
        except HistoryRefused as refused:
            worst = refused.errors[0]
            raise FileRefused(
                worst["row"], f"{worst['column']}: {worst['found']}", worst["expected"]
            ) from None
        if not by_name:
            raise FileRefused(1, "no contacts", "rows with a start and a volume, or tickets")
        minutes = rows.interval_minutes()
    if wanted is None:
        return ReadHistory(by_name, minutes, absent_means)
    if wanted not in by_name:
        names = ", ".join(sorted(by_name)[:QUEUES_NAMED])
        more = f" and {len(by_name) - QUEUES_NAMED} more" if len(by_name) > QUEUES_NAMED else ""
        raise FileRefused(0, f"no queue {wanted!r}", f"one of {names}{more}")
    return ReadHistory({wanted: by_name[wanted]}, minutes, absent_means)


def _layout(header: list[str], options: ImportOptions, file: str) -> tuple[Layout, str | None]:
    """The columns, and the one queue wanted of many."""
    if options.queue is not None and "{" in options.queue:
        return recognise(header, options), None
    try:
        return recognise(header, options.model_copy(update={"queue": None})), options.queue
    except FileRefused:
        return recognise(header, options.model_copy(update={"queue": options.queue or file})), None


def _counts(lines: Iterator[str], options: ImportOptions) -> dict[int, dict[int, float]]:
    """Contacts by number of the queue and epoch second."""
    found: dict[int, dict[int, float]] = defaultdict(dict)
    for line in lines:
        _, number, first, second, volume, *_ = line.rstrip("\n").split("\t")
        if volume == NOTHING:
            continue
        own = found[int(number)]
        other = None if second == NOTHING else int(second)
        for start, count in _passes(int(first), other, float(volume), own, options.repeated_hour):
            own[start] = count
    return found


def _tickets(lines: Iterator[str]) -> dict[int, dict[int, float]]:
    """The same of tickets, one with an id counted once however often the file tells of it."""
    found: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    told: set[str] = set()
    for line in lines:
        _, number, key, _, start, *_, anonymous = line.rstrip("\n").split("\t")
        if anonymous == str(False):
            if key in told:
                continue
            told.add(key)
        found[int(number)][int(start)] += 1
    return found


def _passes(
    first: int, second: int | None, volume: float, known: dict[int, float], repeated: RepeatedHour | None
) -> Iterator[tuple[int, float]]:
    """Which instants a row speaks of: two where the wall clock shows its time twice."""
    if second is None:
        yield first, volume
    elif repeated is RepeatedHour.SUMMED:
        yield first, volume / 2
        yield second, volume / 2
    elif repeated is RepeatedHour.FIRST_ONLY:
        yield first, volume
    elif repeated is RepeatedHour.BOTH_ROWS:
        yield second if first in known else first, volume
