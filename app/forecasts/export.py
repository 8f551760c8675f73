"""Writes tables as CSV that a spreadsheet opens without harm, forecasts among them."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Header, Query
from fastapi.responses import StreamingResponse

from app.history.export import harmless
from app.history.router import Format
from forecasting.forecast import Forecast

ROWS_AT_ONCE = 1000

FormatAsked = Annotated[Format | None, Query(alias="format", description="Wins over Accept.")]
Accept = Annotated[str, Header(include_in_schema=False)]


def wants_csv(format_: Format | None, accept: str) -> bool:
    """Whether the caller asked for CSV, by query or by header."""
    return (format_ or (Format.CSV if "text/csv" in accept else Format.JSON)) is Format.CSV


def csv_answer(header: Sequence[str], table: Iterable[Sequence[object]]) -> StreamingResponse:
    """The table as a CSV file, sent in pieces."""
    return StreamingResponse(_pieces(header, table), media_type="text/csv; charset=utf-8")


def forecast_csv(forecast: Forecast) -> StreamingResponse:
    """One row per interval: start in UTC, share open, contacts, their quantiles, seconds per contact."""
    levels = sorted(forecast.quantiles)
    header = ("queue", "start", "open", "volume", *(f"p{100 * level:g}" for level in levels))
    seconds = forecast.handle_seconds or (None,) * len(forecast.starts)
    columns = (
        forecast.starts,
        forecast.open,
        forecast.volume,
        *(forecast.quantiles[level] for level in levels),
        seconds,
    )
    table = ((forecast.queue, *row) for row in zip(*columns, strict=True))
    return csv_answer((*header, "handle_seconds"), table)


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
            return harmless(value)
    return value
