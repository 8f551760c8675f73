"""The question a job answers, with the roster it was asked about, as it was then."""

from dataclasses import dataclass
from typing import Any, Generic

from app import rows
from app.database import TenantSession
from app.fields import Document
from app.jobs.context import JobContext
from app.jobs.killable import ChildResult
from app.planning.subject import subject_of
from app.questions.service import Questions, Row
from app.rosters.service import document_of
from app.rosters.shifts import assignments_of, shifts_of
from app.rosters.tables import Roster, RosterDocument
from solver.domain.roster import Roster as Assignments

MEMORY_CAP_BYTES = 8 * 2**30
"""Of address space, most of which numerical libraries reserve and never touch."""


@dataclass(frozen=True, slots=True)
class Asked(Generic[Row]):
    """A question, the roster it is about, what that was made from, and its shifts."""

    question: Row
    roster: Roster
    document: RosterDocument
    shifts: Assignments


def asked_of(context: JobContext, session: TenantSession, kind: Questions[Row, Any]) -> Asked[Row]:
    """What the job was asked; raises NotFound, and the kind's RosterOutdated where the roster has another
    version by now.
    """
    question = subject_of(context, session, kind.table)
    roster = rows.find(session, Roster, question.roster_id)
    kind.require_current(question, roster)
    shifts = Assignments(assignments=tuple(assignments_of(shifts_of(session, roster.id))))
    return Asked(question, roster, document_of(session, roster), shifts)


def found_in_child(context: JobContext, function: str, order: Document, *, seconds: float) -> ChildResult:
    """What ``function`` makes of the order in a killable child; raises as ``JobContext.run_in_child``."""
    return context.run_in_child(
        function,
        order.model_dump_json().encode(),
        deadline_seconds=seconds,
        memory_cap_bytes=MEMORY_CAP_BYTES,
    )
