"""What changed between two forecasts of one queue."""

from datetime import date
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime

from forecasting.documents import Document
from forecasting.errors import BadFieldError
from forecasting.forecast import Count, Forecast


class IntervalDifference(Document):
    """Expected contacts of one interval, before and after."""

    start: AwareDatetime
    before: Count
    after: Count


class DayDifference(Document):
    """Expected contacts of one local day, over the intervals both forecasts hold."""

    date: date
    before: Count
    after: Count


class ForecastDifference(Document):
    """Two forecasts over the intervals both hold, those that differ listed; ``ratio``: after ÷ before."""

    queue: str
    before: Count
    after: Count
    ratio: float | None
    days: tuple[DayDifference, ...]
    intervals: tuple[IntervalDifference, ...]
    only_before: int
    only_after: int
    methods: tuple[str, str]
    adjustments: tuple[str, ...]


def compare_forecasts(before: Forecast, after: Forecast) -> ForecastDifference:
    """Equal intervals are left out. Raises BadFieldError for different queues, zones or grains."""
    for field in ("queue", "zone", "interval_minutes"):
        if getattr(before, field) != getattr(after, field):
            raise BadFieldError(field=field, expected=getattr(before, field), got=getattr(after, field))
    earlier = dict(zip(before.starts, before.volume, strict=True))
    later = dict(zip(after.starts, after.volume, strict=True))
    shared = [start for start in before.starts if start in later]
    zone = ZoneInfo(before.zone)
    days: dict[date, list[float]] = {}
    for start in shared:
        sums = days.setdefault(start.astimezone(zone).date(), [0.0, 0.0])
        sums[0] += earlier[start]
        sums[1] += later[start]
    total = [sum(pair[side] for pair in days.values()) for side in (0, 1)]
    return ForecastDifference(
        queue=before.queue,
        before=total[0],
        after=total[1],
        ratio=total[1] / total[0] if total[0] > 0 else None,
        days=tuple(DayDifference(date=day, before=a, after=b) for day, (a, b) in days.items() if a != b),
        intervals=tuple(
            IntervalDifference(start=start, before=earlier[start], after=later[start])
            for start in shared
            if earlier[start] != later[start]
        ),
        only_before=len(earlier) - len(shared),
        only_after=len(later) - len(shared),
        methods=(before.method, after.method),
        adjustments=tuple(note for note in after.adjustments if note not in before.adjustments),
    )
