"""Writes forecasts as CSV."""

from fastapi.responses import StreamingResponse

from app.formats import csv_answer
from forecasting.forecast import Forecast


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
