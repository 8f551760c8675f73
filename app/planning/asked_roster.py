"""The roster a job was asked about, as it was then."""

import uuid

from app import rows
from app.database import TenantSession
from app.repairs.problems import RepairOutdated
from app.rosters.service import document_of
from app.rosters.shifts import assignments_of, shifts_of
from app.rosters.tables import Roster, RosterDocument
from solver.domain.roster import Roster as Assignments


def asked_roster(
    session: TenantSession, roster_id: uuid.UUID, version: int
) -> tuple[Roster, RosterDocument, Assignments]:
    """The row, what it was made from and its shifts; raises NotFound, and RepairOutdated where the roster has
    another version by now.
    """
    roster = rows.find(session, Roster, roster_id)
    if roster.version != version:
        raise RepairOutdated(version, roster.version)
    shifts = assignments_of(shifts_of(session, roster.id))
    return roster, document_of(session, roster), Assignments(assignments=tuple(shifts))
