"""What came, in the intervals of a forecast."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.database import TenantSession
from app.history.problems import HistoryMissing, IntervalTooFine
from app.history.schemas import AbsentMeans
from app.history.service import history_of
from app.queues.tables import Queue
from forecasting.forecast import Forecast

BEFORE = timedelta(days=8)
"""Read from so much earlier on: a zero is known by what lies before and after it."""


def actual_volume(
    session: TenantSession, queue: Queue, forecast: Forecast, until: datetime | None = None
) -> dict[datetime, float]:
    """Contacts by start of the forecast's intervals that the history knows, up to before ``until``.

    Intervals that are missing are left out; nothing at all for a queue whose history is gone or coarser.
    """
    end = forecast.starts[-1] + timedelta(minutes=forecast.interval_minutes)
    try:
        history = history_of(
            session,
            queue,
            forecast.starts[0] - BEFORE,
            end if until is None else min(until, end),
            forecast.interval_minutes,
        )
    except (HistoryMissing, IntervalTooFine):
        return {}
    seen = {start: float(volume) for start, volume in zip(history.starts, history.volume, strict=True)}
    if seen and history.absent_means is AbsentMeans.ZERO:
        first, last = history.starts[0], history.starts[-1]
        zeros = {start: 0.0 for start in forecast.starts if first <= start <= last}
        seen = zeros | seen
    known = set(forecast.starts)
    return {start: volume for start, volume in seen.items() if start in known}


def latest_day(forecast: Forecast, actual: dict[datetime, float]) -> dict[datetime, float]:
    """The part of ``actual`` that lies on the local day of its last interval."""
    zone = ZoneInfo(forecast.zone)
    last = max(actual).astimezone(zone).date()
    return {start: volume for start, volume in actual.items() if start.astimezone(zone).date() == last}
