"""Simulations: what is kept of a question, and what is read of the answer."""

import uuid
from collections.abc import Mapping
from typing import Any

from app import rows
from app.database import TenantSession
from app.questions.service import About, Questions
from app.simulations.problems import NotSimulated, RosterChanged
from app.simulations.schemas import SimulatedQueue, SimulationDocument, SimulationRead, SimulationView
from app.simulations.tables import Simulation
from forecasting.simulation.result import SimulationResult


def _told(about: About, row: Simulation) -> Mapping[str, Any]:  # noqa: ARG001 - nothing of the roster is told
    document = row.document
    return {
        "confidence": None if document is None else document.result.confidence,
        "digest": None if document is None else document.digest,
        "assumptions": () if document is None else document.assumptions,
        "warnings": () if document is None else document.result.warnings,
        "queues": () if document is None else _queues(document),
    }


SIMULATIONS = Questions(
    table=Simulation,
    read=SimulationRead,
    name="simulation",
    job="simulate_roster",
    outdated=RosterChanged,
    columns=lambda body: {"replications": body.replications, "seed": body.seed},
    told=_told,
    once=True,
)


def view(session: TenantSession, simulation_id: uuid.UUID) -> SimulationView:
    """A whole simulation; raises NotFound."""
    document = rows.find(session, Simulation, simulation_id).document
    read = SIMULATIONS.view(session, simulation_id)
    return SimulationView(**dict(read), result=None if document is None else document.result)


def ready_result(simulation: SimulationView) -> SimulationResult:
    """Every interval of a simulation; raises NotSimulated while there is nothing."""
    if simulation.result is None:
        raise NotSimulated(simulation.state, simulation.job)
    return simulation.result


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
