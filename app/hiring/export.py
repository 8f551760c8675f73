"""Writes the hiring gap as CSV, the form in which HR tools take it."""

from collections.abc import Iterator

from fastapi.responses import StreamingResponse

from app.formats import csv_answer
from app.hiring.schemas import HiringGap

MONTH = (
    "month",
    "required_p50",
    "required_p80",
    "required_p95",
    "from_tenured",
    "from_new",
    "from_planned",
    "available",
    "gap_p50",
    "gap_p80",
    "gap_p95",
    "hire_now",
    "starting",
    "available_with_hires",
    "shortage",
    "start_hiring_by",
    "too_late",
)
HOURS = ("workload_hours", "agent_hours")


def hiring_csv(report: HiringGap) -> StreamingResponse:
    """One row per skill, site and month; hours are of P50 demand, summed over the queues of the cell."""
    return csv_answer(("skill", "site", *MONTH, *HOURS), _table(report))


def _table(report: HiringGap) -> Iterator[tuple[object, ...]]:
    for cell in report.cells:
        for month in cell.months:
            hours = (float(sum(getattr(work, name) for work in month.work)) for name in HOURS)
            yield (cell.skill, cell.site, *(getattr(month, name) for name in MONTH), *hours)
