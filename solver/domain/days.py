"""How shifts fall on an agent's local days: weeks, nights, weekends, holidays, and what lies before the
period.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field

from solver.domain.people import Agent, Burden
from solver.domain.problem import Problem
from solver.domain.roster import Assignment
from solver.domain.time import MINUTE, ClockWindow, PlanningPeriod, Span, local_midnight

DAY = timedelta(days=1)

NIGHT = ClockWindow(start=time(23), end=time(6))
"""Local night. Directive 2003/88/EC art. 2 wants at least seven hours that include midnight to five."""

POPULAR_STARTS = (7 * 60, 20 * 60)
"""Minutes of the day from and before which a shift starts at an hour that people do not mind."""

NIGHT_SHIFT_MINUTES = 180
"""A shift is a night shift from three hours of night on (Directive 2003/88/EC art. 2)."""


def _neighbours(weekdays: tuple[int, ...]) -> tuple[int, ...]:
    if any(later != (earlier + 1) % 7 for earlier, later in pairwise(weekdays)):
        raise ValueError("a weekend is one to three weekdays in a row, such as 4, 5")
    return weekdays


Weekend = Annotated[
    tuple[Annotated[int, Field(ge=0, le=6)], ...],
    Field(min_length=1, max_length=3),
    AfterValidator(_neighbours),
]
"""The weekdays of a weekend in order, 0 (Monday) to 6 (Sunday)."""

WEEKEND: Weekend = (5, 6)
"""Saturday and Sunday, as ``date.weekday`` counts."""


def week_of(period: PlanningPeriod, day: date) -> int:
    """The block of seven period dates that ``day`` belongs to.

    Where the agent's zone is not the period's, a shift may belong to a date just outside it: that counts
    with the nearest block.
    """
    last = (period.days - 1) // 7
    return min(max((day - period.first_date).days // 7, 0), last)


def week_dates(period: PlanningPeriod) -> tuple[tuple[date, ...], ...]:
    """The blocks of seven dates from the first date on; the last may be shorter."""
    dates = period.dates
    return tuple(dates[first : first + 7] for first in range(0, len(dates), 7))


@lru_cache(maxsize=65_536)
def clock_minutes(window: ClockWindow, start: datetime, end: datetime, zone: str) -> int:
    """Elapsed minutes of [start, end) inside ``window`` on clocks in ``zone``."""
    return window.overlap_minutes(start, end, zone)


def night_minutes(start: datetime, end: datetime, zone: str) -> int:
    """Elapsed minutes of [start, end) between 23:00 and 06:00 in ``zone``."""
    return clock_minutes(NIGHT, start, end, zone)


def minutes_within(spans: Iterable[Span], start: datetime, end: datetime) -> int:
    """Elapsed minutes of [start, end) that lie in any of the spans; what several share counts once."""
    minutes, reached = 0, start
    touched = (span for span in spans if span.start < end and start < span.end)
    for span in sorted(touched, key=lambda span: span.start):
        begins, ends = max(span.start, reached), min(span.end, end)
        if ends > begins:
            minutes += (ends - begins) // MINUTE
            reached = ends
    return minutes


def is_night_shift(start: datetime, end: datetime, zone: str) -> bool:
    return night_minutes(start, end, zone) >= NIGHT_SHIFT_MINUTES


def weekend_of(day: date, weekend: Weekend = WEEKEND) -> date | None:
    """The first day of the weekend ``day`` is part of; None on another day."""
    return day - timedelta(days=(day.weekday() - weekend[0]) % 7) if day.weekday() in weekend else None


def burdens_of(agent: Agent, start: datetime, end: datetime) -> frozenset[Burden]:
    """The unpopular kinds of work a shift is; weekend and holiday go by the local date it starts on, an
    unpopular start by the agent's own clock.
    """
    day = local_day(start, agent.zone)
    found = set()
    if is_night_shift(start, end, agent.zone):
        found.add(Burden.NIGHTS)
    if day.weekday() in WEEKEND:
        found.add(Burden.WEEKENDS)
    if day in agent.holidays:
        found.add(Burden.HOLIDAYS)
    if not POPULAR_STARTS[0] <= local_minute(start, agent.zone) < POPULAR_STARTS[1]:
        found.add(Burden.UNPOPULAR_STARTS)
    return frozenset(found)


def local_day(instant: datetime, zone: str) -> date:
    """The date calendars in ``zone`` show."""
    return instant.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=65_536)
def exists(day: date, zone: str) -> bool:
    """Whether calendars in ``zone`` ever show the date: a zone that crosses the date line may skip one."""
    return local_midnight(day, zone) < local_midnight(day + DAY, zone)


def day_after(day: date, zone: str) -> date:
    """The next date calendars in ``zone`` show."""
    following = day + DAY
    return following if exists(following, zone) else following + DAY


def is_away(agent: Agent, day: date) -> bool:
    """Whether time off covers the local date from midnight to midnight."""
    starts, ends = local_midnight(day, agent.zone), local_midnight(day + DAY, agent.zone)
    spans = [absence.span for absence in agent.time_off]
    return starts < ends and minutes_within(spans, starts, ends) == (ends - starts) // MINUTE


def days_up_to(day: date, count: int, zone: str) -> list[date]:
    """``day`` and the dates before it that calendars in ``zone`` show, ``count`` in all, the latest first."""
    days = [day]
    while len(days) < count:
        earlier = days[-1] - DAY
        days.append(earlier if exists(earlier, zone) else earlier - DAY)
    return days


def local_minute(start: datetime, zone: str) -> int:
    """Minutes after midnight that clocks in ``zone`` show."""
    local = start.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute


def by_local_day(agent: Agent, shifts: Iterable[Assignment]) -> dict[date, list[Assignment]]:
    """Shifts by the local date they start on, dates and shifts in order of time."""
    days: dict[date, list[Assignment]] = {}
    for shift in sorted(shifts, key=lambda shift: shift.start):
        days.setdefault(shift.local_date(agent.zone), []).append(shift)
    return days


def first_day(problem: Problem, agent: Agent) -> date:
    """The earliest local date a new shift of the agent may belong to."""
    earliest = problem.period.start - problem.lead_in_minutes * MINUTE
    return local_day(earliest, agent.zone)


def shifts_before(problem: Problem, agent: Agent) -> tuple[tuple[datetime, datetime], ...]:
    """Start and end of the known shifts before the period, in order: carried in, and the last one carried."""
    known = {(shift.start, shift.end) for shift in problem.carried_in if shift.agent == agent.id}
    carried = agent.carried
    if carried.last_shift_end is not None:
        # Only the end is needed for rest; a start nobody recorded is taken to be the minute before it.
        known.add((carried.last_shift_start or carried.last_shift_end - MINUTE, carried.last_shift_end))
    return tuple(sorted(known))


def days_before(problem: Problem, agent: Agent) -> frozenset[date]:
    """The local dates worked before the period that are known: carried run, last shift and shifts carried
    in.
    """
    shifts = shifts_before(problem, agent)
    worked = {local_day(start, agent.zone) for start, _ in shifts}
    return frozenset(worked | _run(problem, agent, shifts, agent.carried.consecutive_days))


def nights_before(problem: Problem, agent: Agent) -> frozenset[date]:
    """The local dates of the known night shifts before the period."""
    shifts = shifts_before(problem, agent)
    worked = {local_day(start, agent.zone) for start, end in shifts if is_night_shift(start, end, agent.zone)}
    return frozenset(worked | _run(problem, agent, shifts, agent.carried.consecutive_nights))


def _run(
    problem: Problem, agent: Agent, shifts: Sequence[tuple[datetime, datetime]], length: int
) -> set[date]:
    """The carried run of ``length`` dates: it ends with the last known shift, else the day before the
    first.
    """
    before = first_day(problem, agent) - timedelta(days=1)
    last = local_day(shifts[-1][0], agent.zone) if shifts else before
    return set(days_up_to(last, length, agent.zone)) if length else set()
