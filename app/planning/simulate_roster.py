"""Simulates a roster: rows become a request, a killable child does the work, the result is kept."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app import rows
from app.database import TenantSession
from app.forecasts import service as forecasts
from app.jobs.context import JobContext
from app.planning.asked_roster import MEMORY_CAP_BYTES, Asked, asked_of
from app.planning.simulation_request import QueueWork, assumptions_of, simulated_work, simulation_request
from app.planning.staffing_request import volume_of
from app.planning.subject import subject_of
from app.requirements import service as requirements
from app.requirements.schemas import Basis
from app.requirements.tables import Requirement
from app.rosters.tables import Roster
from app.simulations.problems import NothingToSimulate
from app.simulations.schemas import SimulationDocument
from app.simulations.service import SIMULATIONS
from app.simulations.tables import Simulation
from forecasting.forecast import Forecast
from forecasting.simulation.result import SimulationResult
from forecasting.staffing.requirement import Requirement as RequirementDocument
from solver.domain.problem import Problem
from solver.domain.roster import Assignment

FUNCTION = "app.simulations.in_child:simulate"
DEADLINE_SECONDS = 1800.0
"""Above what the largest request takes, so that what hangs comes to an end."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A roster with everything that a simulation of it takes."""

    roster: Roster
    problem: Problem
    assignments: tuple[Assignment, ...]
    works: Mapping[uuid.UUID, QueueWork]


def simulate_roster(context: JobContext) -> None:
    """The job of a simulation that was asked for: its subject."""
    with context.session() as session:
        asked = asked_of(context, session, SIMULATIONS)
        stage = stage_of(session, asked)
    document = simulated(
        context,
        stage,
        stage.problem,
        stage.assignments,
        replications=asked.question.replications,
        seed=asked.question.seed,
    )

    def write(session: TenantSession) -> str:
        return SIMULATIONS.answered(session, subject_of(context, session, Simulation), document)

    context.finish(write)


def stage_of(session: TenantSession, asked: Asked[Any]) -> Stage:
    """What a simulation of the roster asked about takes; raises NothingToSimulate."""
    problem, works = asked.document.problem, _works(session, asked.roster)
    if not works.keys() & {uuid.UUID(queue.id) for queue in problem.queues}:
        raise NothingToSimulate
    return Stage(asked.roster, problem, asked.shifts.assignments, works)


def simulated(
    context: JobContext,
    stage: Stage,
    problem: Problem,
    assignments: Sequence[Assignment],
    *,
    replications: int,
    seed: int,
) -> SimulationDocument:
    """What ``assignments`` give on the contacts of the stage; raises SimulationInvalid.

    And what ``JobContext.run_in_child`` does: a simulation that is stopped has no result.
    """
    context.progress(phase="simulate", replications=replications)
    request = simulation_request(problem, assignments, stage.works, replications=replications, seed=seed)
    payload = request.model_dump_json().encode()
    child = context.run_in_child(
        FUNCTION, payload, deadline_seconds=DEADLINE_SECONDS, memory_cap_bytes=MEMORY_CAP_BYTES
    )
    return SimulationDocument(
        result=SimulationResult.model_validate_json(child.payload),
        queues=simulated_work(request, problem, stage.works),
        assumptions=assumptions_of(stage.works.values()),
        digest=hashlib.sha256(payload).hexdigest(),
    )


def _works(session: TenantSession, roster: Roster) -> dict[uuid.UUID, QueueWork]:
    """The contacts of each queue of the roster's requirement, from the forecast that it was made from."""
    if roster.requirement_id is None:
        return {}
    requirement = rows.find(session, Requirement, roster.requirement_id)
    staffed = requirements.documents(session, requirement.id)
    forecast = (
        {} if requirement.forecast_id is None else forecasts.documents(session, requirement.forecast_id)
    )
    factors = {each.queue: each.volume_factor for each in requirement.overrides}
    return {
        queue_id: _work(document, forecast[queue_id], requirement.basis, factors.get(str(queue_id), 1.0))
        for queue_id, document in staffed.items()
        if queue_id in forecast
    }


def _work(document: RequirementDocument, forecast: Forecast, basis: Basis, factor: float) -> QueueWork:
    """The volume is the mean whatever quantile was staffed: how far days stray from it is in their factor."""
    volume = document.inputs.volume
    if basis is not Basis.MEAN:
        mean = dict(zip(forecast.starts, volume_of(forecast, Basis.MEAN, document.channel), strict=True))
        volume = tuple(factor * mean[start] for start in document.starts)
    return QueueWork(document, volume, forecast.day_dispersion, forecast.zone)
