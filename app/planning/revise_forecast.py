"""Makes a version of a forecast: with a planner's changes, or with what the day has brought so far."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import insert, literal, select
from sqlmodel import col

from app import rows
from app.database import TenantSession
from app.forecasts.actuals import actual_volume, latest_day
from app.forecasts.by_queue import Worked, work_through
from app.forecasts.problems import ChangeRefused
from app.forecasts.service import documents, queues_by_name
from app.forecasts.tables import Forecast, ForecastQueue
from app.jobs.context import JobContext
from app.jobs.killable import ChildStoppedError
from app.planning.forecast_rows import forecast_row
from app.planning.subject import subject_of
from forecasting.adjustments import Change, adjust
from forecasting.forecast import Forecast as ForecastDocument
from forecasting.intraday import reforecast_day


def revise_forecast(context: JobContext) -> None:
    """The job of a version that was asked for: its subject. All of it is made, or nothing.

    Raises ChangeRefused, and ChildStoppedError when it is stopped.
    """
    with context.session() as session:
        forecast = subject_of(context, session, Forecast)
        parent = rows.find(session, Forecast, forecast.parent_id or forecast.id)
        revisions = _revisions(session, forecast, parent)
        names = {queue.id: queue.name for queue in queues_by_name(session, revisions)}
    worked: Worked[ForecastDocument] = work_through(
        {queue_id: revisions[queue_id] for queue_id in names},
        names,
        _Revision.done,
        progress=context.progress,
        stop_requested=context.stop_requested,
    )
    if worked.unfinished:
        raise ChildStoppedError(ChildStoppedError.__doc__)
    if worked.refusals:
        raise ChangeRefused([each.model_dump(mode="json") for each in worked.left_out(names, {})])

    def write(session: TenantSession) -> str:
        version = subject_of(context, session, Forecast)
        version.refusals = parent.refusals
        version.ready_at = datetime.now(UTC)
        session.add(version)
        session.flush()
        for queue_id, document in worked.results.items():
            session.add(forecast_row(version, queue_id, document))
        _take_over(session, parent, version, set(worked.results))
        return f"/v1/forecasts/{version.id}"

    context.finish(write)


@dataclass(frozen=True, slots=True)
class _Revision:
    """One queue's forecast and what becomes of it: ``changes``, or what came of its latest day."""

    document: ForecastDocument
    changes: tuple[Change, ...]
    came: dict[datetime, float] | None

    def done(self) -> ForecastDocument:
        """Raises ForecastError."""
        if self.came is None:
            return adjust(self.document, self.changes)
        made = reforecast_day(self.document, self.came)
        note = (
            f"day reforecast after {max(self.came).isoformat()}: {made.seen:.0f} contacts came where "
            f"{made.expected:.1f} were expected (rank {made.rank:.3f}), its rest × {made.factor:.3f}"
        )
        return made.forecast.model_copy(update={"adjustments": (*self.document.adjustments, note)})


def _revisions(session: TenantSession, forecast: Forecast, parent: Forecast) -> dict[uuid.UUID, _Revision]:
    """What is to be done, by queue; queues that stay as they are have none."""
    whole = documents(session, parent.id)
    if forecast.changes is not None:
        changes = {queue_id: forecast.changes.of_queue(str(queue_id)) for queue_id in whole}
        return {
            queue_id: _Revision(whole[queue_id], each, None) for queue_id, each in changes.items() if each
        }
    found = {}
    for queue in queues_by_name(session, whole):
        document = whole[queue.id]
        came = actual_volume(session, queue, document, forecast.as_of)
        if came:
            found[queue.id] = _Revision(document, (), latest_day(document, came))
    return found


def _take_over(session: TenantSession, parent: Forecast, version: Forecast, besides: set[uuid.UUID]) -> None:
    """The queues of the parent that nothing was done to."""
    columns = [name for name in ForecastQueue.model_fields if name != "forecast_id"]
    unchanged = select(literal(version.id), *(col(getattr(ForecastQueue, name)) for name in columns)).where(
        col(ForecastQueue.forecast_id) == parent.id, col(ForecastQueue.queue_id).not_in(besides)
    )
    session.execute(insert(ForecastQueue).from_select(["forecast_id", *columns], unchanged))
