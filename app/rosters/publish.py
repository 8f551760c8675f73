"""Publishes rosters: the old one gives way, shifts keep their identity, the bytes are kept for good."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from app.calendars.feed import EventStatus
from app.database import TenantSession
from app.ledgers.service import enter
from app.rosters.problems import AgentAtTwoPlaces, PublishedPartly, RosterNotDraft, RulesBroken
from app.rosters.schemas import RosterState, RosterView
from app.rosters.service import document_of, locked_row, view
from app.rosters.shifts import assignments_of, shifts_of
from app.rosters.tables import PublishedShift, Roster
from app.rosters.versions import Expected
from solver.domain.problem import Problem
from solver.domain.roster import Assignment

_DAY = timedelta(days=1)


def publish(
    session: TenantSession, roster_id: uuid.UUID, version: Expected, *, accept_broken_rules: bool
) -> RosterView:
    """The draft as the published roster of its team and period; what it replaces is superseded.

    All in the transaction of ``session``. Raises NotFound, VersionMissing, PreconditionFailed,
    RosterNotBuilt, RosterNotDraft, RulesBroken, PublishedPartly and AgentAtTwoPlaces.
    """
    roster = locked_row(session, roster_id)
    version.require(roster.version)
    document = document_of(session, roster)
    if roster.state is not RosterState.DRAFT:
        raise RosterNotDraft(roster.state)
    if document.judgement.broken and not accept_broken_rules:
        raise RulesBroken(document.judgement.broken)
    _take_turns(session, roster.team)
    replaced = _superseded(session, roster)
    roster.state = RosterState.PUBLISHED
    roster.published_at = datetime.now(UTC)
    roster.version += 1
    session.add(roster)
    session.flush()
    _tell_people(session, roster, replaced, document.problem)
    enter(session, roster.id, document.problem, assignments_of(shifts_of(session, roster.id)))
    published = view(session, roster)
    document.published = published.model_dump_json().encode()
    session.add(document)
    session.flush()
    return published


def _take_turns(session: TenantSession, team: str) -> None:
    """One publication of a team at a time, whichever drafts they are of."""
    name = f"publish {session.organization_id} {team}"
    session.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _superseded(session: TenantSession, roster: Roster) -> list[uuid.UUID]:
    """The published rosters that this one replaces, marked as superseded; raises PublishedPartly."""
    ends = roster.first_date + roster.days * _DAY
    in_the_way = (
        select(Roster)
        .where(
            Roster.team == roster.team,
            Roster.state == RosterState.PUBLISHED,
            col(Roster.first_date) < ends,
            col(Roster.first_date) + col(Roster.days) > roster.first_date,
        )
        .with_for_update()
    )
    found = list(session.exec(in_the_way))
    for old in found:
        if old.first_date < roster.first_date or old.first_date + old.days * _DAY > ends:
            raise PublishedPartly(old.first_date.isoformat(), old.days)
        old.state = RosterState.SUPERSEDED
        old.version += 1
        session.add(old)
    session.flush()
    return [old.id for old in found]


def _tell_people(
    session: TenantSession, roster: Roster, replaced: Sequence[uuid.UUID], problem: Problem
) -> None:
    """Bring what people were told to the new roster: the same shifts keep their UID, changes are counted."""
    told: defaultdict[tuple[uuid.UUID, date], list[PublishedShift]] = defaultdict(list)
    before = select(PublishedShift).where(col(PublishedShift.roster_id).in_(replaced))
    # Confirmed ones first: what was cancelled before comes back only where nothing else is left.
    for row in session.exec(
        before.order_by(col(PublishedShift.status).desc(), col(PublishedShift.starts_at))
    ):
        told[row.agent_id, row.local_date].append(row)
    zones = {agent.id: agent.zone for agent in problem.agents}
    unchanged: list[uuid.UUID] = []
    news: list[tuple[uuid.UUID, date, Assignment]] = []
    for shift in assignments_of(shifts_of(session, roster.id)):
        agent_id, day = uuid.UUID(shift.agent), shift.local_date(zones[shift.agent])
        same = next((row for row in told[agent_id, day] if _is_same(row, shift)), None)
        if same is None:
            news.append((agent_id, day, shift))
        else:
            told[agent_id, day].remove(same)
            unchanged.append(same.id)
    for agent_id, day, shift in news:
        if told[agent_id, day]:
            _change(told[agent_id, day].pop(0), shift, roster.id)
        else:
            session.add(_new(session, roster, agent_id, day, shift))
    for row in (row for rows in told.values() for row in rows):
        if row.status is EventStatus.CONFIRMED:
            row.status = EventStatus.CANCELLED
            row.sequence += 1
            row.roster_id = roster.id
        else:
            unchanged.append(row.id)
    _hand_over(session, roster.id, unchanged)
    try:
        session.flush()
        session.execute(text("SET CONSTRAINTS ex_published_shift_at_two_places IMMEDIATE"))
    except IntegrityError:
        raise AgentAtTwoPlaces from None


def _new(
    session: TenantSession, roster: Roster, agent_id: uuid.UUID, day: date, shift: Assignment
) -> PublishedShift:
    return PublishedShift(
        organization_id=session.organization_id,
        roster_id=roster.id,
        agent_id=agent_id,
        uid=f"shift-{uuid.uuid4()}@{session.organization_id}",
        local_date=day,
        template=shift.template,
        starts_at=shift.start,
        ends_at=shift.end,
        segments=shift.breaks,
    )


def _is_same(row: PublishedShift, shift: Assignment) -> bool:
    return row.status is EventStatus.CONFIRMED and (
        (row.template, row.starts_at, row.ends_at, row.segments)
        == (shift.template, shift.start, shift.end, shift.breaks)
    )


def _change(row: PublishedShift, shift: Assignment, roster_id: uuid.UUID) -> None:
    row.roster_id = roster_id
    row.template, row.segments = shift.template, shift.breaks
    row.starts_at, row.ends_at = shift.start, shift.end
    row.status = EventStatus.CONFIRMED
    row.sequence += 1


def _hand_over(session: TenantSession, roster_id: uuid.UUID, rows: Sequence[uuid.UUID]) -> None:
    # To the people nothing has changed, so neither has the moment of the last change that calendars are told.
    session.execute(
        update(PublishedShift)
        .where(col(PublishedShift.id).in_(rows))
        .values(roster_id=roster_id, updated_at=col(PublishedShift.updated_at))
        .execution_options(synchronize_session=False)
    )
