"""The row of one queue of a forecast: its document, and the figures that lists show."""

import uuid

from app.forecasts.tables import Forecast, ForecastQueue
from forecasting.forecast import Forecast as ForecastDocument


def forecast_row(forecast: Forecast, queue_id: uuid.UUID, document: ForecastDocument) -> ForecastQueue:
    """``document`` as it is kept."""
    contacts, mean_handle_seconds = sum(document.volume), None
    if document.handle_seconds and contacts > 0:
        pairs = zip(document.volume, document.handle_seconds, strict=True)
        mean_handle_seconds = sum(volume * seconds for volume, seconds in pairs) / contacts
    # The report lists what was selected first.
    score = document.backtest.methods[0] if document.backtest else None
    return ForecastQueue(
        organization_id=forecast.organization_id,
        forecast_id=forecast.id,
        queue_id=queue_id,
        interval_minutes=document.interval_minutes,
        method=document.method,
        contacts=contacts,
        mean_handle_seconds=mean_handle_seconds,
        wape=score.wape if score else None,
        ratio=score.ratio if score else None,
        document=document,
    )
