"""Writes requirements as CSV."""

from fastapi.responses import StreamingResponse

from app.formats import csv_answer
from forecasting.staffing.requirement import Requirement

HEADER = (
    "queue",
    "start",
    "open",
    "volume",
    "load",
    "agents_net",
    "agents",
    "heads",
    "shrinkage",
    "binding",
    "service_level",
    "abandonment",
    "occupancy",
    "correction",
)


def requirement_csv(requirement: Requirement) -> StreamingResponse:
    """One row per interval; the start is in UTC."""
    columns = (
        requirement.starts,
        requirement.inputs.open,
        requirement.inputs.volume,
        *(getattr(requirement, name) for name in HEADER[4:-1]),
        requirement.correction or (0.0,) * len(requirement.starts),
    )
    return csv_answer(HEADER, ((requirement.queue, *row) for row in zip(*columns, strict=True)))
