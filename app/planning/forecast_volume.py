"""Forecasts queues: their rows and history become requests, and what the library answers becomes rows."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self

from app.database import TenantSession
from app.forecasts.by_queue import Worked
from app.forecasts.in_child import ORDERS, WORKED, VolumeOrder
from app.forecasts.problems import NeverOpen, NotAlike, NothingForecast, TooFarAhead
from app.forecasts.schemas import QueueRefusal
from app.forecasts.service import lasting_forecast, queues_by_name
from app.forecasts.tables import Forecast
from app.history.problems import HistoryMissing
from app.jobs.context import JobContext
from app.jobs.killable import ChildStoppedError
from app.planning.forecast_rows import forecast_row
from app.planning.subject import subject_of
from app.planning.volume_orders import volume_order
from app.problems import NotFound
from forecasting.forecast import Forecast as ForecastDocument

SECONDS_PER_QUEUE = 60.0
QUEUES_AT_ONCE = 32
"""A child takes seconds to load its models, and hands all it has over after every queue."""
MEMORY_CAP_BYTES = 8 * 2**30
"""Of address space, most of which numerical libraries reserve and never touch."""


def forecast_volume(context: JobContext) -> None:
    """The job of a forecast that was asked for: its subject."""
    with context.session() as session:
        forecast = subject_of(context, session, Forecast)
        orders = _Orders.of(session, forecast)
    worked = orders.work(context)

    def write(session: TenantSession) -> str:
        orders.write(session, subject_of(context, session, Forecast), worked)
        return f"/v1/forecasts/{forecast.id}"

    context.finish(write, stopped=bool(worked.unfinished))


def ensure_forecast(
    context: JobContext,
    *,
    queue_ids: Sequence[uuid.UUID],
    first_date: date,
    days: int,
    interval_minutes: int | None = None,
    backtest_origins: int = 8,
) -> Forecast:
    """A ready forecast of these queues and days: one that still holds, or a new one, made within this job.

    ``interval_minutes`` None: each queue as fine as its history. Queues that cannot be forecast are in
    ``refusals``; raises NothingForecast when that is all of them.
    """
    with context.session() as session:
        lasting = lasting_forecast(session, queue_ids, first_date, days, interval_minutes)
        if lasting is not None:
            return lasting
        forecast = Forecast(
            organization_id=session.organization_id,
            first_date=first_date,
            days=days,
            interval_minutes=interval_minutes,
            backtest_origins=backtest_origins,
            queue_ids=tuple(queue_ids),
            job_id=context.job_id,
        )
        orders = _Orders.of(session, forecast)
    worked = orders.work(context)
    with context.session() as session:
        orders.write(session, forecast, worked)
    return forecast


@dataclass(frozen=True, slots=True)
class _Orders:
    """What a forecast takes: its queues by name, refusals that need no work, and notes for the warnings."""

    forecast: Forecast
    names: dict[uuid.UUID, str]
    refusals: dict[uuid.UUID, str]
    notes: dict[uuid.UUID, tuple[str, ...]]

    @classmethod
    def of(cls, session: TenantSession, forecast: Forecast) -> Self:
        queues = queues_by_name(session, forecast.queue_ids)
        return cls(forecast, {queue.id: queue.name for queue in queues}, {}, {})

    def work(self, context: JobContext) -> Worked[ForecastDocument]:
        """Forecast what can be; raises NothingForecast or ChildStoppedError when that is nothing.

        A child is given some queues at a time, so that no more histories than theirs are held.
        """
        worked: Worked[ForecastDocument] = Worked()
        context.progress(phase="forecast")
        ids = list(self.names)
        for first in range(0, len(ids), QUEUES_AT_ONCE):
            some = ids[first : first + QUEUES_AT_ONCE]
            if worked.unfinished:
                worked.unfinished.update(dict.fromkeys(some, "stopped before it was done"))
                continue
            with context.session() as session:
                orders = self._read(session, some)
            if orders:
                self._work_some(context, orders, first, worked)
        if not worked.results and worked.unfinished:
            raise ChildStoppedError(ChildStoppedError.__doc__)
        if not worked.results:
            raise NothingForecast([each.model_dump(mode="json") for each in self.refused(worked)])
        return worked

    def _read(self, session: TenantSession, queue_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, VolumeOrder]:
        found: dict[uuid.UUID, VolumeOrder] = {}
        for queue in queues_by_name(session, queue_ids):
            try:
                found[queue.id], self.notes[queue.id] = volume_order(session, self.forecast, queue)
            except (HistoryMissing, NeverOpen, NotAlike, NotFound, TooFarAhead) as missing:
                self.refusals[queue.id] = str(missing)
        return found

    def _work_some(
        self,
        context: JobContext,
        orders: dict[uuid.UUID, VolumeOrder],
        before: int,
        worked: Worked[ForecastDocument],
    ) -> None:
        """Add to ``worked`` what a child made of ``orders``; ``before``: queues that were done earlier."""

        def tell(figures: Mapping[str, object]) -> None:
            done = figures.get("queues_done")
            over_all = {"queues_done": before + done} if isinstance(done, int) else {}
            context.progress(**{**figures, **over_all, "queues": len(self.names)})

        child = context.run_in_child(
            "app.forecasts.in_child:forecast_each",
            ORDERS.dump_json(orders),
            deadline_seconds=SECONDS_PER_QUEUE * len(orders),
            memory_cap_bytes=MEMORY_CAP_BYTES,
            on_progress=tell,
        )
        some = WORKED.validate_json(child.payload)
        reached = some.results.keys() | some.refusals.keys() | some.unfinished.keys()
        # Killed in the midst of a queue: what was kept before does not know of it.
        why = f"not finished ({child.ending})"
        some.unfinished.update(dict.fromkeys(orders.keys() - reached, why))
        worked.results.update(some.results)
        worked.refusals.update(some.refusals)
        worked.unfinished.update(some.unfinished)

    def refused(self, worked: Worked[ForecastDocument]) -> tuple[QueueRefusal, ...]:
        """All queues left out, by name."""
        return worked.left_out(self.names, self.refusals)

    def write(self, session: TenantSession, forecast: Forecast, worked: Worked[ForecastDocument]) -> None:
        """``forecast`` with its queues, ready."""
        forecast.refusals = self.refused(worked)
        forecast.ready_at = datetime.now(UTC)
        session.add(forecast)
        session.flush()
        for queue in queues_by_name(session, worked.results):
            document = worked.results[queue.id]
            document = document.model_copy(update={"warnings": document.warnings + self.notes[queue.id]})
            session.add(forecast_row(forecast, queue.id, document))
