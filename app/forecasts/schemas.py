"""What callers ask of forecasts and read of them."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from app.fields import Day, Document, Instant, Name
from app.forecasts.changes import ForecastChanges
from app.history.schemas import IntervalMinutes
from forecasting.difference import ForecastDifference
from forecasting.forecast import BacktestReport, DayForecast, Finding, FindingKind, Level
from forecasting.irregularity import Verdict
from forecasting.tracking import ForecastTracking

Days = Annotated[StrictInt, Field(ge=1, le=400, description="Local days of each queue's zone.")]
QueueNames = Annotated[
    tuple[Name, ...],
    Field(min_length=1, max_length=200, description="Ids or names; absent: every queue with a history."),
]

WEEK = 7


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


class NewQueueBody(Document):
    """A queue without enough history: it takes the shape of ``like_queue`` and the volume expected of it.

    What it has seen already counts more the more it is. ``handle_seconds`` None: as the other queue's.
    """

    queue: Name
    like_queue: Name
    weekly_contacts: Annotated[float, Field(ge=0, le=1e9, strict=True)]
    handle_seconds: Annotated[float, Field(gt=0, le=1_000_000, strict=True)] | None = None


class ForecastBody(Document):
    """What to forecast. Without ``interval_minutes`` each queue is as fine as its history.

    ``levels``: quantiles wanted besides 10, 50, 80, 90 and 95 %. ``new_queues`` need not be in ``queues``.
    """

    first_date: Day
    days: Days
    queues: QueueNames | None = None
    interval_minutes: IntervalMinutes | None = None
    backtest_origins: Annotated[StrictInt, Field(ge=0, le=20, description="0 for no backtest.")] = 8
    levels: Annotated[tuple[Annotated[float, Field(gt=0, lt=1, strict=True)], ...], Field(max_length=20)] = ()
    new_queues: Annotated[tuple[NewQueueBody, ...], Field(max_length=200)] = ()

    @model_validator(mode="after")
    def _weeks_for_new_queues(self) -> Self:
        if self.new_queues and self.days < WEEK:
            raise ValueError(f"expected days of at least {WEEK} with new_queues: their volume is weekly")
        if len({each.queue for each in self.new_queues}) < len(self.new_queues):
            raise ValueError("expected every queue in new_queues once")
        return self


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
    levels: tuple[float, ...] = Field(description="Asked for besides the usual ones.")
    new_queues: tuple[NewQueueBody, ...]
    parent_id: uuid.UUID | None = Field(description="The forecast this one is a version of.")
    changes: ForecastChanges | None = Field(description="What was changed in the parent.")
    as_of: datetime | None = Field(description="Made from the parent and what came until then.")
    what_if: bool = Field(description="No plan is made of it unless it is named.")
    job: str
    created_at: datetime
    ready_at: datetime | None
    queues: tuple[ForecastQueueFigures, ...]
    refusals: tuple[QueueRefusal, ...]


class ForecastQueueSummary(ForecastQueueFigures):
    """One queue without its intervals: how it was forecast, how well that did in the past, what was found."""

    zone: str
    method_reason: str
    weights: dict[str, float] = Field(default={}, description="Share of each method; they add up to 1.")
    daily: tuple[DayForecast, ...]
    backtest: BacktestReport | None
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]
    formulas: dict[str, str]
    adjustments: tuple[str, ...] = Field(default=(), description="What was changed since it was made.")


class ForecastSummary(ForecastRead):
    """A forecast with everything but the intervals, which each queue has under its own address."""

    queues: tuple[ForecastQueueSummary, ...]


class ForecastFinding(Document):
    """Something found in a queue's history; ``decidable`` by POST /v1/finding-decisions.

    ``size``: factor on the ordinary volume (outlier day, level break), contacts expected (outage) or there
    (closed contacts), days (gap) or rows (duplicate).
    """

    queue_id: uuid.UUID
    queue: str
    kind: FindingKind
    starts_at: datetime
    ends_at: datetime
    size: float
    action: str
    reason: str
    verdict: Verdict | None
    decidable: bool


class ForecastMonth(Document):
    """The part of a calendar month that lies in a forecast: the sum of its days, hence of its intervals.

    ``quantiles`` are of that sum, the error of the level that its days share included; not sums of quantiles.
    """

    month: date = Field(description="Its first day.")
    days: int
    whole: bool = Field(description="Whether every day of the month is in the forecast.")
    contacts: float
    quantiles: dict[Level, float]
    work_hours: float | None = Field(description="Contacts times handle time; null without handle time.")


class ReforecastBody(Document):
    """What came before ``as_of`` counts; absent: everything imported by now."""

    as_of: Instant | None = None


class QueueDifference(ForecastDifference):
    """What changed in one queue."""

    queue_id: uuid.UUID


class ForecastComparison(Document):
    """What changed from a forecast to ``with_id``; ``refusals``: queues that cannot be compared, and why."""

    forecast_id: uuid.UUID
    with_id: uuid.UUID
    queues: tuple[QueueDifference, ...]
    refusals: tuple[QueueRefusal, ...]


class QueueAccuracy(ForecastTracking):
    """One queue against what came; ``days`` are those with an interval in the history."""

    queue_id: uuid.UUID


class ForecastAccuracy(Document):
    """A forecast against the part of its days that is in the history; ``refusals`` have none there yet."""

    forecast_id: uuid.UUID
    queues: tuple[QueueAccuracy, ...]
    refusals: tuple[QueueRefusal, ...]
