"""Published multi-activity instances as Sundial's own problems and rule sets."""

from collections import defaultdict
from datetime import date, time, timedelta
from itertools import permutations

from solver.domain.people import Agent, Contract
from solver.domain.problem import Problem
from solver.domain.roster import Roster
from solver.domain.selection import ShiftFilter
from solver.domain.time import LONGEST_PERIOD_DAYS, MINUTE, ClockWindow, PlanningPeriod, Span
from solver.domain.work import ShiftLength, ShiftTemplate
from solver.rule import Scope
from solver.rules import RuleSet
from solver.rules.availability import Availability
from solver.rules.barred_shifts import BarredShifts
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.min_rest import MinRest
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.queues_in_turn import HeadsNeeded, QueuesInTurn, Turns
from tests.benchmarks.published_shifts import Instance
from tests.benchmarks.published_text import FormatError, Row, Sections, require_sections

SECTIONS = ("HORIZON", "TASKS", "STAFF", "COVER")
FIRST = date(2024, 1, 1)
GRAIN = 15
DAY = 1_440
BEGINS = 6 * 60
"""Instances' days run from six to six: their clocks are set back so that dates begin there."""

MOST_PATTERNS = 480
LENGTHS = range(360, 601, GRAIN)
BLOCK = 60
_WINDOWS = ((240, 480), (600, 840))
"""Minutes after six, both ends excluded, between the windows in which shifts start."""


def read_instance(sections: Sections) -> Instance:
    """The instance a file holds; FormatError where it is not in the format."""
    require_sections(sections, SECTIONS)
    days, tasks = sections.number("HORIZON"), sections.number("TASKS")
    if days > LONGEST_PERIOD_DAYS:
        raise FormatError(f"{sections.file}: {days} days, a period has at most {LONGEST_PERIOD_DAYS}")
    period = PlanningPeriod(first_date=FIRST, days=days, zone="UTC")
    limits: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for row in sections.of("STAFF", 3):
        least, most = row.whole(1, "minutes"), row.whole(2, "minutes")
        if most < least:
            raise row.wrong("MaxTotalMinutes not below MinTotalMinutes")
        limits[least, most].append(row.fields[0])
    names = [name for found in limits.values() for name in found]
    if len(set(names)) < len(names):
        raise FormatError(f"{sections.file}: a name appears twice in SECTION_STAFF")
    span = Span(start=period.start, end=period.end)
    contract = Contract(name="any", max_daily_minutes=600)
    turns = _turns(tasks)
    problem = Problem(
        period=period,
        interval_minutes=GRAIN,
        agents=tuple(
            Agent(id=row.fields[0], name=row.fields[0], zone="UTC", contract=contract, available=(span,))
            for row in sections.of("STAFF", 3)
        ),
        queues=(),
        templates=tuple(_template(each) for each in turns),
    )
    needs = _needs(sections, days, tasks)
    rules = (
        MaxShiftsPerDay(),
        MinRest(hours=14),
        MaxConsecutiveDays(days=5),
        Availability(),
        *(BarredShifts(shifts=ShiftFilter(starts=_between(*window))) for window in _WINDOWS),
        *(
            MinutesPerStretch(least=least, most=most, per="period", scope=Scope(agents=tuple(found)))
            for (least, most), found in limits.items()
        ),
        QueuesInTurn(turns=turns, needs=needs),
        QueuesInTurn(turns=turns, needs=needs, of="surplus", weight=1),
    )
    return Instance(problem, RuleSet(name="published multi-activity", rules=rules))


def roster_rows(instance: Instance, roster: Roster) -> list[tuple[str, str, str, str]]:
    """The roster as rows of staff, first and last minute (from day one's 00:00) and task."""
    rule = next(rule for rule in instance.rules.rules if isinstance(rule, QueuesInTurn))
    turns = {each.template: each for each in rule.turns}
    start = instance.problem.period.start - BEGINS * MINUTE
    return [
        (shift.agent, str((first - start) // MINUTE), str((last - start) // MINUTE), task)
        for shift in roster.assignments
        for task, first, last in turns[shift.template].parts(shift.start, shift.end)
    ]


def _turns(tasks: int) -> tuple[Turns, ...]:
    """One task for the whole shift, or two; as many moments of change as there is room for."""
    names = [str(number) for number in range(1, tasks + 1)]
    alone = [Turns(template=name, queues=(name,)) for name in names]
    pairs = list(permutations(names, 2))
    switches = list(range(BLOCK, max(LENGTHS) - BLOCK + 1, GRAIN))
    room = max(1, (MOST_PATTERNS - len(alone)) // max(1, len(pairs)))
    every = -(-len(switches) // room)
    return (
        *alone,
        *(
            Turns(template=f"{first}-{second} after {minutes}", queues=(first, second), minutes=(minutes,))
            for first, second in pairs
            for minutes in switches[::every]
        ),
    )[:MOST_PATTERNS]


def _template(turns: Turns) -> ShiftTemplate:
    least = sum(turns.minutes) + BLOCK
    return ShiftTemplate(
        name=turns.template,
        earliest_start=time(0),
        latest_start=time(18),
        step_minutes=GRAIN,
        lengths=tuple(ShiftLength(minutes=minutes) for minutes in LENGTHS if minutes >= least),
        tags=frozenset({turns.template}),
    )


def _between(after: int, before: int) -> ClockWindow:
    """The clock times between the two, both excluded."""
    first = after + GRAIN
    return ClockWindow(start=time(first // 60, first % 60), end=time(before // 60, before % 60))


def _needs(sections: Sections, days: int, tasks: int) -> tuple[HeadsNeeded, ...]:
    intervals = days * DAY // GRAIN
    heads: dict[str, list[int | None]] = {str(task + 1): [None] * intervals for task in range(tasks)}
    for row in sections.of("COVER", 5):
        interval = _interval(row, intervals)
        if row.fields[2] not in heads:
            raise row.wrong(f"a task from 1 to {tasks} in field 3")
        least, most = row.whole(3, "least cover"), row.whole(4, "most cover")
        if least != most:
            raise row.wrong("the same least and most cover, as nothing else is published")
        if heads[row.fields[2]][interval] is not None:
            raise row.wrong("a task and interval not seen before")
        heads[row.fields[2]][interval] = least
    return tuple(
        HeadsNeeded(queue=task, heads=tuple(found or 0 for found in series)) for task, series in heads.items()
    )


def _interval(row: Row, intervals: int) -> int:
    day = row.whole(0, "a day", 1)
    try:
        first, last = (time.fromisoformat(part) for part in row.fields[1].split("-"))
    except ValueError as error:
        raise row.wrong("an interval such as 06:00-06:15 in field 2") from error
    minute = (day - 1) * DAY + first.hour * 60 + first.minute - BEGINS
    lasts = timedelta(hours=last.hour - first.hour, minutes=last.minute - first.minute) % timedelta(days=1)
    if lasts != timedelta(minutes=GRAIN) or minute % GRAIN or not 0 <= minute // GRAIN < intervals:
        raise row.wrong(f"an interval of {GRAIN} minutes inside the horizon")
    return minute // GRAIN
