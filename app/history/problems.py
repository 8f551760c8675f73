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
