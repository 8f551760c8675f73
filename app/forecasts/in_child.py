"""Forecasts queues in a child process, which loads the models and nothing of the service."""

import base64
import uuid
from datetime import date
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import BeforeValidator, PlainSerializer, TypeAdapter

from app.fields import Document
from app.forecasts.added import AddedContacts, with_added
from app.forecasts.by_queue import Worked, work_through
from app.history.schemas import AbsentMeans
from app.jobs.child import Channel
from forecasting.documents import Holiday, OpeningHours, PlannedEvent
from forecasting.forecast import Forecast
from forecasting.history import History
from forecasting.irregularity import Decision

if TYPE_CHECKING:
    from forecasting.request import ForecastRequest


def _bytes(value: bytes | str) -> bytes:
    return base64.b64decode(value) if isinstance(value, str) else value


Column = Annotated[
    bytes,
    BeforeValidator(_bytes),
    PlainSerializer(lambda value: base64.b64encode(value).decode(), when_used="json"),
]
"""A column of 64-bit numbers as its bytes."""


class QueueOrder(Document):
    """A queue, its history and what a planner knows of it; the four columns have one number per interval."""

    queue: str
    zone: str
    interval_minutes: int
    opening: OpeningHours
    holidays: tuple[Holiday, ...]
    events: tuple[PlannedEvent, ...] = ()
    added: tuple[AddedContacts, ...] = ()
    decisions: tuple[Decision, ...] = ()
    absent_means: AbsentMeans
    start_minutes: Column
    volume: Column
    handled: Column
    handle_seconds: Column

    def history(self) -> History:
        """The columns as arrays."""
        volume, handled, seconds = (
            np.frombuffer(column) for column in (self.volume, self.handled, self.handle_seconds)
        )
        return History(np.frombuffer(self.start_minutes, np.int64), volume, handled, seconds)


class NewQueueOrder(Document):
    """A queue without enough history of its own, shaped like the one whose order this is part of."""

    queue: str
    weekly_contacts: float
    seen: float
    seen_days: int
    handle_seconds: float | None

    def forecast(self, similar: Forecast) -> Forecast:
        """The forecast of the similar queue made this one's; raises ForecastError."""
        from forecasting.cold_start import NewQueue, forecast_new_queue

        return forecast_new_queue(NewQueue(**dict(self)), similar)


class VolumeOrder(QueueOrder):
    """One queue to forecast, or the one that ``new`` is like."""

    first_date: date
    days: int
    backtest_origins: int
    levels: tuple[float, ...]
    new: NewQueueOrder | None = None

    def request(self) -> "ForecastRequest":
        """What the library is asked; raises ForecastError."""
        from forecasting.request import ForecastRequest
        from forecasting.rolling import Cleaning

        return ForecastRequest(
            queue=self.queue,
            zone=self.zone,
            interval_minutes=self.interval_minutes,
            history=self.history(),
            absent_means=self.absent_means.value,
            opening=self.opening,
            holidays=self.holidays,
            events=self.events,
            cleaning=Cleaning(decisions=self.decisions),
            first_date=self.first_date,
            days=self.days,
            levels=self.levels,
            backtest_origins=self.backtest_origins,
        )

    def completed(self, made: Forecast) -> Forecast:
        """What the library made, of the new queue if this is about one, with the contacts events add."""
        return with_added(made if self.new is None else self.new.forecast(made), self.added)

    def forecast(self) -> Forecast:
        """Loads the models; raises ForecastError."""
        from forecasting.volume import forecast_volume

        return self.completed(forecast_volume(self.request()))


ORDERS = TypeAdapter(dict[uuid.UUID, VolumeOrder])
WORKED = TypeAdapter(Worked[Forecast])


def forecast_each(payload: bytes, channel: Channel) -> bytes:
    """What the child does: ORDERS in, WORKED out, and after each queue kept."""
    orders = ORDERS.validate_json(payload)
    worked = work_through(
        orders,
        {queue_id: order.new.queue if order.new else order.queue for queue_id, order in orders.items()},
        VolumeOrder.forecast,
        progress=channel.progress,
        stop_requested=channel.stop_requested,
        keep=lambda worked: channel.keep(WORKED.dump_json(worked)),
    )
    return WORKED.dump_json(worked)
