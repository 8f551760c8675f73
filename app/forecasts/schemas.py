"""What callers ask of forecasts and read of them."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictInt

from app.fields import Day, Document, Name
from app.history.schemas import IntervalMinutes
from forecasting.forecast import BacktestReport, DayForecast, Finding

Days = Annotated[StrictInt, Field(ge=1, le=400, description="Local days of each queue's zone.")]
QueueNames = Annotated[
    tuple[Name, ...],
    Field(min_length=1, max_length=200, description="Ids or names; absent: every queue with a history."),
]


class PlanState(StrEnum):
    """Where a forecast, a requirement or a hiring report stands."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"


class QueueRefusal(Document):
    """A queue that was left out, and why; ``unfinished`` when it was not its own fault."""

    queue_id: uuid.UUID
    queue: str
    reason: str
    unfinished: bool = False


class ForecastBody(Document):
    """What to forecast. Without ``interval_minutes`` each queue is as fine as its history."""

    first_date: Day
    days: Days
    queues: QueueNames | None = None
    interval_minutes: IntervalMinutes | None = None
    backtest_origins: Annotated[StrictInt, Field(ge=0, le=20, description="0 for no backtest.")] = 8


class ForecastQueueFigures(Document):
    """One queue in brief. ``wape`` is of the backtest, ``ratio`` that ÷ the seasonal naive's."""

    queue_id: uuid.UUID
    queue: str
    interval_minutes: int
    method: str
    contacts: float
    mean_handle_seconds: float | None = Field(description="Weighted by contacts.")
    wape: float | None
    ratio: float | None


class ForecastRead(Document):
    """A forecast and its queues in brief; ``refusals`` are queues it does not have, and why."""

    id: uuid.UUID
    state: PlanState
    first_date: date
    days: int
    interval_minutes: int | None
    backtest_origins: int
    job: str
    created_at: datetime
    ready_at: datetime | None
    queues: tuple[ForecastQueueFigures, ...]
    refusals: tuple[QueueRefusal, ...]


class ForecastQueueSummary(ForecastQueueFigures):
    """One queue without its intervals: how it was forecast, how well that did in the past, what was found."""

    zone: str
    method_reason: str
    daily: tuple[DayForecast, ...]
    backtest: BacktestReport | None
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]
    formulas: dict[str, str]


class ForecastSummary(ForecastRead):
    """A forecast with everything but the intervals, which each queue has under its own address."""

    queues: tuple[ForecastQueueSummary, ...]
