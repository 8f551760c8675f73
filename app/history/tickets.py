"""Single tickets: one row is one contact with its times, its effort and what the customer thought of it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from zlib import crc32

from app.history import cells
from app.history.columns import Layout
from app.history.counts import stage_line
from app.history.refusals import CellRefused, Refusals
from app.history.rows import RowReader
from app.history.schemas import ImportOptions
from app.history.wall_clock import WallClock

DEFAULT_INTERVAL = 15
CSAT: Callable[[str], int] = partial(cells.score, least=1, most=5)
NPS: Callable[[str], int] = partial(cells.score, least=0, most=10)
CES: Callable[[str], int] = partial(cells.score, least=1, most=7)


class TicketRows:
    """Turns the rows of a ticket file into lines of the stage.

    A ticket is known again by its id; without one by queue, channel and moment of creation, so that a later
    file may bring its answer. ``repeated`` counts tickets created in an hour that occurs twice: nobody can
    tell which pass, so a checksum deals them out evenly, the same way at every import.
    """

    def __init__(self, layout: Layout, options: ImportOptions, refusals: Refusals) -> None:
        self.reader = RowReader(layout, refusals)
        self.repeated = 0
        self._clock = WallClock(options.zone)
        self._interval = 60 * (options.interval_minutes or DEFAULT_INTERVAL)
        self._constant_channel = options.channel

    def interval_minutes(self) -> int:
        """The interval that tickets are counted in."""
        return self._interval // 60

    def lines(self, rows: Iterable[tuple[int, list[str]]]) -> Iterator[str]:
        """A tab-separated line for every good row; the refusals grow by the others."""
        reader = self.reader
        for row in reader.over(rows):
            queue = reader.queue()
            identity = reader.optional("id", cells.identifier)
            channel = reader.optional("channel", cells.channel) or self._constant_channel
            opening = self._created(identity)
            seconds = reader.optional("handle_seconds", cells.seconds)
            csat = reader.optional("csat", CSAT)
            nps = reader.optional("nps", NPS)
            ces = reader.optional("ces", CES)
            if opening is None or queue is None:
                continue
            created, interval_start = opening
            answered = self._later("first_response", created)
            resolved = self._later("resolved", created)
            if not reader.good:
                continue
            name = reader.names[queue]
            known = f"id {identity}" if identity is not None else f"{name} {channel} {created}"
            yield stage_line(
                row,
                queue,
                _digest(known),
                created,
                interval_start,
                answered,
                resolved,
                channel,
                seconds,
                csat,
                nps,
                ces,
                identity is None,
            )

    def _created(self, identity: str | None) -> tuple[int, int] | None:
        """Epoch seconds of the creation and of the interval it falls in."""
        written = self.reader.required("created", self._clock.read)
        if written is None:
            return None
        created, second, offset = written
        if second is not None:
            self.repeated += 1
            if crc32(f"{identity} {created}".encode()) & 1:
                offset -= second - created
                created = second
        return created, created - (created + offset) % self._interval

    def _later(self, column: str, created: int) -> int | None:
        """Epoch seconds of something that happens to a ticket once it is created."""
        written = self.reader.optional(column, self._clock.read)
        if written is None:
            return None
        moment, second, _ = written
        if moment < created and second is not None:
            moment = second
        if moment < created:
            self.reader.refuse(column, CellRefused("a time before the creation", "a time at or after it"))
            return None
        return moment


def _digest(known: str) -> str:
    return hashlib.blake2b(known.encode(), digest_size=16).hexdigest()
