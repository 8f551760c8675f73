"""Rosters drawn by hand with the forecast and the requirement that a simulation reads."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from app.database import TenantSession
from app.forecasts.tables import Forecast, ForecastQueue
from app.planning.staffing_request import staffing_request
from app.queues.schemas import ServiceGoal
from app.queues.tables import Queue
from app.requirements.schemas import Basis, QueueOverride
from app.requirements.tables import Requirement, RequirementQueue
from forecasting.documents import OpeningHours
from forecasting.forecast import DayForecast
from forecasting.forecast import Forecast as ForecastDocument
from forecasting.staffing.requirement import Dynamics
from forecasting.staffing.staff import staff_requirements
from solver.domain.time import PlanningPeriod
from solver.domain.work import Channel
from tests.app.rosters.builders import MONDAY, QUEUE_ID, ZONE, Drawer, a_shift

FEW: dict[str, Any] = {"replications": 8, "seed": 5}
WEEK = [MONDAY + timedelta(days=number) for number in range(7)]


def around_the_clock(*agents: dict[str, Any], dates: Sequence[date] = WEEK) -> list[Any]:
    """Every agent works eight hours of every date, one after the other."""
    return [
        a_shift(agent, day, f"{8 * number:02d}:00") for day in dates for number, agent in enumerate(agents)
    ]


def a_forecast(volume: float = 4.0, day_dispersion: float = 0.01, minutes: int = 60) -> ForecastDocument:
    """The same number of calls of five minutes in every interval of the week."""
    period = PlanningPeriod(first_date=MONDAY, days=7, zone=ZONE)
    count = period.minutes // minutes
    return ForecastDocument(
        queue="Voice English",
        zone=ZONE,
        interval_minutes=minutes,
        first_date=MONDAY,
        days=7,
        starts=tuple(period.start + timedelta(minutes=minutes * number) for number in range(count)),
        open=(1.0,) * count,
        volume=(volume,) * count,
        quantiles={level: (2 * level * volume,) * count for level in (0.1, 0.5, 0.8, 0.9, 0.95)},
        handle_seconds=(300.0,) * count,
        daily=tuple(
            DayForecast(date=day, holiday=None, mean=volume * 24, quantiles={0.1: volume, 0.9: volume * 48})
            for day in WEEK
        ),
        method="by hand",
        method_reason="a test",
        dispersion=day_dispersion,
        day_dispersion=day_dispersion,
        findings=(),
        warnings=(),
        backtest=None,
        formulas={},
    )


def a_queue_row(organization_id: uuid.UUID, **fields: Any) -> Queue:
    return Queue(
        **{
            "id": uuid.UUID(QUEUE_ID),
            "organization_id": organization_id,
            "name": "Voice English",
            "channel": Channel.VOICE,
            "zone": ZONE,
            "min_proficiency": 0.0,
            "priority": 5,
            "opening_hours": OpeningHours.always(),
            "service_goal": ServiceGoal(share=0.8, within_seconds=20),
            "patience_seconds": 120.0,
            "concurrency": (1.0,),
            "occupancy_cap": 0.85,
            "minimum_staffing": 0,
            "shrinkage": 0.0,
            **fields,
        }
    )


def staffed(
    queue: Queue,
    forecast: ForecastDocument,
    basis: Basis = Basis.MEAN,
    override: QueueOverride | None = None,
) -> Any:
    """The requirement of the queue, each interval on its own."""
    asked = staffing_request(queue, forecast, first_date=MONDAY, days=7, basis=basis, override=override)
    return staff_requirements(asked.model_copy(update={"dynamics": Dynamics.STATIONARY}))


class Stager(Drawer):
    """Draws rosters whose one queue has a forecast and a requirement."""

    forecast = a_forecast()
    queue: ClassVar[dict[str, Any]] = {}

    def requirement(self, session: TenantSession, job_id: uuid.UUID) -> uuid.UUID:
        own = {"organization_id": session.organization_id}
        queue = session.get(Queue, uuid.UUID(QUEUE_ID)) or a_queue_row(session.organization_id, **self.queue)
        dates = {"first_date": MONDAY, "days": 7, "queue_ids": (queue.id,), "job_id": job_id}
        forecast = Forecast(**own, **dates, backtest_origins=0)
        session.add_all([queue, forecast])
        session.flush()
        requirement = Requirement(**own, **dates, basis=Basis.MEAN, forecast_id=forecast.id)
        session.add(requirement)
        session.flush()
        document = staffed(queue, self.forecast)
        session.add(
            ForecastQueue(
                **own,
                forecast_id=forecast.id,
                queue_id=queue.id,
                interval_minutes=self.forecast.interval_minutes,
                method="by hand",
                contacts=sum(self.forecast.volume),
                document=self.forecast,
            )
        )
        session.add(
            RequirementQueue(
                **own,
                requirement_id=requirement.id,
                queue_id=queue.id,
                interval_minutes=document.interval_minutes,
                agent_hours=document.agent_hours,
                net_hours=document.agent_hours,
                peak_heads=max(document.heads),
                document=document,
            )
        )
        session.flush()
        return requirement.id
