"""JSON or CSV, as the caller asks; and CSV that a spreadsheet opens without harm."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Header, Query
from fastapi.responses import StreamingResponse

ROWS_AT_ONCE = 1000
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝")

CSV_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"text/csv": {"schema": {"type": "string"}}},
        "description": "JSON, or CSV if asked for.",
    }
}


class Format(StrEnum):
    """How an answer is written."""

    JSON = "json"
    CSV = "csv"


FormatAsked = Annotated[Format | None, Query(alias="format", description="Wins over Accept.")]
Accept = Annotated[str, Header(include_in_schema=False)]


def wants_csv(format_: Format | None, accept: str) -> bool:
    """Whether the caller asked for CSV, by query or by header."""
    return (format_ or (Format.CSV if "text/csv" in accept else Format.JSON)) is Format.CSV


def csv_answer(
    header: Sequence[str], table: Iterable[Sequence[object]], headers: Mapping[str, str] | None = None
) -> StreamingResponse:
    """The table as a CSV file, sent in pieces: moments in UTC, nothing for None, no cell a formula."""
    return StreamingResponse(_pieces(header, table), headers=headers, media_type="text/csv; charset=utf-8")


def _pieces(header: Sequence[str], table: Iterable[Sequence[object]]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    for number, row in enumerate(table, 1):
        writer.writerow([_cell(value) for value in row])
        if number % ROWS_AT_ONCE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _cell(value: object) -> object:
    match value:
        case None:
            return ""
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.6g}"
        case str():
            return _harmless(value)
    return value


def _harmless(text: str) -> str:
    # An apostrophe in front keeps a spreadsheet from taking text for a formula.
    return f"'{text}" if text.startswith(_TRIGGERS) else text
