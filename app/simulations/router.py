"""Simulations over HTTP: simulate a roster, read what came of it."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from app.dependencies import ReadSession, WriteSession
from app.formats import CSV_ANSWER, Accept, FormatAsked, wants_csv
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import ACCEPTED, accepted
from app.jobs.schemas import JobRead
from app.responses import problem_responses
from app.rosters.versions import VersionRead
from app.simulations import service
from app.simulations.export import Grain, simulation_csv
from app.simulations.schemas import SimulateBody, SimulationRead, SimulationView

router = APIRouter(prefix="/v1", tags=["simulations"])

BEGUN = ACCEPTED | problem_responses(409, 412)


@router.post(
    "/rosters/{roster_id}:simulate",
    status_code=status.HTTP_202_ACCEPTED,
    responses=BEGUN,
    response_model=JobRead,
)
def simulate_roster(
    session: WriteSession,
    roster_id: uuid.UUID,
    version: VersionRead,
    repeatable: RepeatableRequest,
    body: SimulateBody = SimulateBody(),
) -> Response:
    """Try the roster on sampled contacts. The job's result link is the simulation's address."""
    return repeatable.answer(
        session, lambda: accepted(service.request_simulation(session, roster_id, body, version))
    )


@router.get("/rosters/{roster_id}/simulations")
def list_simulations(session: ReadSession, roster_id: uuid.UUID) -> list[SimulationRead]:
    """The simulations of a roster, newest first, without their intervals."""
    return service.of_roster(session, roster_id)


@router.get("/simulations/{simulation_id}", response_model=SimulationView, responses=CSV_ANSWER)
def read_simulation(
    session: ReadSession,
    simulation_id: uuid.UUID,
    format_: FormatAsked = None,
    per: Annotated[Grain, Query(description="What a row of the CSV stands for.")] = Grain.INTERVAL,
    accept: Accept = "",
) -> SimulationView | Response:
    """Service levels, waits, abandonment, occupancy and backlog with confidence intervals."""
    found = service.view(session, simulation_id)
    return simulation_csv(service.ready_result(found), per) if wants_csv(format_, accept) else found
