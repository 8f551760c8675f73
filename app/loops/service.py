"""Closed loops: asking for one, keeping its rounds and the draft that came of it, reading it back."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select

from app import rows
from app.database import TenantSession
from app.forecasts.service import states_of
from app.jobs.schemas import job_address
from app.jobs.service import enqueue
from app.jobs.tables import Job
from app.loops.schemas import LoopBody, LoopDocument, LoopRead
from app.loops.tables import Loop
from app.requirements.schemas import CorrectedBy
from app.requirements.service import keep_corrected
from app.rosters.editions import next_edition
from app.rosters.service import Made
from app.rosters.service import keep as keep_roster
from app.rosters.tables import Roster
from app.rosters.versions import Expected
from app.simulations.schemas import SimulationDocument
from app.simulations.service import built_roster
from app.simulations.service import keep as keep_simulation
from app.simulations.tables import Simulation
from forecasting.staffing.requirement import Requirement as RequirementDocument


def loop_address(loop_id: uuid.UUID) -> str:
    """Where callers read the loop."""
    return f"/v1/loops/{loop_id}"


def request_loop(
    session: TenantSession, roster_id: uuid.UUID, body: LoopBody, version: Expected | None = None
) -> Job:
    """The job that closes the loop for the roster as it is now, whose subject is the loop.

    Raises NotFound, RosterNotBuilt and, where ``version`` names another one, PreconditionFailed.
    """
    roster = built_roster(session, roster_id, version)
    loop_id = uuid.uuid4()
    job = enqueue(session, "close_the_loop", loop_id)
    session.add(
        Loop(
            id=loop_id,
            organization_id=session.organization_id,
            roster_id=roster.id,
            roster_version=roster.version,
            asked=body,
            job_id=job.id,
        )
    )
    session.flush()
    return job


@dataclass(frozen=True, slots=True)
class Better:
    """A roster that is better than the one that was asked about, and its simulation.

    ``made`` names the requirement that was asked about; ``changed`` are the queues of the corrected one.
    """

    made: Made
    simulation: SimulationDocument
    changed: Mapping[uuid.UUID, RequirementDocument]
    by: CorrectedBy


def keep(
    session: TenantSession,
    loop: Loop,
    document: LoopDocument,
    first: SimulationDocument,
    better: Better | None,
) -> None:
    """``loop`` is ready, and its roster is simulated with ``first``.

    What is ``better`` becomes a draft whose parent is the roster, simulated already.
    """
    _keep_simulation(session, loop, rows.find(session, Roster, loop.roster_id), first)
    if better is not None:
        requirement = keep_corrected(
            session, better.made.requirement_id, better.changed, better.by, loop.job_id
        )
        draft = _draft(session, loop, replace(better.made, requirement_id=requirement.id))
        loop.result_roster_id = draft.id
        _keep_simulation(session, loop, draft, better.simulation)
    loop.document = document
    loop.ready_at = datetime.now(UTC)
    session.add(loop)
    session.flush()


def _keep_simulation(
    session: TenantSession, loop: Loop, roster: Roster, document: SimulationDocument
) -> None:
    """Unless somebody has asked for the same already, whose job does it."""
    asked: dict[str, Any] = {
        "roster_id": roster.id,
        "roster_version": loop.roster_version if roster.id == loop.roster_id else roster.version,
        "replications": loop.asked.replications,
        "seed": loop.asked.seed,
    }
    if session.exec(select(Simulation).filter_by(**asked)).first() is None:
        simulation = Simulation(organization_id=session.organization_id, job_id=loop.job_id, **asked)
        keep_simulation(session, simulation, document)


def of_roster(session: TenantSession, roster_id: uuid.UUID) -> list[LoopRead]:
    """The loops closed for a roster, newest first; raises NotFound."""
    roster = rows.find(session, Roster, roster_id)
    chosen = select(Loop).where(Loop.roster_id == roster.id)
    return reads(session, session.exec(chosen.order_by(col(Loop.created_at).desc(), col(Loop.id))).all())


def newest_of(session: TenantSession, roster: Roster) -> LoopRead | None:
    """The newest ready loop that made the roster, or tried it; None without any."""
    about = or_(col(Loop.result_roster_id) == roster.id, col(Loop.roster_id) == roster.id)
    chosen = select(Loop).where(about, col(Loop.ready_at).is_not(None))
    found = session.exec(chosen.order_by(col(Loop.ready_at).desc()).limit(1)).all()
    return next(iter(reads(session, found)), None)


def reads(session: TenantSession, loops: Sequence[Loop]) -> list[LoopRead]:
    """What callers read of loops."""
    states = states_of(session, loops)
    return [
        LoopRead(
            id=each.id,
            state=states[each.id],
            roster_id=each.roster_id,
            roster_version=each.roster_version,
            asked=each.asked,
            result_roster_id=each.result_roster_id,
            job=job_address(each.job_id),
            created_at=each.created_at,
            ready_at=each.ready_at,
            log=each.document,
        )
        for each in loops
    ]


def _draft(session: TenantSession, loop: Loop, made: Made) -> Roster:
    parent = rows.find(session, Roster, loop.roster_id)
    draft = next_edition(session, parent, loop.job_id)
    keep_roster(session, draft, made)
    return draft
