"""The problems an import can meet."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from app.problems import Problem


@dataclass
class HistoryRefused(Problem):
    """Nothing was imported: {errors_total} errors in {rows_read} rows; each names row, column and what was
    expected.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "history.refused"
    errors: list[dict[str, Any]]
    errors_total: int
    rows_read: int


@dataclass
class HistoryMissing(Problem):
    """The queue {queue} has no history yet: import some with POST /v1/history/imports."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "history.missing"
    queue: str


@dataclass
class IntervalTooFine(Problem):
    """The history is kept in intervals of {kept_minutes} minutes; ask for that or a coarser one."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "history.interval_too_fine"
    kept_minutes: int


@dataclass
class SpanEmpty(Problem):
    """The span ends before it begins: expected `to` after `from`."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "history.span_empty"


@dataclass
class NotCsv(Problem):
    """Send the file itself as the body: Content-Type text/csv, plain or compressed by gzip."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    code = "history.not_csv"
