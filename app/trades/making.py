"""Makes trades: a new edition of the published roster with shifts in new hands, published at once."""

import uuid

from app.database import TenantSession
from app.rosters.editions import next_edition
from app.rosters.judge import judged
from app.rosters.publish import publish
from app.rosters.service import Made, keep
from app.rosters.shifts import assignments_of, shifts_of
from app.rosters.tables import Roster, RosterDocument
from app.rosters.versions import Expected
from solver.domain.roster import Roster as Assignments
from solver.living.judge import Given


def make(
    session: TenantSession, roster: Roster, document: RosterDocument, after: Given, trade_id: uuid.UUID
) -> uuid.UUID:
    """The id of the new edition, in which these agents have these shifts; people are told by it.

    Raises what publishing does: another roster may have put one of them to work at that time meanwhile.
    """
    kept = [shift for shift in assignments_of(shifts_of(session, roster.id)) if shift.agent not in after]
    given = [shift for shifts in after.values() for shift in shifts]
    changed = Assignments(assignments=(*kept, *given))
    if roster.requirement_id is None:
        raise LookupError(f"roster {roster.id} has no requirement")
    edition = next_edition(session, roster, roster.job_id)
    keep(
        session,
        edition,
        Made(
            problem=document.problem,
            rule_set=document.rule_set,
            roster=changed,
            report=document.report,
            judgement=judged(document.problem, document.rule_set, changed.assignments),
            requirement_id=roster.requirement_id,
            warnings=(*roster.warnings, f"Changed by the trade /v1/trades/{trade_id}."),
        ),
    )
    # The trade itself breaks no required rule; what was broken before it is no reason to refuse it.
    publish(session, edition.id, Expected("*"), accept_broken_rules=True)
    return edition.id
