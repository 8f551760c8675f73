"""Imports a file: streams it to a staging table, settles it there, then merges all of it or nothing."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any, cast

import psycopg

from app.database import TenantSession
from app.history import counts_stage, tickets_stage
from app.history.columns import Layout, recognise
from app.history.counts import CountRows
from app.history.queue_names import NamedQueue, known_queues, named_queues, refuse_unknown
from app.history.refusals import FileRefused, Refusals
from app.history.schemas import (
    AbsentMeans,
    Gap,
    ImportedQueue,
    ImportOptions,
    ImportReport,
    Note,
    OnDuplicate,
    RepeatedHour,
    Shape,
)
from app.history.series import QueueSpan, declare_series, refuse_other_series
from app.history.source import CsvSource
from app.history.tables import HistoryImport
from app.history.tickets import TicketRows

LINES_AT_ONCE = 2000
MOST_GAPS = 100

# Starts whose meaning stays unknown: no absence of rows makes them zero.
_UNKNOWN = "CREATE TEMP TABLE history_stage_unknown (queue int, start bigint) ON COMMIT DROP"
_QUEUES = """
CREATE TEMP TABLE history_stage_queue ON COMMIT DROP AS
SELECT * FROM unnest(%s::int[], %s::uuid[]) AS numbered (queue, id)
"""
_GAPS = """
WITH steps AS (
    SELECT queue, start + %(interval)s AS begin, lead(start) OVER (PARTITION BY queue ORDER BY start) AS next
    FROM ({starts}) AS starts
)
SELECT queue, begin, next, count(*) OVER () FROM steps
WHERE next - begin >= %(least)s ORDER BY next - begin DESC, queue, begin LIMIT %(most)s
"""


def import_history(session: TenantSession, chunks: Iterable[bytes], options: ImportOptions) -> HistoryImport:
    """Read a CSV file (gzip or plain) into the history of the session's organization.

    Everything happens in the session's transaction, and memory does not grow with the file. Raises
    HistoryRefused, listing what is wrong row by row; then nothing is kept once the session rolls back.
    """
    refusals = Refusals()
    work = None
    try:
        source = CsvSource(chunks)
        work = _Import(session, source, recognise(source.header, options), options, refusals)
        report = work.report()
    except FileRefused as error:
        refusals.add(error.row, "", error.found, error.expected)
        refusals.refuse_if_any(work.rows.reader.rows_read if work else 0)
        raise
    row = HistoryImport(
        organization_id=session.organization_id, digest=report.digest, report=report.model_dump(mode="json")
    )
    session.add(row)
    session.flush()
    return row


class _Import:
    """One import on its way."""

    def __init__(
        self,
        session: TenantSession,
        source: CsvSource,
        layout: Layout,
        options: ImportOptions,
        refusals: Refusals,
    ) -> None:
        self.session = session
        self.source = source
        self.layout = layout
        self.options = options
        self.refusals = refusals
        self.notes: list[Note] = []
        self.repeated_hour: RepeatedHour | None = None
        connection = cast("psycopg.Connection[Any]", session.connection().connection.driver_connection)
        self.cursor = connection.cursor()
        self.rows: CountRows | TicketRows
        if layout.shape is Shape.COUNTS:
            self.rows, self.stage = CountRows(layout, options, refusals), counts_stage.TABLE
            self.starts, self.summary = counts_stage.STARTS, counts_stage.SUMMARY
        else:
            self.rows, self.stage = TicketRows(layout, options, refusals), tickets_stage.TABLE
            self.starts, self.summary = tickets_stage.STARTS, tickets_stage.SUMMARY

    def report(self) -> ImportReport:
        """Do the import and say what became of it."""
        self._stage()
        interval = self.rows.interval_minutes()
        queues = self._queues()
        identical, resolved = self._settle()
        self._refuse_if_any()
        refuse_other_series(self.cursor, self.layout, interval, queues, self.refusals)
        self._refuse_if_any()
        brought = self._brought(queues)
        gaps, gaps_total = self._gaps(queues, interval)
        new, updated = self._merge(queues, brought, interval)
        accepted = sum(queue.rows for queue in brought)
        return ImportReport(
            shape=self.layout.shape,
            digest=self.source.digest,
            zone=self.options.zone,
            interval_minutes=interval,
            interval_detected=self.options.interval_minutes is None and self.layout.shape is Shape.COUNTS,
            absent_means=self._absent_means,
            repeated_hour=self.repeated_hour,
            columns={theirs: ours for ours, theirs in self.layout.headers.items()},
            ignored_columns=self.layout.ignored,
            rows_read=self.rows.reader.rows_read,
            rows_accepted=accepted,
            rows_new=new,
            rows_updated=updated,
            rows_unchanged=accepted - new - updated,
            first_start=min((queue.first_start for queue in brought), default=None),
            last_start=max((queue.last_start for queue in brought), default=None),
            volume=sum(queue.volume for queue in brought),
            queues=tuple(brought),
            duplicates_identical=identical,
            duplicates_resolved=resolved,
            gaps=gaps,
            gaps_total=gaps_total,
            notes=tuple(self.notes),
        )

    @property
    def _absent_means(self) -> AbsentMeans:
        return AbsentMeans.ZERO if self.layout.shape is Shape.TICKETS else self.options.absent_means

    def _refuse_if_any(self) -> None:
        self.refusals.refuse_if_any(self.rows.reader.rows_read)

    def _stage(self) -> None:
        self.cursor.execute("SET LOCAL work_mem = '64MB'")
        self.cursor.execute(self.stage)
        self.cursor.execute(_UNKNOWN)
        lines = self._lines()
        with self.cursor.copy("COPY history_stage FROM STDIN") as copy:
            while block := "".join(islice(lines, LINES_AT_ONCE)):
                copy.write(block)
        self.cursor.execute("ANALYZE history_stage")
        if not self.rows.reader.rows_read and not self.refusals.total:
            raise FileRefused(2, "no row after the header", "at least one row of data")

    def _lines(self) -> Iterator[str]:
        """The lines of the stage; a file that breaks off ends them, so that the transaction stays usable."""
        try:
            for line in self.rows.lines(self.source.rows()):
                if not self.refusals.total:
                    yield line
        except FileRefused as error:
            self.refusals.add(error.row, "", error.found, error.expected)

    def _queues(self) -> list[NamedQueue]:
        names = self.rows.reader.names
        known = known_queues(self.session, names)
        if not self.options.create_queues:
            refuse_unknown(names, known, self.refusals, self.layout.header("queue"))
        self._refuse_if_any()
        channels = {}
        if self.layout.shape is Shape.TICKETS:
            channels = {
                names[queue]: channel for queue, channel, _ in self.cursor.execute(tickets_stage.CHANNELS)
            }
        queues = named_queues(self.session, names, known, self.options, channels)
        self.cursor.execute(_QUEUES, [list(range(len(queues))), [queue.id for queue in queues]])
        for queue in queues:
            if (channel := channels.get(queue.name, queue.channel)) != queue.channel:
                self._note(
                    "channel", f"Most tickets of {queue.name} came by {channel}; it takes {queue.channel}.", 1
                )
        return queues

    def _settle(self) -> tuple[int, int]:
        """Settle what only the whole file shows; the numbers of identical and of resolved duplicates."""
        policy = self.options.on_duplicate
        if isinstance(self.rows, TicketRows):
            if policy is OnDuplicate.SUM:
                raise FileRefused(0, "on_duplicate sum for tickets", "error or last")
            self._note(
                "repeated_hour",
                "Tickets created in an hour that occurs twice were dealt out evenly to its two passes.",
                self.rows.repeated,
            )
            column = self.layout.header("id")
            return tickets_stage.settle_duplicates(self.cursor, policy, self.refusals, column)
        self._note(
            "skipped_hour",
            "Rows of 0 at times that the clocks skipped were dropped.",
            self.rows.skipped_zeros,
        )
        self._note(
            "missing", "Rows marked as missing were left out; they count as unknown.", self.rows.missing
        )
        counts_stage.set_missing_apart(self.cursor)
        settled = counts_stage.settle_repeated_hour(self.cursor, self.options.repeated_hour)
        self.repeated_hour = settled.reading
        column = self.layout.header("start")
        duplicates = counts_stage.settle_duplicates(self.cursor, policy, self.refusals, column)
        if settled.reading is RepeatedHour.SUMMED:
            counts_stage.share_sums(self.cursor)
        if settled.reading is not None:
            self._note("repeated_hour", READINGS[settled.reading], settled.rows)
        return duplicates

    def _brought(self, queues: list[NamedQueue]) -> list[ImportedQueue]:
        brought = []
        for number, rows, first, last, volume, handled, seconds, abandoned in self.cursor.execute(
            self.summary
        ):
            mean = float(seconds) / int(handled) if handled and seconds is not None else None
            brought.append(
                ImportedQueue(
                    id=queues[number].id,
                    name=queues[number].name,
                    created=queues[number].created,
                    rows=rows,
                    first_start=datetime.fromtimestamp(first, UTC),
                    last_start=datetime.fromtimestamp(last, UTC),
                    volume=volume,
                    handled=handled,
                    handle_seconds=mean,
                    abandoned=abandoned,
                )
            )
        return sorted(brought, key=lambda queue: queue.name)

    def _gaps(self, queues: list[NamedQueue], interval: int) -> tuple[tuple[Gap, ...], int]:
        limits = {"interval": interval * 60, "least": self.options.gap_hours * 3600, "most": MOST_GAPS}
        found = self.cursor.execute(_GAPS.format(starts=self.starts), limits).fetchall()
        gaps = tuple(
            Gap(
                queue=queues[queue].name,
                start=datetime.fromtimestamp(begin, UTC),
                end=datetime.fromtimestamp(end, UTC),
                hours=(end - begin) / 3600,
            )
            for queue, begin, end, _ in found
        )
        return gaps, found[0][3] if found else 0

    def _merge(
        self, queues: list[NamedQueue], brought: list[ImportedQueue], interval: int
    ) -> tuple[int, int]:
        """Write it down; the numbers of new and of changed rows."""
        organization = self.session.organization_id
        # Two imports at once take turns from here on, so that neither counts with half of the other.
        self.cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"history {organization}"]
        )
        numbers = {queue.id: number for number, queue in enumerate(queues)}
        spans = [QueueSpan(numbers[each.id], each.id, each.first_start, each.last_start) for each in brought]
        declare_series(
            self.cursor,
            organization,
            self.layout.shape,
            interval,
            self.options.zone,
            spans,
            self._absent_means,
        )
        merge = counts_stage.merge if self.layout.shape is Shape.COUNTS else tickets_stage.merge
        return merge(self.cursor, organization)

    def _note(self, code: str, message: str, count: int) -> None:
        if count:
            self.notes.append(Note(code=code, message=message, count=count))


READINGS = {
    RepeatedHour.SUMMED: (
        "Rows of an hour that occurs twice hold both passes: shared evenly, the odd contact to the first."
    ),
    RepeatedHour.FIRST_ONLY: "Rows of an hour that occurs twice hold its first pass; the second is missing.",
    RepeatedHour.BOTH_ROWS: "Rows of an hour that occurs twice: the earlier row is the first pass.",
    RepeatedHour.MISSING: (
        "Rows of an hour that occurs twice do not tell what they hold: "
        "left out as missing; declare repeated_hour."
    ),
}
