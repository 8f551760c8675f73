"""Writes history as CSV in the very shape that an import reads."""

import csv
import io
from collections.abc import Iterator

from app.history.schemas import History

HEADER = ("queue", "start", "volume", "handled", "handle_seconds", "abandoned")
ROWS_AT_ONCE = 1000
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝")


def csv_of(queue: str, history: History) -> Iterator[str]:
    """The text of the file in pieces: one row per interval, times in UTC."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(HEADER)
    name = harmless(queue)
    columns = zip(
        history.starts,
        history.volume,
        history.handled,
        history.handle_seconds,
        history.abandoned,
        strict=True,
    )
    for number, (start, volume, handled, seconds, abandoned) in enumerate(columns, 1):
        mean = "" if seconds is None else f"{seconds:.6g}"
        writer.writerow((name, f"{start:%Y-%m-%dT%H:%M:%SZ}", volume, handled, mean, abandoned))
        if number % ROWS_AT_ONCE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def harmless(text: str) -> str:
    """``text`` with an apostrophe in front if a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(_TRIGGERS) else text
