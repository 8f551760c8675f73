"""Forecasts queues in a child process, which loads the models and nothing of the service."""

import base64
import uuid
from datetime import date
from typing import Annotated

import numpy as np
from pydantic import BeforeValidator, PlainSerializer, TypeAdapter

from app.fields import Document
from app.forecasts.by_queue import Worked, work_through
from app.history.schemas import AbsentMeans
from app.jobs.child import Channel
from forecasting.documents import Holiday, OpeningHours
from forecasting.forecast import Forecast
from forecasting.history import History


def _bytes(value: bytes | str) -> bytes:
    return base64.b64decode(value) if isinstance(value, str) else value


Column = Annotated[
    bytes,
    BeforeValidator(_bytes),
    PlainSerializer(lambda value: base64.b64encode(value).decode(), when_used="json"),
]
"""A column of 64-bit numbers as its bytes."""


class QueueOrder(Document):
    """A queue and its history; the four columns have one number per interval."""

    queue: str
    zone: str
    interval_minutes: int
    opening: OpeningHours
    holidays: tuple[Holiday, ...]
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


class VolumeOrder(QueueOrder):
    """One queue to forecast."""

    first_date: date
    days: int
    backtest_origins: int

    def forecast(self) -> Forecast:
        """Loads the models; raises ForecastError."""
        from forecasting.request import ForecastRequest
        from forecasting.volume import forecast_volume

        return forecast_volume(
            ForecastRequest(
                queue=self.queue,
                zone=self.zone,
                interval_minutes=self.interval_minutes,
                history=self.history(),
                absent_means=self.absent_means.value,
                opening=self.opening,
                holidays=self.holidays,
                first_date=self.first_date,
                days=self.days,
                backtest_origins=self.backtest_origins,
            )
        )


ORDERS = TypeAdapter(dict[uuid.UUID, VolumeOrder])
WORKED = TypeAdapter(Worked[Forecast])


def forecast_each(payload: bytes, channel: Channel) -> bytes:
    """What the child does: ORDERS in, WORKED out, and after each queue kept."""
    orders = ORDERS.validate_json(payload)
    worked = work_through(
        orders,
        {queue_id: order.queue for queue_id, order in orders.items()},
        VolumeOrder.forecast,
        progress=channel.progress,
        stop_requested=channel.stop_requested,
        keep=lambda worked: channel.keep(WORKED.dump_json(worked)),
    )
    return WORKED.dump_json(worked)
