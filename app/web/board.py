"""The roster board: people down the side, time along the top, every shift at its true length."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.web.figures import day, moment, number, words
from app.web.questions import about_shift
from solver.domain.days import NIGHT, NIGHT_SHIFT_MINUTES, night_minutes
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster, Segment
from solver.domain.time import local_midnight

EVENING_FROM = 12
"""A shift that begins at noon or later is an evening shift, unless it is a night shift."""
SHORTEST_LABELLED = timedelta(hours=7)


class Clock(StrEnum):
    """By whose clock the board is drawn: everyone's own, or that of UTC."""

    LOCAL = "local"
    UTC = "utc"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a row: where it begins and how long it is, in per cent of the row."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Attended:
    """A session within a bar, and what it is when somebody points at it."""

    place: Piece
    title: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A shift on the board; ``kind`` is day, evening or night, on the agent's own clock."""

    place: Piece
    breaks: tuple[Piece, ...]
    sessions: tuple[Attended, ...]
    kind: str
    label: str
    title: str
    question: str


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift as a row of the table beside the board."""

    start: str
    end: str
    start_utc: str
    kind: str
    template: str
    breaks: str
    paid_hours: str
    question: str


@dataclass(frozen=True, slots=True)
class Row:
    """A person: what they are given, and what of the time is night or absence for them."""

    agent: str
    name: str
    site: str
    zone: str
    role: str
    paid_hours: str
    bars: tuple[Bar, ...]
    nights: tuple[Piece, ...]
    absences: tuple[Piece, ...]
    midnights: tuple[float, ...]
    shifts: tuple[ShiftRow, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """All rows by site and name, under the same dates."""

    clock: Clock
    dates: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    """The time a row shows: whole dates on one clock, in elapsed time."""

    zone: str
    start: datetime
    end: datetime

    def piece(self, start: datetime, end: datetime) -> Piece | None:
        """The part of [start, end) that is in the row; None when there is none."""
        start, end = max(start, self.start), min(end, self.end)
        whole = self.end - self.start
        if end <= start:
            return None
        return Piece(round(100 * ((start - self.start) / whole), 3), round(100 * ((end - start) / whole), 3))


def board_of(problem: Problem, roster: Roster, clock: Clock) -> Board:
    """The board of ``roster``; its dates are those of the period and those that shifts reach beyond it."""
    shifts = roster.by_agent()
    dates = _dates(problem, roster, clock)
    agents = sorted(problem.agents, key=lambda agent: (agent.site or "", agent.name))
    rows = tuple(_row(agent, shifts.get(agent.id, []), dates, clock) for agent in agents)
    return Board(clock, tuple(day(each) for each in dates), rows)


def _zone(agent: Agent, clock: Clock) -> str:
    return "UTC" if clock is Clock.UTC else agent.zone


def _dates(problem: Problem, roster: Roster, clock: Clock) -> Sequence[date]:
    first, last = problem.period.dates[0], problem.period.dates[-1]
    zones = {agent.id: ZoneInfo(_zone(agent, clock)) for agent in problem.agents}
    for shift in roster.assignments:
        zone = zones[shift.agent]
        first = min(first, shift.start.astimezone(zone).date())
        # A night shift that ends in the small hours keeps to its evening: no date is added for its tail.
        last = max(last, shift.start.astimezone(zone).date())
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _row(agent: Agent, given: Sequence[Assignment], dates: Sequence[date], clock: Clock) -> Row:
    zone = _zone(agent, clock)
    span = _Span(zone, local_midnight(dates[0], zone), local_midnight(dates[-1] + timedelta(days=1), zone))
    before = timedelta(days=1)
    nights = NIGHT.spans(dates[0] - before, dates[-1] + before, agent.zone)
    midnights = [local_midnight(each, zone) for each in dates[1:]]
    return Row(
        agent=agent.id,
        name=agent.name,
        site=agent.site or "",
        zone=agent.zone,
        role=agent.role,
        paid_hours=number(sum(shift.paid_minutes for shift in given) / 60, 1),
        bars=tuple(_bars(agent, given, span)),
        nights=_pieces(span, nights),
        absences=_pieces(span, ((each.span.start, each.span.end) for each in agent.time_off)),
        midnights=tuple(piece.x for each in midnights if (piece := span.piece(each, span.end))),
        shifts=tuple(_shift_row(agent, shift) for shift in given),
    )


def _pieces(span: _Span, stretches: Iterator[tuple[datetime, datetime]]) -> tuple[Piece, ...]:
    return tuple(piece for start, end in stretches if (piece := span.piece(start, end)))


def _bars(agent: Agent, given: Sequence[Assignment], span: _Span) -> Iterator[Bar]:
    zone = ZoneInfo(span.zone)
    for shift in given:
        place = span.piece(shift.start, shift.end)
        if place is None:
            continue
        start, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
        pauses = ((each.start, each.end) for each in shift.breaks if each.session is None)
        yield Bar(
            place=place,
            breaks=_pieces(span, pauses),
            sessions=tuple(_attended(agent, shift, span)),
            kind=_kind(agent, shift),
            label=_label(start, end),
            title=_title(agent, shift),
            question=about_shift(shift),
        )


def _attended(agent: Agent, shift: Assignment, span: _Span) -> Iterator[Attended]:
    for each in shift.breaks:
        place = span.piece(each.start, each.end)
        if each.session is not None and place is not None:
            told = (
                f"{agent.name}: {_break(each, ZoneInfo(agent.zone))} in {agent.zone}, {words(each.activity)}"
            )
            yield Attended(place, told)


def _kind(agent: Agent, shift: Assignment) -> str:
    if night_minutes(shift.start, shift.end, agent.zone) >= NIGHT_SHIFT_MINUTES:
        return "night"
    return "evening" if shift.start.astimezone(ZoneInfo(agent.zone)).hour >= EVENING_FROM else "day"


def _label(start: datetime, end: datetime) -> str:
    """The start of a shift, where it is long enough to hold it."""
    return f"{start:%H:%M}" if end - start >= SHORTEST_LABELLED else ""


def _title(agent: Agent, shift: Assignment) -> str:
    row = _shift_row(agent, shift)
    return (
        f"{agent.name}: {row.start} to {row.end} in {agent.zone}, from {row.start_utc} UTC. "
        f"{row.template}, {row.paid_hours} h paid. {row.breaks}"
    )


def _shift_row(agent: Agent, shift: Assignment) -> ShiftRow:
    zone = ZoneInfo(agent.zone)
    return ShiftRow(
        start=moment(shift.start.astimezone(zone)),
        end=moment(shift.end.astimezone(zone)),
        start_utc=moment(shift.start),
        kind=_kind(agent, shift),
        template=shift.template,
        breaks=", ".join(_break(each, zone) for each in shift.breaks) or "no break",
        paid_hours=number(shift.paid_minutes / 60, 2),
        question=about_shift(shift),
    )


def _break(segment: Segment, zone: ZoneInfo) -> str:
    start, end = segment.start.astimezone(zone), segment.end.astimezone(zone)
    return f"{segment.name or segment.activity} {start:%H:%M}–{end:%H:%M}"
