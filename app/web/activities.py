"""Training, coaching, meetings and escalation duty: what the chosen roster has, and what it comes from."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from app.activities.schemas import ProgrammeView
from app.activities.service import views
from app.activities.tables import Programme
from app.agents.tables import Agent
from app.database import TenantSession
from app.rosters.figures import duties_in
from app.rosters.schemas import Duty
from app.rosters.service import document_of
from app.rosters.shifts import assignments_of, shifts_of
from app.rosters.tables import Roster
from app.web.figures import UNKNOWN, full_date, moment
from solver.domain.problem import Problem
from solver.domain.roster import Assignment
from solver.domain.session import Session
from solver.session_rule import attendance_in, held

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session of the roster: when it is held, by whom it is led, who attends and who misses it."""

    name: str
    kind: str
    when: str
    led_by: str
    attend: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A day of one escalation duty: who holds it when."""

    day: str
    duty: str
    held: str


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme as a planner wrote it."""

    id: uuid.UUID
    name: str
    kind: str
    minutes: int
    how_often: str
    cohorts: tuple[str, ...]
    window: str
    dates: str
    favours: str


@dataclass(frozen=True, slots=True)
class ActivitiesPart:
    """What is held in the period, and what may be changed of it; ``people`` are agents by name and id."""

    zone: str
    sessions: tuple[SessionLine, ...]
    duties: tuple[DutyLine, ...]
    programmes: tuple[ProgrammeLine, ...]
    people: tuple[tuple[str, uuid.UUID], ...]


def activities_part(session: TenantSession, roster: Roster) -> ActivitiesPart:
    """What the page shows of activities, beside a roster that is built."""
    document = document_of(session, roster)
    problem = document.problem
    people = session.exec(select(Agent.name, Agent.id).order_by(col(Agent.name))).all()
    planned = session.exec(select(Programme).order_by(col(Programme.name))).all()
    names = {agent_id: name for name, agent_id in people}
    shifts = assignments_of(shifts_of(session, roster.id))
    return ActivitiesPart(
        zone=roster.zone,
        sessions=tuple(_sessions(problem, shifts, ZoneInfo(roster.zone))),
        duties=tuple(_duties(duties_in(document, shifts), ZoneInfo(roster.zone))),
        programmes=tuple(_programme(view, names) for view in views(session, planned)),
        people=tuple((name, agent_id) for name, agent_id in people),
    )


def _sessions(problem: Problem, shifts: Iterable[Assignment], zone: ZoneInfo) -> Iterable[SessionLine]:
    names = {agent.id: agent.name for agent in problem.agents}
    attended = attendance_in(shifts)
    found = []
    for each in problem.sessions:
        there = attended.get(each.id, {})
        start, present = held(each, there)
        leading = there.get(start, frozenset()) & frozenset(each.facilitators) if start else frozenset()
        line = SessionLine(
            name=each.name,
            kind=each.activity,
            when="not held" if start is None else _when(each, start, zone),
            led_by=", ".join(sorted(names[agent] for agent in leading)) or UNKNOWN,
            attend=f"{len(present)} of {len(each.attendees)}",
            missing=tuple(sorted(names[agent] for agent in each.attendees if agent not in present)),
        )
        found.append((start is None, start or each.moments[0], line))
    return [line for *_, line in sorted(found, key=lambda each: (each[0], each[1], each[2].name))]


def _duties(duties: Iterable[Duty], zone: ZoneInfo) -> Iterable[DutyLine]:
    """A line for each duty and date on the clock of the zone; a stretch belongs to the date it begins on."""
    lines: defaultdict[tuple[date, str], list[str]] = defaultdict(list)
    for duty in duties:
        start, end = duty.start.astimezone(zone), duty.end.astimezone(zone)
        said = f"{start:%H:%M}–{end:%H:%M} {duty.agent or 'nobody'}"
        lines[start.date(), f"{duty.tier}, {duty.part}"].append(said)
    return [DutyLine(full_date(day), duty, ", ".join(said)) for (day, duty), said in lines.items()]


def _when(session: Session, start: datetime, zone: ZoneInfo) -> str:
    return f"{moment(start.astimezone(zone))}–{session.ends(start).astimezone(zone):%H:%M}"


def _programme(view: ProgrammeView, names: Mapping[uuid.UUID, str]) -> ProgrammeLine:
    days = " ".join(WEEKDAYS[weekday] for weekday in sorted(view.weekdays))
    until = "" if view.deadline is None else f" to {full_date(view.deadline)}"
    return ProgrammeLine(
        id=view.id,
        name=view.name,
        kind=view.activity,
        minutes=view.minutes,
        how_often="once" if view.times_a_week is None else f"{view.times_a_week} × a week",
        cohorts=tuple(
            f"{cohort.name}: "
            + ", ".join((*(names[each] for each in cohort.agent_ids), *(f"#{tag}" for tag in cohort.tags)))
            for cohort in view.cohorts
        ),
        window=f"{days} {view.opens:%H:%M}–{view.closes:%H:%M} {view.zone}",
        dates=f"from {full_date(view.first_date)}{until}",
        favours=view.favour,
    )
