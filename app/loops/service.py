"""Closed loops: keeping their rounds and the draft that came of them."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import or_
from sqlmodel import col, select

from app import rows
from app.database import TenantSession
from app.loops.schemas import LoopDocument, LoopRead
from app.loops.tables import Loop
from app.questions.service import Questions, keep_draft
from app.requirements.schemas import CorrectedBy
from app.requirements.service import keep_corrected
from app.rosters.service import Made
from app.rosters.tables import Roster
from app.simulations.problems import RosterChanged
from app.simulations.schemas import SimulationDocument
from app.simulations.service import SIMULATIONS
from app.simulations.tables import Simulation
from forecasting.staffing.requirement import Requirement as RequirementDocument

LOOPS = Questions(
    table=Loop,
    read=LoopRead,
    name="loop",
    job="close_the_loop",
    outdated=RosterChanged,
    columns=lambda body: {"asked": body},
    told=lambda about, row: {"log": row.document},  # noqa: ARG005 - the answer is all there is
)


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
) -> str:
    """``loop`` is ready, and its roster is simulated with ``first``; the loop's address.

    What is ``better`` becomes a draft whose parent is the roster, simulated already.
    """
    _keep_simulation(session, loop, rows.find(session, Roster, loop.roster_id), first)
    if better is not None:
        requirement = keep_corrected(
            session, better.made.requirement_id, better.changed, better.by, loop.job_id
        )
        draft = keep_draft(session, loop, replace(better.made, requirement_id=requirement.id))
        _keep_simulation(session, loop, draft, better.simulation)
    return LOOPS.answered(session, loop, document)


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
        SIMULATIONS.answered(session, simulation, document)


def newest_of(session: TenantSession, roster: Roster) -> LoopRead | None:
    """The newest ready loop that made the roster, or tried it; None without any."""
    about = or_(col(Loop.result_roster_id) == roster.id, col(Loop.roster_id) == roster.id)
    return LOOPS.newest(session, roster, about)
