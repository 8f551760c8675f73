"""Forecasts queues in a child process, which loads the models and nothing of the service."""

import base64
import os
import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated

import numpy as np
from pydantic import BeforeValidator, PlainSerializer, TypeAdapter

from app.fields import Document
from app.forecasts.added import AddedContacts, with_added
from app.forecasts.by_queue import Worked, reason, work_through
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


class SimilarOrder(Document):
    """The contacts of so many similar ``queues`` together, one number per interval."""

    queues: int
    start_minutes: Column
    volume: Column

    def history(self) -> History:
        """The columns as arrays; how long those contacts took is not asked."""
        volume = np.frombuffer(self.volume)
        nothing = np.zeros(volume.size)
        return History(np.frombuffer(self.start_minutes, np.int64), volume, nothing, nothing)


class VolumeOrder(QueueOrder):
    """One queue to forecast, or the one that ``new`` is like; ``similar``: what it may lean on."""

    first_date: date
    days: int
    backtest_origins: int
    levels: tuple[float, ...]
    new: NewQueueOrder | None = None
    similar: SimilarOrder | None = None

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
            similar=self.similar.history() if self.similar else None,
        )

    def completed(self, made: Forecast) -> Forecast:
        """What the library made, of the new queue if this is about one, with the contacts events add."""
        return with_added(made if self.new is None else self.new.forecast(made), self.added)

    def forecast(self) -> Forecast:
        """Loads the models; raises ForecastError."""
        from forecasting.volume import forecast_volume

        return self.completed(forecast_volume(self.request()))


QUEUES_A_PROCESS = 4
"""For fewer a further process is not worth the seconds it takes to load the models."""

ORDERS = TypeAdapter(dict[uuid.UUID, VolumeOrder])
WORKED = TypeAdapter(Worked[Forecast])


def forecast_each(payload: bytes, channel: Channel) -> bytes:
    """What the child does: ORDERS in, WORKED out, and after each queue kept."""
    orders = ORDERS.validate_json(payload)
    names = {queue_id: order.new.queue if order.new else order.queue for queue_id, order in orders.items()}
    processes = min(os.cpu_count() or 1, len(orders) // QUEUES_A_PROCESS)
    if processes > 1:
        return WORKED.dump_json(side_by_side(orders, names, channel, processes))
    worked = work_through(
        orders,
        names,
        VolumeOrder.forecast,
        progress=channel.progress,
        stop_requested=channel.stop_requested,
        keep=lambda worked: channel.keep(WORKED.dump_json(worked)),
    )
    return WORKED.dump_json(worked)


def side_by_side(
    orders: Mapping[uuid.UUID, VolumeOrder],
    names: Mapping[uuid.UUID, str],
    channel: Channel,
    processes: int,
) -> Worked[Forecast]:
    """Forecast many queues in processes of their own; as ``work_through``, but they end in any order."""
    from forecasting.many import forecast_many

    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        # Processes that each use all cores are slower than one.
        os.environ[name] = "1"
    worked: Worked[Forecast] = Worked()
    # What a new queue is like may be in the forecast itself: the name of a request is then not enough.
    waiting = {each.queue: queue_id for queue_id, each in orders.items() if each.new is None}

    def requests() -> "Iterator[ForecastRequest]":
        for queue_id in waiting.values():
            try:
                yield orders[queue_id].request()
            except ValueError as error:
                worked.refusals[queue_id] = reason(error)

    def tell() -> None:
        channel.progress(queues_done=len(worked.results) + len(worked.refusals), queues=len(orders))
        channel.keep(WORKED.dump_json(worked))

    for answer in forecast_many(requests(), workers=processes, stop=channel.stop_requested):
        queue_id = waiting[answer.queue]
        if answer.forecast is None:
            worked.refusals[queue_id] = str(answer.refusal)
        else:
            worked.results[queue_id] = orders[queue_id].completed(answer.forecast)
        tell()
    alike = {queue_id: order for queue_id, order in orders.items() if order.new is not None}
    rest = work_through(
        alike, names, VolumeOrder.forecast, progress=lambda **_: None, stop_requested=channel.stop_requested
    )
    worked.results.update(rest.results)
    worked.refusals.update(rest.refusals)
    tell()
    left = orders.keys() - worked.results.keys() - worked.refusals.keys()
    worked.unfinished.update(dict.fromkeys(left, "stopped before it was done"))
    return worked
