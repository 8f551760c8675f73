"""Published shift scheduling instances as Sundial's own problems and rule sets."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from solver.domain.people import Agent, Contract, TimeOff, Wish
from solver.domain.problem import Problem
from solver.domain.roster import Roster
from solver.domain.selection import ShiftFilter
from solver.domain.time import LONGEST_PERIOD_DAYS, PlanningPeriod, Span
from solver.domain.work import ShiftLength, ShiftTemplate
from solver.rule import Rule, Scope
from solver.rules import RuleSet
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekends import MaxWeekends
from solver.rules.min_run import MinRun
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.people_per_shift import PeoplePerShift, ShiftTarget
from solver.rules.rest_between_kinds import RestBetweenKinds
from solver.rules.shift_requests import ShiftRequest, ShiftRequests
from solver.rules.shifts_per_stretch import ShiftsPerStretch
from solver.rules.time_off import TimeOffKept
from tests.benchmarks.published_text import FormatError, Row, Sections, require_sections

SECTIONS = (
    "HORIZON",
    "SHIFTS",
    "STAFF",
    "DAYS_OFF",
    "SHIFT_ON_REQUESTS",
    "SHIFT_OFF_REQUESTS",
    "COVER",
)
FIRST = date(2024, 1, 1)
"""Instances start on a Monday, and name no year."""

_MIDNIGHT = time()
_LONGEST_RUN = 31
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True)
class Person:
    """A row of the staff section."""

    id: str
    most_of: dict[str, int]
    minutes: tuple[int, int]
    longest_run: int
    shortest_run: int
    shortest_off: int
    weekends: int


@dataclass(frozen=True)
class Instance:
    """A problem and the rules that make its cost the published one."""

    problem: Problem
    rules: RuleSet


def read_instance(sections: Sections) -> Instance:
    """The instance a file holds; FormatError where it is not in the format."""
    require_sections(sections, SECTIONS)
    days = sections.number("HORIZON")
    if days > LONGEST_PERIOD_DAYS:
        raise FormatError(f"{sections.file}: {days} days, a period has at most {LONGEST_PERIOD_DAYS}")
    lengths, barred = _shifts(sections)
    staff = [_person(row, lengths) for row in sections.of("STAFF", 8)]
    ids = [person.id for person in staff]
    if len(set(ids)) < len(ids):
        raise FormatError(f"{sections.file}: a name appears twice in SECTION_STAFF")
    off: defaultdict[str, set[int]] = defaultdict(set)
    for row in sections.of("DAYS_OFF", 1, more=True):
        off[_known(row, 0, ids)] |= {_day(row, number, days) for number in range(1, len(row.fields))}
    problem = Problem(
        period=PlanningPeriod(first_date=FIRST, days=days, zone="UTC"),
        interval_minutes=60,
        agents=tuple(_agent(person, lengths, off[person.id]) for person in staff),
        queues=(),
        templates=tuple(_template(name, minutes) for name, minutes in lengths.items()),
    )
    rules = (
        MaxShiftsPerDay(),
        TimeOffKept(),
        MaxConsecutiveDays(),
        *_order(barred),
        *_personal(staff, days),
        *_priced(sections, lengths, ids, days),
    )
    return Instance(problem, RuleSet(name="published shift scheduling", rules=rules))


def roster_rows(roster: Roster) -> list[tuple[str, str, str]]:
    """The roster as rows of staff, day (from zero on) and shift."""
    return [
        (shift.agent, str((shift.local_date("UTC") - FIRST).days), shift.template)
        for shift in roster.assignments
    ]


def _shifts(sections: Sections) -> tuple[dict[str, int], dict[str, frozenset[str]]]:
    """Minutes of each shift, and what may not follow it."""
    rows = sections.of("SHIFTS", 3)
    lengths = {row.fields[0]: row.whole(1, "minutes", 1) for row in rows}
    if len(lengths) < len(rows):
        raise FormatError(f"{sections.file}: a shift appears twice in SECTION_SHIFTS")
    barred = {}
    for row in rows:
        names = frozenset(name for name in row.fields[2].split("|") if name)
        if not names <= set(lengths):
            raise row.wrong("shifts of SECTION_SHIFTS in field 3")
        barred[row.fields[0]] = names
    return lengths, barred


def _person(row: Row, lengths: dict[str, int]) -> Person:
    most_of = {}
    for part in filter(None, row.fields[1].split("|")):
        name, equals, most = part.partition("=")
        if name not in lengths or not equals or not most.isdigit():
            raise row.wrong("shift=most of shifts of SECTION_SHIFTS in field 2")
        most_of[name] = int(most)
    numbers = [row.whole(number, "a limit") for number in range(2, 8)]
    most_minutes, least_minutes, longest, shortest, off, weekends = numbers
    if least_minutes > most_minutes:
        raise row.wrong("MaxTotalMinutes not below MinTotalMinutes")
    return Person(row.fields[0], most_of, (least_minutes, most_minutes), longest, shortest, off, weekends)


def _agent(person: Person, lengths: dict[str, int], off: set[int]) -> Agent:
    allowed = tuple(name for name in lengths if person.most_of.get(name, 1) > 0)
    longest = min(max(person.longest_run, 1), _LONGEST_RUN)
    absences = (datetime.combine(FIRST + timedelta(days=day), _MIDNIGHT, UTC) for day in sorted(off))
    return Agent(
        id=person.id,
        name=person.id,
        zone="UTC",
        contract=Contract(name=person.id, max_consecutive_days=longest, templates=allowed),
        time_off=tuple(TimeOff(span=Span(start=start, end=start + timedelta(days=1))) for start in absences),
    )


def _template(name: str, minutes: int) -> ShiftTemplate:
    """Instances name no times: as all shifts of a day start together, one excludes the others.

    Tags keep shifts apart that look alike otherwise.
    """
    return ShiftTemplate(
        name=name,
        earliest_start=_MIDNIGHT,
        latest_start=_MIDNIGHT,
        lengths=(ShiftLength(minutes=minutes),),
        tags=frozenset({name}),
    )


def _order(barred: dict[str, frozenset[str]]) -> Iterator[Rule]:
    """Less than 24 hours lie between a shift and one of the next day, and more to any later one."""
    for after, before in _grouped((names, name) for name, names in barred.items()).items():
        if after:
            yield RestBetweenKinds(
                before=ShiftFilter(templates=frozenset(before)), after=ShiftFilter(templates=after), hours=24
            )


def _personal(staff: list[Person], days: int) -> Iterator[Rule]:
    limits = (((name, most), person.id) for person in staff for name, most in person.most_of.items())
    for (name, most), ids in _grouped(limits).items():
        if 0 < most < days:
            templates = ShiftFilter(templates=frozenset({name}))
            yield ShiftsPerStretch(most=most, per="period", shifts=templates, scope=Scope(agents=ids))
    for (least, most), ids in _grouped((person.minutes, person.id) for person in staff).items():
        yield MinutesPerStretch(least=least, most=most, per="period", scope=Scope(agents=ids))
    for shortest, ids in _grouped((person.shortest_run, person.id) for person in staff).items():
        if shortest > 1:
            yield MinRun(of="work", days=shortest, open_start=True, scope=Scope(agents=ids))
    for shortest, ids in _grouped((person.shortest_off, person.id) for person in staff).items():
        if shortest > 1:
            yield MinRun(of="off", days=shortest, open_start=True, scope=Scope(agents=ids))
    for most, ids in _grouped((person.weekends, person.id) for person in staff).items():
        if 7 * most < days:
            yield MaxWeekends(most=most, per="period", scope=Scope(agents=ids))


def _priced(sections: Sections, lengths: dict[str, int], ids: list[str], days: int) -> Iterator[Rule]:
    targets = tuple(
        ShiftTarget(
            date=FIRST + timedelta(days=_day(row, 0, days)),
            template=_known(row, 1, lengths),
            wanted=row.whole(2, "requirement"),
            under=row.whole(3, "weight under"),
            over=row.whole(4, "weight over"),
        )
        for row in sections.of("COVER", 5)
    )
    if targets:
        yield PeoplePerShift(targets=targets)
    requests = tuple(
        ShiftRequest(
            agent=_known(row, 0, ids),
            date=FIRST + timedelta(days=_day(row, 1, days)),
            template=_known(row, 2, lengths),
            wish=wish,
            weight=weight,
        )
        for name, wish in (("SHIFT_ON_REQUESTS", Wish.WANTS), ("SHIFT_OFF_REQUESTS", Wish.AVOIDS))
        for row in sections.of(name, 4)
        if (weight := row.whole(3, "weight")) > 0
    )
    if requests:
        yield ShiftRequests(requests=requests)


def _grouped(pairs: Iterable[tuple[_Key, str]]) -> dict[_Key, tuple[str, ...]]:
    """Who shares a limit."""
    found: defaultdict[_Key, list[str]] = defaultdict(list)
    for key, name in pairs:
        found[key].append(name)
    return {key: tuple(names) for key, names in found.items()}


def _known(row: Row, number: int, names: Iterable[str]) -> str:
    if row.fields[number] not in names:
        raise row.wrong(f"a name known from an earlier section in field {number + 1}")
    return row.fields[number]


def _day(row: Row, number: int, days: int) -> int:
    day = row.whole(number, "a day")
    if day >= days:
        raise row.wrong(f"a day from 0 to {days - 1} in field {number + 1}")
    return day
