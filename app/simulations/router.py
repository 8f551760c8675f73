"""Simulations over HTTP: simulate a roster, read what came of it."""

import uuid
from typing import Annotated

from fastapi import Query, Response, status

from app.dependencies import ReadSession, WriteSession
from app.formats import CSV_ANSWER, Accept, FormatAsked, wants_csv
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import accepted
from app.jobs.schemas import JobRead
from app.questions.routes import BEGUN, question_router
from app.rosters.versions import VersionRead
from app.simulations.export import Grain, simulation_csv
from app.simulations.schemas import SimulateBody, SimulationView
from app.simulations.service import SIMULATIONS, ready_result, view

router = question_router(
    SIMULATIONS,
    "simulations",
    many="The simulations of a roster, newest first, without their intervals.",
    one=None,
)


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
    return repeatable.answer(session, lambda: accepted(SIMULATIONS.ask(session, roster_id, body, version)))


@router.get("/simulations/{simulation_id}", response_model=SimulationView, responses=CSV_ANSWER)
def read_simulation(
    session: ReadSession,
    simulation_id: uuid.UUID,
    format_: FormatAsked = None,
    per: Annotated[Grain, Query(description="What a row of the CSV stands for.")] = Grain.INTERVAL,
    accept: Accept = "",
) -> SimulationView | Response:
    """Service levels, waits, abandonment, occupancy and backlog with confidence intervals."""
    found = view(session, simulation_id)
    return simulation_csv(ready_result(found), per) if wants_csv(format_, accept) else found
