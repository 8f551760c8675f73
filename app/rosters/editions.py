"""New editions of rosters: the same plan, changed, as a row of its own."""

import uuid

from app.database import TenantSession
from app.rosters.tables import Roster

_COPIED = ("team", "coverage_model", "first_date", "days", "zone", "rule_set_id", "queue_ids")


def next_edition(session: TenantSession, parent: Roster, job_id: uuid.UUID) -> Roster:
    """An empty roster that grows out of ``parent``, made by that job."""
    roster = Roster(
        **{name: getattr(parent, name) for name in _COPIED},
        organization_id=session.organization_id,
        edition=parent.edition + 1,
        parent_id=parent.id,
        job_id=job_id,
        asked=parent.asked.model_copy(update={"previous_roster_id": parent.id}),
    )
    session.add(roster)
    session.flush()
    return roster
