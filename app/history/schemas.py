"""What an import is told, what it answers, and how history reads back."""

import uuid
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Annotated

from pydantic import Field, StrictInt

from app.fields import Document, Name, Stored, ZoneName
from solver.domain.work import Channel

MOST_ERRORS = 1000
"""Errors listed in a report; the total is stated beside them."""


class IntervalMinutes(IntEnum):
    """The lengths of an interval."""

    QUARTER = 15
    HALF = 30
    HOUR = 60


class Shape(StrEnum):
    """What one row of a file is."""

    COUNTS = "counts"
    TICKETS = "tickets"


class AbsentMeans(StrEnum):
    """What it means that a file has no row for an interval."""

    ZERO = "zero"
    MISSING = "missing"


class RepeatedHour(StrEnum):
    """How a wall-clock file writes the hour that passes twice when clocks go back."""

    SUMMED = "summed"
    FIRST_ONLY = "first_only"
    BOTH_ROWS = "both_rows"
    MISSING = "missing"


class OnDuplicate(StrEnum):
    """What to do with rows of one file that share a key and differ."""

    ERROR = "error"
    SUM = "sum"
    LAST = "last"


class ImportOptions(Document):
    """What a file does not say about itself.

    ``columns`` maps foreign headers to ours (``{"ds": "start"}``). ``queue`` names the queue of every row, or
    builds it from columns: ``{group} {channel}``. ``gap_hours`` is the shortest stretch without rows that the
    report calls a gap.
    """

    zone: ZoneName | None = None
    interval_minutes: IntervalMinutes | None = None
    absent_means: AbsentMeans = AbsentMeans.MISSING
    repeated_hour: RepeatedHour | None = None
    on_duplicate: OnDuplicate = OnDuplicate.ERROR
    columns: Annotated[
        dict[Annotated[str, Field(max_length=200)], Annotated[str, Field(max_length=40)]],
        Field(max_length=200),
    ] = Field(default_factory=dict)
    queue: Name | None = None
    create_queues: bool = False
    channel: Channel | None = None
    gap_hours: Annotated[StrictInt, Field(ge=1, le=24 * 366)] = 72


class RowError(Document):
    """One thing wrong with one row; the value itself is not repeated, it may be personal.

    ``row`` counts as a spreadsheet does: the header is row 1. Row 0 stands for the file as a whole.
    """

    row: int
    column: str
    found: str
    expected: str


class Note(Document):
    """Something the reader of a report should know; ``count`` rows are concerned."""

    code: str
    message: str
    count: int


class Gap(Document):
    """A stretch of a queue's history without rows."""

    queue: str
    start: datetime
    end: datetime
    hours: float


class ImportedQueue(Document):
    """What a file brought for one queue. Sums are over the rows accepted; ``created`` tells a new queue."""

    id: uuid.UUID
    name: str
    created: bool
    rows: int
    first_start: datetime
    last_start: datetime
    volume: int
    handled: int | None
    handle_seconds: float | None = Field(description="Mean seconds per handled contact.")
    abandoned: int | None


class ImportReport(Document):
    """What became of a file."""

    shape: Shape
    digest: str = Field(description="SHA-256 of the bytes received.")
    zone: str | None
    interval_minutes: int
    interval_detected: bool
    absent_means: AbsentMeans
    repeated_hour: RepeatedHour | None
    columns: dict[str, str] = Field(description="Header of the file → what it was read as.")
    ignored_columns: tuple[str, ...]
    rows_read: int
    rows_accepted: int
    rows_new: int
    rows_updated: int
    rows_unchanged: int
    first_start: datetime | None
    last_start: datetime | None
    volume: int
    queues: tuple[ImportedQueue, ...]
    duplicates_identical: int
    duplicates_resolved: int
    gaps: tuple[Gap, ...]
    gaps_total: int
    notes: tuple[Note, ...]


class HistoryImportView(Stored):
    """An import and its report."""

    digest: str
    report: ImportReport


class History(Document):
    """A queue's history, by columns; element i of each belongs to the interval that begins at ``starts[i]``.

    ``volume`` counts contacts, ``handled`` those whose handle time is known, ``handle_seconds`` is their mean
    (null when none). Intervals absent from ``starts`` mean what ``absent_means`` says.
    """

    queue_id: uuid.UUID
    zone: str
    interval_minutes: int
    absent_means: AbsentMeans
    starts: tuple[datetime, ...]
    volume: tuple[int, ...]
    handled: tuple[int, ...]
    handle_seconds: tuple[float | None, ...]
    abandoned: tuple[int, ...]


class Duration(Document):
    """Seconds over ``n`` tickets; null when there is none."""

    n: int
    mean_seconds: float | None
    median_seconds: float | None
    p90_seconds: float | None


class CustomerSatisfaction(Document):
    """Share of ratings 4 and 5 among the ratings received (scale 1–5); null when there is none."""

    n: int
    satisfied: int
    share: float | None


class NetPromoter(Document):
    """100 × (answers 9–10 minus answers 0–6) ÷ answers (scale 0–10); null when there is none."""

    n: int
    promoters: int
    detractors: int
    score: float | None


class CustomerEffort(Document):
    """Mean of the effort scores as written in the file (scale 1–7); null when there is none."""

    n: int
    mean: float | None


class TicketKpis(Document):
    """Figures of the tickets created in a span; durations run by the calendar clock, without opening hours.

    ``queue_id`` is null in the row over all queues. Tickets without a first response are counted beside it.
    """

    queue_id: uuid.UUID | None
    queue: str | None
    tickets: int
    first_response: Duration
    unanswered: int
    oldest_unanswered: datetime | None
    resolution: Duration
    unresolved: int
    handle: Duration
    csat: CustomerSatisfaction
    nps: NetPromoter
    ces: CustomerEffort


class TicketKpiReport(Document):
    """KPIs of the tickets created from ``since`` until before ``until``: over all queues, then by queue."""

    since: datetime | None
    until: datetime | None
    items: tuple[TicketKpis, ...]
