"""`sundial history`: import files, list what is there, forget it."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import IO, Annotated

import typer

from app.history.problems import HistoryRefused
from app.history.schemas import (
    AbsentMeans,
    ImportOptions,
    ImportReport,
    OnDuplicate,
    RepeatedHour,
)
from solver.domain.work import Channel

commands = typer.Typer(name="history", help="Contact history: import, list, forget.", no_args_is_help=True)

Organization = Annotated[str | None, typer.Option(help="Its name; may be left out when there is only one.")]

STDIN = Path("-")
ERRORS_SHOWN = 20
GAPS_SHOWN = 10
BYTES_AT_ONCE = 1 << 20


@commands.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, plain or gzip; - for standard input.")],
    organization: Organization = None,
    zone: Annotated[str | None, typer.Option(help="Of times without offset, such as Europe/Dublin.")] = None,
    interval_minutes: Annotated[int | None, typer.Option(help="15, 30 or 60; else detected.")] = None,
    absent_means: Annotated[AbsentMeans, typer.Option(help="What no row means.")] = AbsentMeans.MISSING,
    repeated_hour: Annotated[
        RepeatedHour | None, typer.Option(help="How the hour that occurs twice is written.")
    ] = None,
    on_duplicate: Annotated[
        OnDuplicate, typer.Option(help="For rows of one key that differ.")
    ] = OnDuplicate.ERROR,
    column: Annotated[
        list[str] | None, typer.Option(help="THEIRS=OURS, may be repeated; THEIRS=ignore leaves it out.")
    ] = None,
    queue: Annotated[
        str | None, typer.Option(help="Of every row, or a pattern such as '{group} {channel}'.")
    ] = None,
    create_queues: Annotated[bool, typer.Option("--create-queues", help="Open missing queues.")] = False,  # noqa: FBT002 - typer's flag
    channel: Annotated[Channel | None, typer.Option(help="Of queues opened, tickets without one.")] = None,
    gap_hours: Annotated[int, typer.Option(help="Shortest gap reported.")] = 72,
    json: Annotated[bool, typer.Option("--json", help="Print the whole report as JSON.")] = False,  # noqa: FBT002 - typer's flag
) -> None:
    """Import a file, all of it or nothing; the same file again changes nothing."""
    from app.history.importing import import_history
    from app.installation import open_tenant

    options = ImportOptions.model_validate(
        {
            "zone": zone,
            "interval_minutes": interval_minutes,
            "absent_means": absent_means,
            "repeated_hour": repeated_hour,
            "on_duplicate": on_duplicate,
            "columns": _mapping(column or []),
            "queue": queue,
            "create_queues": create_queues,
            "channel": channel,
            "gap_hours": gap_hours,
        }
    )
    if file != STDIN and not file.is_file():
        raise typer.BadParameter(f"the file {file} does not exist", param_hint="FILE")
    source = nullcontext(sys.stdin.buffer) if file == STDIN else file.open("rb")
    try:
        with source as stream, open_tenant(organization) as session:
            report = ImportReport.model_validate(import_history(session, _pieces(stream), options).report)
    except HistoryRefused as refused:
        for error in refused.errors[:ERRORS_SHOWN]:
            place = f"row {error['row']}, {error['column']}" if error["column"] else f"row {error['row']}"
            typer.echo(f"{place}: found {error['found']}, expected {error['expected']}", err=True)
        raise
    typer.echo(report.model_dump_json(indent=2) if json else "\n".join(_told(report)))


@commands.command("list")
def list_history(organization: Organization = None) -> None:
    """List the queues that have history: what it is, its span, its contacts."""
    from app.history.service import kept_history
    from app.installation import open_tenant

    with open_tenant(organization) as session:
        for kept in kept_history(session):
            span = f"{kept.first_start:%Y-%m-%d %H:%MZ} – {kept.last_start:%Y-%m-%d %H:%MZ}"
            what = f"{kept.shape}, {kept.interval_minutes} minutes, {kept.zone}"
            typer.echo(f"{kept.queue}  {what}  {span}  {kept.intervals:,} rows  {kept.volume:,} contacts")


@commands.command("forget")
def forget(
    queue: Annotated[str, typer.Argument(help="Its name or its id.")], organization: Organization = None
) -> None:
    """Delete everything imported for a queue."""
    from app.history.service import forget_history, queue_called
    from app.installation import open_tenant

    with open_tenant(organization) as session:
        forget_history(session, queue_called(session, queue))
    typer.echo(f"forgot the history of {queue}")


def _mapping(columns: list[str]) -> dict[str, str]:
    pairs = [each.rpartition("=") for each in columns]
    if any(not theirs or not ours for theirs, _, ours in pairs):
        raise typer.BadParameter("expected THEIRS=OURS, such as ds=start", param_hint="--column")
    return {theirs: ours for theirs, _, ours in pairs}


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    while piece := stream.read(BYTES_AT_ONCE):
        yield piece


def _told(report: ImportReport) -> Iterator[str]:
    zone = f", clock of {report.zone}" if report.zone else ""
    detected = " (detected)" if report.interval_detected else ""
    yield (
        f"{report.rows_read:,} rows of {report.shape} in {report.interval_minutes}-minute intervals"
        f"{detected}{zone}; "
        f"{report.rows_accepted:,} accepted: {report.rows_new:,} new, {report.rows_updated:,} updated, "
        f"{report.rows_unchanged:,} unchanged"
    )
    for queue in report.queues:
        opened = ", opened" if queue.created else ""
        mean = "" if queue.handle_seconds is None else f", {queue.handle_seconds:.0f} s each"
        span = f"{queue.first_start:%Y-%m-%d %H:%MZ} – {queue.last_start:%Y-%m-%d %H:%MZ}"
        yield f"  {queue.name}{opened}: {span}, {queue.volume:,} contacts{mean}"
    for note in report.notes:
        yield f"  note: {note.message} ({note.count:,})"
    if report.duplicates_identical or report.duplicates_resolved:
        yield f"  duplicates: {report.duplicates_identical} identical, {report.duplicates_resolved} resolved"
    for gap in report.gaps[:GAPS_SHOWN]:
        yield f"  gap: {gap.queue}, {gap.start:%Y-%m-%d %H:%MZ} – {gap.end:%Y-%m-%d %H:%MZ}, {gap.hours:g} h"
    if report.gaps_total > GAPS_SHOWN:
        yield f"  and {report.gaps_total - GAPS_SHOWN:,} shorter gaps"
