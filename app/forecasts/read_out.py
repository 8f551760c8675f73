"""Reads a forecast out in other ways: what was found in the histories, and its sums by month."""

import uuid
from calendar import monthrange
from datetime import date
from zoneinfo import ZoneInfo

from app.database import TenantSession
from app.forecasts import service
from app.forecasts.schemas import ForecastFinding, ForecastMonth
from forecasting.forecast import Forecast
from forecasting.irregularity import IrregularityKind
from forecasting.sums import quantiles_of_days

SECONDS_AN_HOUR = 3600


def findings(session: TenantSession, forecast_id: uuid.UUID) -> list[ForecastFinding]:
    """Everything found in the histories behind a forecast, by queue and time; raises NotFound."""
    decidable = {kind.value for kind in IrregularityKind}
    return [
        ForecastFinding(
            queue_id=queue.queue_id,
            queue=queue.queue,
            starts_at=each.start,
            ends_at=each.end,
            decidable=each.kind.value in decidable,
            **each.model_dump(include={"kind", "size", "action", "reason", "verdict"}),
        )
        for queue in service.summary(session, forecast_id).queues
        for each in queue.findings
    ]


def months(forecast: Forecast) -> list[ForecastMonth]:
    """The months that a forecast touches on the clock of its queue."""
    zone = ZoneInfo(forecast.zone)
    contacts: dict[date, float] = {}
    seconds: dict[date, float] = {}
    each_takes = forecast.handle_seconds or (0.0,) * len(forecast.starts)
    for start, volume, takes in zip(forecast.starts, forecast.volume, each_takes, strict=True):
        month = start.astimezone(zone).date().replace(day=1)
        contacts[month] = contacts.get(month, 0.0) + volume
        seconds[month] = seconds.get(month, 0.0) + volume * takes
    days = [day.date.replace(day=1) for day in forecast.daily]
    return [
        ForecastMonth(
            month=month,
            days=days.count(month),
            whole=days.count(month) == monthrange(month.year, month.month)[1],
            contacts=total,
            quantiles=quantiles_of_days(forecast, [row for row, each in enumerate(days) if each == month]),
            work_hours=None if forecast.handle_seconds is None else seconds[month] / SECONDS_AN_HOUR,
        )
        for month, total in contacts.items()
    ]
