"""History over HTTP: files in, counts and KPIs out."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from anyio import from_thread
from fastapi import APIRouter, Depends, Header, Query, Request, Response, status
from fastapi.responses import StreamingResponse

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.fields import Instant, Name, ZoneName
from app.formats import CSV_ANSWER, Accept, FormatAsked, wants_csv
from app.history.columns import documented
from app.history.export import history_csv
from app.history.importing import import_history
from app.history.kpis import ticket_kpis
from app.history.problems import NotCsv, SpanEmpty
from app.history.schemas import (
    AbsentMeans,
    History,
    HistoryImportView,
    ImportOptions,
    IntervalMinutes,
    OnDuplicate,
    RepeatedHour,
    TicketKpiReport,
)
from app.history.service import forget_history, history_of, queue_called
from app.history.tables import HistoryImport
from app.pagination import Page, PagedByTime
from app.responses import problem_responses
from solver.domain.work import Channel

MOST_BYTES = 2_000_000_000
CSV_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file: interval counts or single tickets, plain or gzip.",
        "content": {"text/csv": {"schema": {"type": "string", "format": "binary"}}},
    }
}

IMPORT = f"""Import a CSV file, all of it or nothing; the same file again changes nothing.

The columns tell which of two shapes it has; case, spaces, underscores and hyphens in headers do not matter:

{documented()}

`handle_seconds` is the mean per contact. Times are ISO 8601, with an offset or by the clock of `zone`.
A refusal lists up to 1,000 errors by row (the header is row 1), column, what was found and what was expected.
"""
NOT_CSV: dict[int | str, dict[str, Any]] = {
    415: {**problem_responses(422)[422], "description": "The body is not a CSV file."}
}

router = APIRouter(prefix="/v1/history", tags=["history"])


def import_options(
    zone: Annotated[ZoneName | None, Query(description="Of times without offset.")] = None,
    interval_minutes: Annotated[
        IntervalMinutes | None, Query(description="Else detected; tickets: 15.")
    ] = None,
    absent_means: Annotated[
        AbsentMeans, Query(description="What no row for an interval means (counts).")
    ] = AbsentMeans.MISSING,
    repeated_hour: Annotated[
        RepeatedHour | None, Query(description="How the hour that occurs twice is written.")
    ] = None,
    on_duplicate: Annotated[
        OnDuplicate, Query(description="For rows of one key that differ.")
    ] = OnDuplicate.ERROR,
    column: Annotated[
        list[Annotated[str, Query(pattern="^.{1,200}=[a-z_]{1,40}$")]] | None,
        Query(
            max_length=200, description="`theirs=ours`, such as `ds=start`; `=ignore` leaves a column out."
        ),
    ] = None,
    queue: Annotated[
        Name | None, Query(description="Of every row, or a pattern of columns such as `{group} {channel}`.")
    ] = None,
    create_queues: Annotated[bool, Query(description="Open queues that do not exist yet.")] = False,  # noqa: FBT002 - FastAPI's default
    channel: Annotated[Channel | None, Query(description="Of queues opened and tickets without one.")] = None,
    gap_hours: Annotated[int, Query(ge=1, le=8784, description="Shortest gap reported.")] = 72,
) -> ImportOptions:
    return ImportOptions(
        zone=zone,
        interval_minutes=interval_minutes,
        absent_means=absent_means,
        repeated_hour=repeated_hour,
        on_duplicate=on_duplicate,
        columns=dict(each.rsplit("=", 1) for each in column or ()),
        queue=queue,
        create_queues=create_queues,
        channel=channel,
        gap_hours=gap_hours,
    )


def uploaded(
    request: Request,
    content_type: Annotated[str, Header(include_in_schema=False)] = "text/csv",
    content_encoding: Annotated[str, Header(include_in_schema=False)] = "identity",
) -> Iterator[bytes]:
    """The body in the pieces it arrives in, for a thread of its own to read; raises NotCsv."""
    if content_type.startswith(("multipart/", "application/json")) or content_encoding not in (
        "identity",
        "gzip",
    ):
        raise NotCsv
    pieces = request.stream()

    async def next_piece() -> bytes | None:
        return await anext(pieces, None)

    def read() -> Iterator[bytes]:
        while (piece := from_thread.run(next_piece)) is not None:
            yield piece

    return read()


@router.post(
    "/imports",
    status_code=status.HTTP_201_CREATED,
    max_body_size=MOST_BYTES,
    openapi_extra=CSV_BODY,
    description=IMPORT,
    responses=NOT_CSV,
)
def import_file(
    session: WriteSession,
    options: Annotated[ImportOptions, Depends(import_options)],
    body: Annotated[Iterator[bytes], Depends(uploaded)],
    response: Response,
) -> HistoryImportView:
    done = import_history(session, body, options)
    response.headers["Location"] = f"/v1/history/imports/{done.id}"
    return HistoryImportView.model_validate(done)


@router.get("/imports")
def list_imports(session: ReadSession, paging: PagedByTime) -> Page[HistoryImportView]:
    """The imports of the organization, oldest first unless asked otherwise."""
    found, cursor = rows.listed(session, HistoryImport, (HistoryImport.created_at, HistoryImport.id), paging)
    return Page(items=[HistoryImportView.model_validate(each) for each in found], next_cursor=cursor)


@router.get("/imports/{import_id}", responses=problem_responses(404))
def read_import(session: ReadSession, import_id: uuid.UUID) -> HistoryImportView:
    """One import and its report."""
    return HistoryImportView.model_validate(rows.find(session, HistoryImport, import_id))


WhichQueue = Annotated[Name, Query(description="Its id or its name.")]


@dataclass(frozen=True, slots=True)
class Span:
    """From ``since`` until before ``until``; None is as far as there is history."""

    since: datetime | None
    until: datetime | None


def span_asked(
    since: Annotated[Instant | None, Query(alias="from", description="The first moment.")] = None,
    until: Annotated[Instant | None, Query(alias="to", description="The moment after the last.")] = None,
) -> Span:
    """Raises SpanEmpty."""
    if since is not None and until is not None and until <= since:
        raise SpanEmpty
    return Span(since, until)


SpanAsked = Annotated[Span, Depends(span_asked)]


@router.get("", response_model=History, responses={**CSV_ANSWER, **problem_responses(404)})
def read_history_of_queue(
    session: ReadSession,
    queue: WhichQueue,
    span: SpanAsked,
    interval: Annotated[
        IntervalMinutes | None, Query(description="The kept interval or a coarser one.")
    ] = None,
    format_: FormatAsked = None,
    accept: Accept = "",
) -> History | StreamingResponse:
    """The contacts of a queue per interval, as JSON columns or as CSV."""
    found = queue_called(session, queue)
    history = history_of(session, found, span.since, span.until, interval)
    return history_csv(found.name, history) if wants_csv(format_, accept) else history


@router.delete("", status_code=status.HTTP_204_NO_CONTENT, responses=problem_responses(404))
def delete_history_of_queue(session: WriteSession, queue: WhichQueue) -> None:
    """Forget everything imported for a queue."""
    forget_history(session, queue_called(session, queue))


@router.get("/kpis", responses=problem_responses(404))
def read_kpis(
    session: ReadSession,
    span: SpanAsked,
    queue: Annotated[Name | None, Query(description="Its id or its name.")] = None,
    channel: Channel | None = None,
) -> TicketKpiReport:
    """Response, resolution, CSAT, NPS and CES of the tickets created in a span."""
    chosen = None if queue is None else queue_called(session, queue)
    return ticket_kpis(session, queue=chosen, channel=channel, since=span.since, until=span.until)
