"""Simulations: asking for one, keeping what came of it, reading it back."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import col, select

from app import rows
from app.database import TenantSession
from app.forecasts.service import states_of
from app.jobs.schemas import job_address
from app.jobs.service import enqueue, find
from app.jobs.tables import Job
from app.rosters.service import document_of, locked_row
from app.rosters.tables import Roster
from app.rosters.versions import Expected
from app.simulations.problems import NotSimulated
from app.simulations.schemas import (
    SimulateBody,
    SimulatedQueue,
    SimulationDocument,
    SimulationRead,
    SimulationView,
)
from app.simulations.tables import Simulation
from forecasting.simulation.result import SimulationResult


def request_simulation(
    session: TenantSession, roster_id: uuid.UUID, body: SimulateBody, version: Expected | None = None
) -> Job:
    """The job that simulates the roster as it is now; one that has been asked for already is told again.

    Raises NotFound, RosterNotBuilt and, where ``version`` names another one, PreconditionFailed.
    """
    # Locked, so that two who ask for the same are given the same job.
    roster = built_roster(session, roster_id, version)
    asked = select(Simulation).where(
        Simulation.roster_id == roster.id,
        Simulation.roster_version == roster.version,
        Simulation.seed == body.seed,
        Simulation.replications == body.replications,
    )
    simulation = session.exec(asked).one_or_none()
    if simulation is not None:
        job = find(session, simulation.job_id)
        if simulation.ready_at is not None or not job.state.is_final:
            return job
        simulation.job_id = enqueue(session, "simulate_roster", simulation.id).id
    else:
        simulation_id = uuid.uuid4()
        simulation = Simulation(
            id=simulation_id,
            organization_id=session.organization_id,
            roster_id=roster.id,
            roster_version=roster.version,
            replications=body.replications,
            seed=body.seed,
            job_id=enqueue(session, "simulate_roster", simulation_id).id,
        )
    session.add(simulation)
    session.flush()
    return find(session, simulation.job_id)


def built_roster(session: TenantSession, roster_id: uuid.UUID, version: Expected | None) -> Roster:
    """The roster, locked; raises NotFound, RosterNotBuilt and PreconditionFailed."""
    roster = locked_row(session, roster_id)
    document_of(session, roster)
    if version is not None:
        version.require(roster.version)
    return roster


def keep(session: TenantSession, simulation: Simulation, document: SimulationDocument) -> None:
    """``simulation`` is ready with what came of it."""
    simulation.document = document
    simulation.ready_at = datetime.now(UTC)
    session.add(simulation)
    session.flush()


def of_roster(session: TenantSession, roster_id: uuid.UUID) -> list[SimulationRead]:
    """The simulations of a roster, newest first; raises NotFound."""
    roster = rows.find(session, Roster, roster_id)
    chosen = select(Simulation).where(Simulation.roster_id == roster.id)
    found = session.exec(chosen.order_by(col(Simulation.created_at).desc(), col(Simulation.id))).all()
    return reads(session, roster, found)


def newest(session: TenantSession, roster: Roster) -> SimulationRead | None:
    """The simulation of the roster that was ready last; None before there is any."""
    ready = select(Simulation).where(Simulation.roster_id == roster.id, col(Simulation.ready_at).is_not(None))
    found = session.exec(ready.order_by(col(Simulation.ready_at).desc()).limit(1)).all()
    return next(iter(reads(session, roster, found)), None)


def view(session: TenantSession, simulation_id: uuid.UUID) -> SimulationView:
    """A whole simulation; raises NotFound."""
    simulation = rows.find(session, Simulation, simulation_id)
    [read] = reads(session, rows.find(session, Roster, simulation.roster_id), [simulation])
    result = None if simulation.document is None else simulation.document.result
    return SimulationView(**dict(read), result=result)


def ready_result(simulation: SimulationView) -> SimulationResult:
    """Every interval of a simulation; raises NotSimulated while there is nothing."""
    if simulation.result is None:
        raise NotSimulated(simulation.state, simulation.job)
    return simulation.result


def reads(session: TenantSession, roster: Roster, simulations: Sequence[Simulation]) -> list[SimulationRead]:
    """What callers read of simulations of one roster in a list."""
    states = states_of(session, simulations)
    return [
        SimulationRead(
            id=each.id,
            state=states[each.id],
            roster_id=each.roster_id,
            roster_version=each.roster_version,
            # Publishing raises the version too, and leaves the shifts as they are.
            current=roster.edited_at is None or roster.edited_at < each.created_at,
            replications=each.replications,
            seed=each.seed,
            confidence=None if each.document is None else each.document.result.confidence,
            digest=None if each.document is None else each.document.digest,
            assumptions=() if each.document is None else each.document.assumptions,
            warnings=() if each.document is None else each.document.result.warnings,
            job=job_address(each.job_id),
            created_at=each.created_at,
            ready_at=each.ready_at,
            queues=() if each.document is None else _queues(each.document),
        )
        for each in simulations
    ]


def _queues(document: SimulationDocument) -> tuple[SimulatedQueue, ...]:
    found = []
    for work in document.queues:
        service = document.result.of(work.queue)
        found.append(
            SimulatedQueue(
                work=work,
                channel=service.channel,
                meaning=service.meaning,
                total=service.total,
                days=service.days,
                weeks=service.weeks,
            )
        )
    return tuple(found)
