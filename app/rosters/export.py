"""Writes rosters and their coverage as CSV that spreadsheets take as text and numbers only."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.history.export import harmless
from app.rosters.schemas import RosterCoverage, RosterView, ShiftRead

SHIFT_HEADER = (
    *("agent", "agent_id", "template", "local_date", "local_start", "local_end", "zone"),
    *("start_utc", "end_utc", "paid_minutes", "breaks", "locked"),
)
COVERAGE_HEADER = (
    *("queue", "queue_id", "start_utc", "local_start", "zone"),
    *("required", "covered", "short", "over", "minimum", "short_of_minimum"),
)


def csv_of_roster(roster: RosterView) -> str:
    """One row per shift: times on the agent's clock with its offset, and in UTC."""
    return _written(SHIFT_HEADER, (_shift_row(shift) for shift in roster.shifts))


def csv_of_coverage(coverage: RosterCoverage) -> str:
    """One row per queue and interval, agents with one decimal."""
    return _written(COVERAGE_HEADER, _coverage_rows(coverage))


def _shift_row(shift: ShiftRead) -> Sequence[object]:
    breaks = "; ".join(
        f"{each.name or each.activity} {_local(each.start, shift.zone)}/{_local(each.end, shift.zone)}"
        for each in shift.breaks
    )
    return (
        harmless(shift.agent),
        shift.agent_id,
        harmless(shift.template),
        shift.local_date,
        _local(shift.start, shift.zone),
        _local(shift.end, shift.zone),
        shift.zone,
        _utc(shift.start),
        _utc(shift.end),
        shift.paid_minutes,
        harmless(breaks),
        "yes" if shift.locked else "no",
    )


def _coverage_rows(coverage: RosterCoverage) -> Iterator[Sequence[object]]:
    for queue in coverage.queues:
        name = harmless(queue.queue)
        for interval, start in enumerate(coverage.starts):
            yield (
                name,
                queue.queue_id,
                _utc(start),
                _local(start, coverage.zone),
                coverage.zone,
                queue.required[interval],
                queue.covered[interval],
                queue.short[interval],
                queue.over[interval],
                queue.minimum[interval],
                queue.short_of_minimum[interval],
            )


def _written(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return buffer.getvalue()


def _utc(instant: datetime) -> str:
    return f"{instant:%Y-%m-%dT%H:%M:%SZ}"


def _local(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
