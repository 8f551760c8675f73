"""Words that the texts of a second program share: whose shifts, which of them, on which dates and clocks."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from solver.domain.people import Agent
from solver.domain.roster import Assignment
from solver.domain.selection import ShiftFilter

if TYPE_CHECKING:
    from tests.solver.second_formulation import SecondFormulation

Columns = list[tuple[int, Assignment]]
Row = dict[int, float]

DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
NIGHT = (time(23), time(6))


def minutes_between(shift: Assignment, opens: time, closes: time, zone: str) -> int:
    """Elapsed minutes of the shift while clocks in the zone show a time from ``opens`` to ``closes``."""
    minutes, at = 0, shift.start
    while at < shift.end:
        clock = shows(at, zone)
        inside = opens <= clock < closes if opens < closes else clock >= opens or clock < closes
        minutes += 15 * inside
        at += QUARTER
    return minutes


def is_night(agent: Agent, shift: Assignment) -> bool:
    return minutes_between(shift, *NIGHT, agent.zone) >= 180


def midnight(day: date, zone: str) -> datetime:
    """When clocks in the zone begin the date; no team lives where a date is skipped."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def shows(moment: datetime, zone: str) -> time:
    """The time on clocks in the zone."""
    return moment.astimezone(ZoneInfo(zone)).time()


def clock_of(agent: Agent, shift: Assignment) -> int:
    local = shift.start.astimezone(ZoneInfo(agent.zone))
    return 60 * local.hour + local.minute


def meets(program: "SecondFormulation", wanted: ShiftFilter, agent: Agent, shift: Assignment) -> bool:
    """Whether the shift is one of those wanted; of the filter only what random teams name is read."""
    tags = program.tags[shift.template]
    return (
        (wanted.tags is None or bool(wanted.tags & tags))
        and (wanted.weekdays is None or shift.local_date(agent.zone).weekday() in wanted.weekdays)
        and (wanted.nights is None or is_night(agent, shift) == wanted.nights)
    )


def chosen(program: "SecondFormulation", wanted: ShiftFilter, agent: Agent) -> Columns:
    return [each for each in program.taken[agent.id] if meets(program, wanted, agent, each[1])]


def by_date(agent: Agent, columns: Columns) -> dict[date, Columns]:
    days: dict[date, Columns] = defaultdict(list)
    for column, shift in columns:
        days[shift.local_date(agent.zone)].append((column, shift))
    return dict(sorted(days.items()))


def scoped(program: "SecondFormulation", rule: Any) -> list[Agent]:
    scope = rule.scope
    return [
        agent
        for agent in program.problem.agents
        if (scope.tags is None or scope.tags & agent.tags)
        and (scope.sites is None or agent.site in scope.sites)
        and (scope.roles is None or agent.role in scope.roles)
    ]


def stretches_of(program: "SecondFormulation", per: Any) -> Iterator[tuple[date, date, int, int]]:
    """First and last date of each stretch, how many of its dates the period has, and how many it has.

    Where an agent's zone has a date just outside the period, it is of the nearest block.
    """
    dates = program.problem.period.dates
    early, late = dates[0] - 2 * DAY, dates[-1] + 2 * DAY
    if per == "period":
        yield early, late, len(dates), len(dates)
    elif per == "week":
        for number in range(0, len(dates), 7):
            block = dates[number : number + 7]
            ends = block[-1] if number + 7 < len(dates) else late
            yield block[0] if number else early, ends, len(block), 7
    else:
        size = 1 if per == "day" else per.rolling_days
        first = early - (size - 1) * DAY
        while first + (size - 1) * DAY <= late:
            last = first + (size - 1) * DAY
            yield first, last, size if dates[0] <= first and last <= dates[-1] else 0, size
            first += DAY
