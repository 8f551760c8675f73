"""Programmes together with the agents who attend and lead them."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import col, delete, select

from app import rows
from app.activities.schemas import ProgrammeBody, ProgrammeView
from app.activities.tables import Programme, ProgrammeAttendee, ProgrammeFacilitator
from app.database import TenantSession
from app.links import Link
from solver.domain.programme import Programme as ProgrammeDocument

FACILITATORS = Link(ProgrammeFacilitator, "programme_id", "agent_id")


def set_up(session: TenantSession, body: ProgrammeBody) -> ProgrammeView:
    """A new programme with its people."""
    return _linked(session, rows.add(session, Programme, _without_people(body)), body)


def replace(session: TenantSession, programme_id: uuid.UUID, body: ProgrammeBody) -> ProgrammeView:
    """The programme, every field and its people written anew."""
    programme = rows.find(session, Programme, programme_id)
    return _linked(session, rows.replace(session, programme, _without_people(body)), body)


def views(session: TenantSession, programmes: Sequence[Programme]) -> list[ProgrammeView]:
    """What callers read of ``programmes``; one query each for all who attend and all who lead."""
    ids = [programme.id for programme in programmes]
    leading, named = FACILITATORS.read(session, ids), _named(session, ids)
    return [
        ProgrammeView.model_validate(
            {
                **programme.model_dump(exclude={"organization_id", "cohorts"}),
                "cohorts": tuple(
                    {**cohort.model_dump(), "agent_ids": tuple(named[programme.id, cohort.name])}
                    for cohort in programme.cohorts
                ),
                "facilitator_ids": leading[programme.id],
            }
        )
        for programme in programmes
    ]


def programmes(session: TenantSession) -> tuple[ProgrammeDocument, ...]:
    """Every programme by name, as the solver's vocabulary has it."""
    found = session.exec(select(Programme).order_by(col(Programme.name))).all()
    return tuple(view.programme(view.id) for view in views(session, found))


def _without_people(body: ProgrammeBody) -> ProgrammeBody:
    """The body with the tags of its cohorts alone: the agents they name are rows of their own."""
    alone = tuple(cohort.model_copy(update={"agent_ids": ()}) for cohort in body.cohorts)
    return body.model_copy(update={"cohorts": alone})


def _named(
    session: TenantSession, programme_ids: Sequence[uuid.UUID]
) -> defaultdict[tuple[uuid.UUID, str], list[uuid.UUID]]:
    """The agents that cohorts name, by programme and name of the cohort."""
    found: defaultdict[tuple[uuid.UUID, str], list[uuid.UUID]] = defaultdict(list)
    chosen = (
        select(ProgrammeAttendee)
        .where(col(ProgrammeAttendee.programme_id).in_(programme_ids))
        .order_by(col(ProgrammeAttendee.agent_id))
    )
    for each in session.exec(chosen):
        found[each.programme_id, each.cohort].append(each.agent_id)
    return found


def _linked(session: TenantSession, programme: Programme, body: ProgrammeBody) -> ProgrammeView:
    FACILITATORS.write(session, programme.id, body.facilitator_ids)
    session.execute(delete(ProgrammeAttendee).where(col(ProgrammeAttendee.programme_id) == programme.id))
    session.add_all(
        ProgrammeAttendee(
            organization_id=session.organization_id,
            programme_id=programme.id,
            cohort=cohort.name,
            agent_id=agent_id,
        )
        for cohort in body.cohorts
        for agent_id in cohort.agent_ids
    )
    session.flush()
    return views(session, [programme])[0]
