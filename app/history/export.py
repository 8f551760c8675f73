"""Writes history as CSV in the very shape that an import reads."""

from fastapi.responses import StreamingResponse

from app.formats import csv_answer
from app.history.schemas import History

HEADER = ("queue", "start", "volume", "handled", "handle_seconds", "abandoned")


def history_csv(queue: str, history: History) -> StreamingResponse:
    """One row per interval; the start is in UTC."""
    columns = (
        history.starts,
        history.volume,
        history.handled,
        history.handle_seconds,
        history.abandoned,
    )
    return csv_answer(HEADER, ((queue, *row) for row in zip(*columns, strict=True)))
