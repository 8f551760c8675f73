"""What callers ask of requirements and read of them."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from app.fields import Day, Document, Name
from app.forecasts.schemas import Days, PlanState, QueueNames, QueueRefusal
from app.history.schemas import IntervalMinutes
from app.queues.schemas import ServiceGoal
from forecasting.staffing.requirement import Channel, WaitingSeen


class Basis(StrEnum):
    """Which volume is staffed: the expected one, or a quantile of it."""

    MEAN = "mean"
    P50 = "P50"
    P80 = "P80"
    P90 = "P90"
    P95 = "P95"

    @property
    def level(self) -> float | None:
        """The quantile level, None for the mean."""
        return None if self is Basis.MEAN else int(self.value[1:]) / 100


class QueueOverride(Document):
    """What holds for one queue in this requirement instead of what the queue itself says.

    ``handle_seconds`` stands in for the forecast's, ``volume_factor`` multiplies its contacts. Patience is
    given, or told by the waiting seen in a past period.
    """

    queue: Name
    service_goal: ServiceGoal | None = None
    patience_seconds: Annotated[float, Field(gt=0, le=31_622_400, strict=True)] | None = None
    waiting_seen: WaitingSeen | None = None
    occupancy_cap: Annotated[float, Field(gt=0, le=1, strict=True)] | None = None
    minimum_staffing: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = None
    shrinkage: Annotated[float, Field(ge=0, lt=1, strict=True)] | None = None
    handle_seconds: Annotated[float, Field(gt=0, le=1_000_000, strict=True)] | None = None
    volume_factor: Annotated[float, Field(ge=0, le=100, strict=True)] = 1.0

    @model_validator(mode="after")
    def _one_word_on_patience(self) -> Self:
        if self.patience_seconds is not None and self.waiting_seen is not None:
            raise ValueError("expected patience_seconds or waiting_seen, not both")
        return self


class RequirementBody(Document):
    """What to staff: a forecast that is ready, or dates to forecast first."""

    forecast_id: uuid.UUID | None = None
    first_date: Day | None = None
    days: Days | None = None
    interval_minutes: IntervalMinutes | None = None
    queues: QueueNames | None = None
    basis: Basis = Basis.MEAN
    overrides: Annotated[tuple[QueueOverride, ...], Field(max_length=200)] = ()

    @model_validator(mode="after")
    def _a_forecast_or_dates(self) -> Self:
        dated = self.first_date is not None and self.days is not None
        undated = self.first_date is None and self.days is None and self.interval_minutes is None
        if not (undated if self.forecast_id is not None else dated):
            raise ValueError("expected either forecast_id, or first_date and days")
        if len({each.queue for each in self.overrides}) < len(self.overrides):
            raise ValueError("expected every queue in overrides once")
        return self


class RequirementQueueFigures(Document):
    """One queue in brief: hours of agents over the period with and without shrinkage, and the peak."""

    queue_id: uuid.UUID
    queue: str
    channel: Channel
    interval_minutes: int
    agent_hours: float
    net_hours: float
    peak_heads: int


class Origin(StrEnum):
    """Where a requirement comes from."""

    FORECAST = "forecast"
    SIMULATION = "simulation"


class CorrectedBy(Document):
    """The round of a loop whose simulation asked for a correction; ``loop`` is its address."""

    loop: str
    round: int


class RequirementRead(Document):
    """A requirement and its queues in brief; ``refusals`` are queues it does not have, and why.

    One of origin ``simulation`` corrects the requirement ``corrects_id``, which has the ``version`` before.
    """

    id: uuid.UUID
    state: PlanState
    forecast_id: uuid.UUID | None
    basis: Basis
    first_date: date
    days: int
    overrides: tuple[QueueOverride, ...]
    version: int
    origin: Origin
    corrects_id: uuid.UUID | None
    corrected_by: CorrectedBy | None
    job: str
    created_at: datetime
    ready_at: datetime | None
    queues: tuple[RequirementQueueFigures, ...]
    refusals: tuple[QueueRefusal, ...]


class RequirementQueueSummary(RequirementQueueFigures):
    """One queue without its intervals: how it was staffed, and why its agents were corrected."""

    method: str
    correction_reason: str = ""
    formula: str
    service_level_meaning: str
    warnings: tuple[str, ...]


class RequirementSummary(RequirementRead):
    """A requirement with everything but the intervals, which each queue has under its own address."""

    queues: tuple[RequirementQueueSummary, ...]
