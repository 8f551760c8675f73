"""Reads what published rosters before, beside and after a period mean for it."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import col, select

from app.calendars.feed import EventStatus
from app.database import TenantSession
from app.ledgers.corrections import carried_corrections, corrections_between
from app.ledgers.service import MEMORY, refused_wishes
from app.rosters.schemas import RosterState
from app.rosters.shifts import assignments_of, shifts_of
from app.rosters.tables import PublishedShift, Roster
from solver.domain.days import burdens_of, days_up_to, is_night_shift
from solver.domain.people import Agent, Burden, Carried
from solver.domain.roster import Assignment
from solver.domain.time import MINUTE, PlanningPeriod, Span

_DAY = timedelta(days=1)
_REST_MINUTES = 660


@dataclass(frozen=True, slots=True)
class Told:
    """What people have been told of other periods, by agent id.

    ``covers_before`` tells whether a published roster covers the day before the period, so that the first
    hours are its business. ``refused`` counts wishes that earlier rosters did not meet, and ``corrected``
    what was added to unpopular work, or taken off it, by hand.
    """

    shifts: Mapping[str, Sequence[Assignment]]
    covers_before: bool
    refused: Mapping[str, int]
    corrected: Mapping[str, Mapping[Burden, int]]

    def carried_in(self, period: PlanningPeriod, agents: Iterable[Agent]) -> tuple[Assignment, ...]:
        """The shifts of the agents that began before the period and still run."""
        return tuple(
            shift
            for agent in agents
            for shift in self.shifts.get(agent.id, ())
            if shift.start < period.start < shift.end
        )

    def with_past(self, agent: Agent, period: PlanningPeriod) -> Agent:
        """The agent with the history they carry, and kept free for what they were told of later time."""
        told = self.shifts.get(agent.id, ())
        past = [shift for shift in told if shift.start < period.start]
        later = [shift for shift in told if shift.start >= period.start]
        rest = max(_REST_MINUTES, agent.contract.min_rest_minutes or 0)
        busy = [Span(start=shift.start - rest * MINUTE, end=shift.end + rest * MINUTE) for shift in later]
        known = _carried(agent, past)
        burdens = Counter(known.burdens)
        burdens.update(self.corrected.get(agent.id, {}))
        carried = known.model_copy(
            update={"burdens": dict(+burdens), "refused_wishes": self.refused.get(agent.id, 0)}
        )
        return agent.model_copy(update={"carried": carried, "unavailable": (*agent.unavailable, *busy)})


def read_told(session: TenantSession, roster: Roster, period: PlanningPeriod) -> Told:
    """What stays as it is when ``roster`` is published: everything but the rosters it would replace."""
    before = _published(roster).where(
        col(Roster.first_date) < roster.first_date,
        col(Roster.first_date) + col(Roster.days) == roster.first_date,
    )
    chosen = (
        select(PublishedShift)
        .where(
            PublishedShift.status == EventStatus.CONFIRMED,
            col(PublishedShift.roster_id).not_in(replaced_by(roster)),
            col(PublishedShift.ends_at) > period.start - MEMORY,
            col(PublishedShift.starts_at) < period.end + 2 * _DAY,
        )
        .order_by(col(PublishedShift.starts_at))
    )
    shifts: defaultdict[str, list[Assignment]] = defaultdict(list)
    for row in session.exec(chosen):
        shifts[str(row.agent_id)].append(
            Assignment(
                agent=str(row.agent_id),
                template=row.template,
                start=row.starts_at,
                end=row.ends_at,
                breaks=row.segments,
            )
        )
    corrections = corrections_between(session, roster.first_date - MEMORY, roster.first_date - _DAY)
    wishes, corrected = carried_corrections(corrections)
    refused = Counter(refused_wishes(session, roster.first_date - MEMORY, roster.first_date))
    refused.update(wishes)
    return Told(shifts, session.exec(before.limit(1)).first() is not None, dict(+refused), corrected)


def replaced_by(roster: Roster) -> Any:
    """The ids of the published rosters whose place ``roster`` would take, as a query."""
    ends = roster.first_date + roster.days * _DAY
    return _published(roster).where(
        col(Roster.first_date) < ends, col(Roster.first_date) + col(Roster.days) > roster.first_date
    )


def previous_shifts(session: TenantSession, parent_id: uuid.UUID | None) -> tuple[Assignment, ...]:
    """The shifts of the roster that a new version should stay close to."""
    return () if parent_id is None else tuple(assignments_of(shifts_of(session, parent_id)))


def _published(roster: Roster) -> Any:
    return select(Roster.id).where(Roster.team == roster.team, Roster.state == RosterState.PUBLISHED)


def _carried(agent: Agent, past: Sequence[Assignment]) -> Carried:
    if not past:
        return Carried()
    last = past[-1]
    nights = [shift for shift in past if is_night_shift(shift.start, shift.end, agent.zone)]
    burdens = Counter(burden for shift in past for burden in burdens_of(agent, shift.start, shift.end))
    return Carried(
        last_shift_start=last.start,
        last_shift_end=last.end,
        consecutive_days=_run(agent, past, last),
        consecutive_nights=_run(agent, nights, last),
        burdens=dict(burdens),
    )


def _run(agent: Agent, shifts: Sequence[Assignment], last: Assignment) -> int:
    """How many dates in a row, up to that of the last shift of all, have one of ``shifts``."""
    worked: set[date] = {shift.local_date(agent.zone) for shift in shifts}
    day, run = last.local_date(agent.zone), 0
    while day in worked:
        run += 1
        day = days_up_to(day, 2, agent.zone)[1]
    return run
