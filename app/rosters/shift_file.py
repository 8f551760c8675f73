"""Reads shifts from a CSV file, all of them or none: each error names row, column and what was expected."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.fields import zone_names
from app.rosters.problems import ShiftFileRefused
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.roster import Activity, Assignment, Segment
from solver.domain.session import Session, segment_of
from solver.domain.work import ShiftTemplate

MOST_ROWS = 20_000
MOST_BYTES = 10_000_000
MOST_ERRORS = 1_000
_MOST_FOUND = 60
_STARTS = ("start_utc", "local_start", "start")
_ENDS = ("end_utc", "local_end", "end")
_NOT_READ = ("local_date", "paid_minutes")
_COLUMNS = frozenset(
    (*("agent", "agent_id", "template", "zone", "breaks", "locked"), *_STARTS, *_ENDS, *_NOT_READ)
)
_MOMENT = "a time such as 2026-03-02T09:00+01:00, or without offset on the clock of the agent's zone"


class CellRefusedError(ValueError):
    """A cell does not hold what its column needs."""

    def __init__(self, column: str, found: str, expected: str) -> None:
        super().__init__(f"{column}: expected {expected}")
        self.column = column
        self.found = found
        self.expected = expected


@dataclass(frozen=True, slots=True)
class _Row:
    """A row by column, its cells trimmed."""

    number: int
    cells: Mapping[str, str]

    def cell(self, *columns: str) -> tuple[str, str]:
        """The first of the columns that holds something, with what it holds; the last one if none does."""
        for column in columns:
            if self.cells.get(column):
                return column, self.cells[column]
        return columns[-1], ""


def read_shifts(content: bytes, problem: Problem) -> list[Assignment]:
    """The shifts of a file for the people and templates of ``problem``; raises ShiftFileRefused.

    The columns are those a roster is written with: ``agent`` (name) or ``agent_id``, ``template``, start and
    end as ``start_utc`` and ``end_utc``, ``local_start`` and ``local_end``, or ``start`` and ``end``;
    ``zone`` of times without offset (else the agent's), ``breaks``, ``locked``. Header case and order do not
    matter; ``local_date`` and ``paid_minutes`` follow from the rest and are not read.
    """
    reader = _Reader(problem)
    shifts: list[Assignment] = []
    errors: list[dict[str, object]] = []
    refused, number = 0, 0
    for row in _rows(content):
        number += 1
        try:
            shifts.append(reader.shift(row))
        except CellRefusedError as error:
            refused += 1
            if len(errors) < MOST_ERRORS:
                errors.append(_told(row.number, error.column, error.found, error.expected))
    if refused:
        raise ShiftFileRefused(errors, refused, number)
    return shifts


def _rows(content: bytes) -> Iterator[_Row]:
    if len(content) > MOST_BYTES:
        raise _whole(0, "", f"{len(content)} bytes", f"a file of at most {MOST_BYTES} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _whole(0, "", f"byte {error.start}", "text in UTF-8") from error
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip().lower().replace(" ", "_") for name in next(lines, [])]
        _check_header(header)
        for number, cells in enumerate(lines, 2):
            if number > MOST_ROWS + 1:
                raise _whole(number, "", "more rows", f"at most {MOST_ROWS} shifts")
            if not any(cells):
                continue
            if len(cells) != len(header):
                raise _whole(number, "", f"{len(cells)} cells", f"{len(header)} cells, as in the header")
            yield _Row(number, dict(zip(header, map(_plain, cells), strict=True)))
    except csv.Error as error:
        raise _whole(lines.line_num, "", str(error), "comma-separated values") from error


def _check_header(header: Sequence[str]) -> None:
    unknown = [name for name in header if name not in _COLUMNS]
    if unknown:
        raise _whole(1, _shown(unknown[0]), "an unknown column", f"one of {', '.join(sorted(_COLUMNS))}")
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise _whole(1, twice, "the column twice", "each column once")
    for columns in (("agent", "agent_id"), ("template",), _STARTS, _ENDS):
        if not set(columns) & set(header):
            raise _whole(1, columns[0], "no such column", " or ".join(columns))


class _Reader:
    """Turns rows into shifts of the people and templates of a problem."""

    def __init__(self, problem: Problem) -> None:
        self._people = {agent.id: agent for agent in problem.agents}
        self._named: dict[str, list[Agent]] = {}
        for agent in problem.agents:
            self._named.setdefault(agent.name, []).append(agent)
        self._templates = {template.name: template for template in problem.templates}
        self._sessions: dict[str, list[Session]] = {}
        for session in problem.sessions:
            self._sessions.setdefault(session.name, []).append(session)

    def shift(self, row: _Row) -> Assignment:
        """The row's shift; raises CellRefusedError for the first cell that is wrong."""
        agent = self._agent(row)
        template = self._template(row)
        zone = self._zone(row, agent)
        start, end = _moment(row, _STARTS, zone), _moment(row, _ENDS, zone)
        if not start < end <= start + timedelta(days=1):
            column, found = row.cell(*_ENDS)
            raise CellRefusedError(column, found, "an end up to 24 hours after the start")
        locked = row.cells.get("locked", "").lower()
        if locked not in ("", "yes", "no", "true", "false"):
            raise CellRefusedError("locked", locked, "yes or no")
        return Assignment(
            agent=agent.id,
            template=template.name,
            start=start,
            end=end,
            breaks=self._breaks(row, template, start, end, zone),
            locked=locked in ("yes", "true"),
        )

    def _agent(self, row: _Row) -> Agent:
        agent_id, name = row.cells.get("agent_id", "").lower(), row.cells.get("agent", "")
        if agent_id:
            if agent_id not in self._people:
                raise CellRefusedError("agent_id", agent_id, "the id of an agent of the roster")
            if name and self._people[agent_id].name != name:
                raise CellRefusedError("agent", name, f"{self._people[agent_id].name}, as agent_id says")
            return self._people[agent_id]
        found = self._named.get(name, [])
        if len(found) != 1:
            expected = "agent_id, as several have the name" if found else "the name of an agent of the roster"
            raise CellRefusedError("agent", name, expected)
        return found[0]

    def _template(self, row: _Row) -> ShiftTemplate:
        name = row.cells["template"]
        if name not in self._templates:
            raise CellRefusedError("template", name, f"one of {', '.join(sorted(self._templates))}")
        return self._templates[name]

    def _breaks(
        self, row: _Row, template: ShiftTemplate, start: datetime, end: datetime, zone: ZoneInfo
    ) -> tuple[Segment, ...]:
        """Breaks and sessions written as ``name from/to``, one after the other, apart by semicolons."""
        text = row.cells.get("breaks", "")
        plans = {plan.name: plan for length in template.lengths for plan in length.breaks}
        segments: list[Segment] = []
        for part in filter(None, (each.strip() for each in text.split(";"))):
            name, _, span = part.rpartition(" ")
            first, _, last = span.partition("/")
            plan, sessions = plans.get(name), self._sessions.get(name, ())
            if not last or (plan is None and not sessions):
                known = ", ".join((*plans, *self._sessions)) or "no break at all"
                expected = f"'name from/to' with a break of {template.name} or a session: {known}"
                raise CellRefusedError("breaks", part, expected)
            begins, ends = instant_of("breaks", first, zone), instant_of("breaks", last, zone)
            if not (segments[-1].end if segments else start) <= begins < ends <= end:
                raise CellRefusedError("breaks", part, "breaks in order, apart and inside the shift")
            if plan is not None:
                activity = Activity(plan.activity)
                segments.append(Segment(activity=activity, start=begins, end=ends, paid=plan.paid, name=name))
                continue
            meant = [each for each in sessions if begins in each.moments and each.ends(begins) == ends]
            if not meant:
                raise CellRefusedError("breaks", part, f"{name} at one of its moments, as long as it is")
            segments.append(segment_of(meant[0], begins))
        return tuple(segments)

    @staticmethod
    def _zone(row: _Row, agent: Agent) -> ZoneInfo:
        name = row.cells.get("zone", "")
        if name and name not in zone_names():
            raise CellRefusedError("zone", name, "an IANA time zone name such as Europe/Dublin")
        return ZoneInfo(name or agent.zone)


def _moment(row: _Row, columns: Sequence[str], zone: ZoneInfo) -> datetime:
    """What the filled ones of the columns agree on."""
    given = [(column, row.cells[column]) for column in columns if row.cells.get(column)]
    if not given:
        raise CellRefusedError(columns[-1] if columns[-1] in row.cells else columns[0], "", _MOMENT)
    moments = [
        instant_of(column, text, ZoneInfo("UTC") if column.endswith("_utc") else zone)
        for column, text in given
    ]
    if len(set(moments)) > 1:
        (first, _), (other, text) = given[0], given[1]
        raise CellRefusedError(other, text, f"the same moment as in {first}: change both or leave one empty")
    return moments[0]


def instant_of(column: str, text: str, zone: ZoneInfo) -> datetime:
    """A moment in UTC; without offset by the clock of ``zone``, where it occurs exactly once."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise CellRefusedError(column, text, _MOMENT) from error
    if not 1900 <= read.year < 2200:
        raise CellRefusedError(column, text, "a year from 1900 to 2199")
    if read.tzinfo is not None:
        return read.astimezone(UTC)
    first, second = (read.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first != second:
        # Clocks that are set back show the time twice, clocks that are set forward never.
        shown = first.astimezone(zone).replace(tzinfo=None) == read
        expected = "with its offset" if shown else "that clocks show"
        why = "twice" if shown else "never"
        raise CellRefusedError(column, text, f"a time {expected}: this one occurs {why} in {zone.key}")
    return first


def _plain(cell: str) -> str:
    """The cell without the apostrophe that keeps spreadsheets from taking text for a formula."""
    text = cell.strip()
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def _shown(text: str) -> str:
    return ascii(text[:_MOST_FOUND])[1:-1]


def _told(row: int, column: str, found: str, expected: str) -> dict[str, object]:
    return {"row": row, "column": column, "found": _shown(found) or "nothing", "expected": expected}


def _whole(row: int, column: str, found: str, expected: str) -> ShiftFileRefused:
    return ShiftFileRefused([_told(row, column, found, expected)], 1, max(0, row - 1))
