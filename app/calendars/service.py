"""Calendars of agents, teams and rosters: which shifts they hold, and what tells versions apart."""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, or_
from sqlmodel import col, select

from app import rows
from app.agents.tables import Agent
from app.calendars.feed import CalendarActivity, CalendarEvent, CalendarFeed, EventStatus
from app.calendars.render import render
from app.calendars.schemas import Breaks
from app.calendars.tokens import FeedSubject
from app.database import TenantSession
from app.problems import NotFound
from app.rosters.problems import RosterNotPublished
from app.rosters.schemas import EVERYONE, RosterState
from app.rosters.service import team_condition
from app.rosters.tables import PublishedShift, Roster
from app.sites.tables import Site
from solver.domain.roster import Segment

PAST, FUTURE = timedelta(days=30), timedelta(days=180)
"""How far back and ahead a calendar reaches."""
CANCELLED_KEPT = timedelta(days=14)
"""How long a cancelled shift stays in a calendar, so that every reader takes notice."""
_FORM = 2
"""Raised when the same shifts are written in another way."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar at a moment: what identifies its bytes, when they last changed, and how to write them."""

    name: str
    tag: str
    modified: datetime
    shifts: Sequence[PublishedShift]
    people: Mapping[uuid.UUID, Agent]
    sites: Mapping[uuid.UUID, Site]
    breaks: Breaks
    own: bool

    def written(self) -> bytes:
        """The calendar as ``text/calendar`` bytes."""
        events = tuple(self._event(shift) for shift in self.shifts)
        return render(CalendarFeed(self.name, events, self.breaks.detail))

    def _event(self, shift: PublishedShift) -> CalendarEvent:
        agent = self.people[shift.agent_id]
        site = self.sites.get(agent.site_id) if agent.site_id else None
        return CalendarEvent(
            uid=shift.uid,
            summary=shift.template if self.own else f"{agent.name}: {shift.template}",
            start=shift.starts_at,
            end=shift.ends_at,
            zone=agent.zone or (site.zone if site else "UTC"),
            sequence=shift.sequence,
            created=shift.created_at,
            updated=shift.updated_at,
            status=shift.status,
            categories=("Shift",),
            activities=tuple(
                _activity(number, each, "" if self.own else f"{agent.name}: ")
                for number, each in enumerate(shift.segments, 1)
            ),
            location=site.name if site else "",
        )


def calendar_of(session: TenantSession, subject: FeedSubject, breaks: Breaks, now: datetime) -> Calendar:
    """The calendar of the subject as it is ``now``; raises NotFound and RosterNotPublished."""
    name, conditions = _subject(session, subject)
    chosen = (
        select(PublishedShift)
        .where(
            *conditions,
            col(PublishedShift.ends_at) > _day(now) - PAST,
            col(PublishedShift.starts_at) < _day(now) + FUTURE,
            or_(
                col(PublishedShift.status) == EventStatus.CONFIRMED,
                col(PublishedShift.updated_at) > _day(now) - CANCELLED_KEPT,
            ),
        )
        .order_by(col(PublishedShift.starts_at), col(PublishedShift.id))
    )
    shifts = list(session.exec(chosen))
    people = {
        agent.id: agent
        for agent in session.exec(
            select(Agent).where(col(Agent.id).in_({shift.agent_id for shift in shifts}))
        )
    }
    sites = {site.id: site for site in session.exec(select(Site))}
    changes = [row.updated_at for row in (*shifts, *people.values(), *sites.values())]
    # The window moves with the day, so the bytes may change although no shift did.
    state = (_FORM, subject.name, breaks, name, _day(now), len(shifts), *sorted(changes))
    return Calendar(
        name=name,
        tag=f'"{hashlib.sha256(repr(state).encode()).hexdigest()[:32]}"',
        modified=max([_day(now), *changes]),
        shifts=shifts,
        people=people,
        sites=sites,
        breaks=breaks,
        own=subject.agent_id is not None,
    )


def check_subject(session: TenantSession, subject: FeedSubject) -> None:
    """Raises NotFound or RosterNotPublished when the subject has no calendar."""
    _subject(session, subject)


def _subject(session: TenantSession, subject: FeedSubject) -> tuple[str, list[Any]]:
    """The calendar's name and the conditions its shifts meet."""
    if subject.agent_id is not None:
        agent = rows.find(session, Agent, subject.agent_id)
        return f"Shifts of {agent.name}", [PublishedShift.agent_id == agent.id]
    if subject.team is not None:
        _require_team(session, subject.team)
        of_team = select(Roster.id).where(Roster.team == subject.team)
        everyone = subject.team == EVERYONE
        return (
            "Shifts of everyone" if everyone else f"Shifts of {subject.team}",
            [] if everyone else [col(PublishedShift.roster_id).in_(of_team)],
        )
    if subject.roster_id is None:
        raise NotFound
    roster = _valid(session, rows.find(session, Roster, subject.roster_id))
    last = roster.first_date + timedelta(days=roster.days - 1)
    return f"Roster {roster.first_date} to {last}", [PublishedShift.roster_id == roster.id]


def _valid(session: TenantSession, roster: Roster) -> Roster:
    """The roster itself, or the published one that took its place: subscribers follow the plan."""
    if roster.published_at is None:
        raise RosterNotPublished(roster.state)
    if roster.state is RosterState.PUBLISHED:
        return roster
    successor = select(Roster).where(
        Roster.team == roster.team,
        Roster.state == RosterState.PUBLISHED,
        col(Roster.first_date) <= roster.first_date,
        col(Roster.first_date) + col(Roster.days) > roster.first_date,
    )
    return session.exec(successor).one_or_none() or roster


def _require_team(session: TenantSession, team: str) -> None:
    condition: Any = team_condition(team)
    known = select(func.count()).select_from(Roster).where(Roster.team == team)
    if team == EVERYONE or session.exec(known).one():
        return
    if session.exec(select(Agent.id).where(condition).limit(1)).first() is None:
        raise NotFound


def _activity(number: int, segment: Segment, whose: str) -> CalendarActivity:
    kind = segment.activity.value.replace("_", " ")
    name = segment.name or kind
    if segment.session is None:
        return CalendarActivity(f"{segment.activity.value}-{number}", name, segment.start, segment.end)
    # Ids hold names, which may have letters that identifiers of calendars may not.
    key = f"session-{hashlib.sha256(segment.session.encode()).hexdigest()[:16]}"
    title, categories = f"{whose}{name}", (kind.capitalize(),)
    return CalendarActivity(key, name, segment.start, segment.end, title, categories)


def _day(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC)
