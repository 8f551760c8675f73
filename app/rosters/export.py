"""Writes rosters and their coverage as CSV that spreadsheets take as text and numbers only."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi.responses import StreamingResponse

from app.formats import csv_answer
from app.rosters.schemas import RosterCoverage, RosterView, ShiftRead

SHIFT_HEADER = (
    *("agent", "agent_id", "template", "local_date", "local_start", "local_end", "zone"),
    *("start_utc", "end_utc", "paid_minutes", "breaks", "locked"),
)
COVERAGE_HEADER = (
    *("queue", "queue_id", "start_utc", "local_start", "zone"),
    *("required", "covered", "short", "over", "minimum", "short_of_minimum"),
)


def roster_csv(roster: RosterView, headers: Mapping[str, str]) -> StreamingResponse:
    """One row per shift: times on the agent's clock with its offset, and in UTC."""
    return csv_answer(SHIFT_HEADER, (_shift_row(shift) for shift in roster.shifts), headers)


def coverage_csv(coverage: RosterCoverage) -> StreamingResponse:
    """One row per queue and interval, in agents."""
    return csv_answer(COVERAGE_HEADER, _coverage_rows(coverage))


def _shift_row(shift: ShiftRead) -> Sequence[object]:
    breaks = "; ".join(
        f"{each.name or each.activity} {_local(each.start, shift.zone)}/{_local(each.end, shift.zone)}"
        for each in shift.breaks
    )
    return (
        shift.agent,
        shift.agent_id,
        shift.template,
        shift.local_date,
        _local(shift.start, shift.zone),
        _local(shift.end, shift.zone),
        shift.zone,
        shift.start,
        shift.end,
        shift.paid_minutes,
        breaks,
        "yes" if shift.locked else "no",
    )


def _coverage_rows(coverage: RosterCoverage) -> Iterator[Sequence[object]]:
    for queue in coverage.queues:
        for interval, start in enumerate(coverage.starts):
            yield (
                queue.queue,
                queue.queue_id,
                start,
                _local(start, coverage.zone),
                coverage.zone,
                queue.required[interval],
                queue.covered[interval],
                queue.short[interval],
                queue.over[interval],
                queue.minimum[interval],
                queue.short_of_minimum[interval],
            )


def _local(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
