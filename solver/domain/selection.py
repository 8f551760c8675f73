"""Which shifts a rule looks at, and over which stretches of dates it counts them."""

from calendar import isleap, monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Literal, Self

from pydantic import Field, model_validator

from solver.domain.days import is_night_shift, local_day, local_minute, week_dates
from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.domain.time import ClockWindow, PlanningPeriod
from solver.domain.trees import WordTree
from solver.domain.work import ShiftTemplate

MARGIN = timedelta(days=2)
"""How far a local date may lie outside the period's dates: a day of zones and a day of lead-in."""

Chooser = Callable[[Agent, Shift | Assignment], bool]


class ShiftFilter(Document):
    """Shifts that meet all that is named, else every shift. Tags are those of the shift's template.

    ``tags`` are looked for by ``match`` (one of them or all of them), ``without_tags`` must all be absent;
    ``tag_tree`` says what neither can. Weekdays, holidays, dates (both included), nights (three hours between
    23:00 and 06:00) and the window of starts are read on the agent's own calendar and clock.
    """

    tags: frozenset[str] | None = None
    match: Literal["any", "all"] = "any"
    without_tags: frozenset[str] = frozenset()
    tag_tree: WordTree | None = None
    templates: frozenset[str] | None = None
    weekdays: frozenset[int] | None = None
    holidays: bool | None = None
    nights: bool | None = None
    starts: ClockWindow | None = None
    first_date: date | None = None
    last_date: date | None = None

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.weekdays is not None and not all(0 <= weekday <= 6 for weekday in self.weekdays):
            raise ValueError("weekdays are 0 (Monday) to 6 (Sunday)")
        if self.first_date is not None and self.last_date is not None and self.last_date < self.first_date:
            raise ValueError("last_date must not be earlier than first_date")
        return self

    def chooser(self, problem: Problem) -> Chooser:
        """Tells of a shift of an agent whether it is one of these."""
        if self == EVERY_SHIFT:
            return lambda agent, shift: True  # noqa: ARG005 - answers for any shift
        tags = {template.name: template.tags for template in problem.templates}
        return lambda agent, shift: self._takes(agent, shift, tags.get(shift.template, frozenset()))

    def takes_template(self, template: ShiftTemplate) -> bool:
        """Whether shifts of the template may be among these, on some date."""
        return self._is_kind(template.name, template.tags)

    def _is_kind(self, template: str, tags: frozenset[str]) -> bool:
        if self.templates is not None and template not in self.templates:
            return False
        if self.tags is not None and not (self.tags <= tags if self.match == "all" else self.tags & tags):
            return False
        return not self.without_tags & tags and (self.tag_tree is None or self.tag_tree.holds(tags))

    def _takes(self, agent: Agent, shift: Shift | Assignment, tags: frozenset[str]) -> bool:
        if not self._is_kind(shift.template, tags):
            return False
        if self.nights is not None and is_night_shift(shift.start, shift.end, agent.zone) != self.nights:
            return False
        return self._falls(agent, shift)

    def _falls(self, agent: Agent, shift: Shift | Assignment) -> bool:
        day = local_day(shift.start, agent.zone)
        if self.weekdays is not None and day.weekday() not in self.weekdays:
            return False
        if self.holidays is not None and (day in agent.holidays) != self.holidays:
            return False
        if self.starts is not None and not _shows(self.starts, local_minute(shift.start, agent.zone)):
            return False
        return (self.first_date is None or day >= self.first_date) and (
            self.last_date is None or day <= self.last_date
        )


EVERY_SHIFT = ShiftFilter()


class RollingDays(Document):
    """Every stretch of ``rolling_days`` local dates in a row, known shifts before the period counted."""

    rolling_days: int = Field(ge=2, le=366)


class CalendarWeeks(Document):
    """Weeks that begin on the weekday ``week_starts`` (0 Monday to 6 Sunday), known shifts before the period
    counted.
    """

    week_starts: int = Field(ge=0, le=6)


class RollingMonths(Document):
    """Every ``rolling_months`` calendar months in a row that end in the period, known shifts before it
    counted.
    """

    rolling_months: int = Field(ge=2, le=12)


class DateSpan(Document):
    """Local dates from ``first_date`` to ``last_date``, both included."""

    first_date: date
    last_date: date

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.last_date < self.first_date:
            raise ValueError("last_date must not be earlier than first_date")
        return self

    def holds(self, day: date) -> bool:
        return self.first_date <= day <= self.last_date


class DateSpans(Document):
    """Stretches of local dates written down one by one."""

    spans: tuple[DateSpan, ...] = Field(min_length=1, max_length=100)


Per = (
    Literal["day", "week", "month", "year", "period"]
    | CalendarWeeks
    | RollingDays
    | RollingMonths
    | DateSpans
)
"""What a limit is counted over: each date, the period's blocks of seven dates, calendar weeks, months or
years, the whole period, a rolling window or dates of one's own."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Local dates counted together, ``first`` to ``last``; ``known`` of its ``whole`` dates are planned.

    ``day`` stands for it in places and ``name`` in sentences. A stretch that ``looks_back`` counts known
    shifts before the period.
    """

    first: date
    last: date
    day: date
    name: str
    known: int
    whole: int
    looks_back: bool = False

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def bounds(self, least: int, most: int | None, absent: int) -> tuple[int, int | None]:
        """What is owed and allowed when ``absent`` of its dates are not counted, rounded down.

        A stretch of which only a part is planned owes its part, and keeps the whole of what is allowed.
        """
        owed = least * max(0, self.known - absent) // self.whole
        return owed, None if most is None else most * max(0, self.whole - absent) // self.whole


def stretches(per: Per, period: PlanningPeriod) -> tuple[Stretch, ...]:
    """The stretches a limit is counted over.

    A shift may belong to a local date just outside the period, where the agent's zone is not the period's:
    it counts with the nearest week, month or period, and has a day of its own.
    """
    dates = period.dates
    if isinstance(per, DateSpans):
        return tuple(_of_span(span, dates) for span in per.spans)
    if isinstance(per, RollingDays) or per == "day":
        size = per.rolling_days if isinstance(per, RollingDays) else 1
        last_dates = (dates[0] - MARGIN + timedelta(days=n) for n in range(period.days + 2 * MARGIN.days))
        return tuple(_ending(last, size, dates) for last in last_dates)
    if isinstance(per, CalendarWeeks):
        return tuple(_calendar_weeks(per, dates))
    if isinstance(per, RollingMonths):
        return tuple(_months_in_a_row(per, dates))
    if per == "week":
        found = [_of_block(block, f"in the week of {block[0]}", 7) for block in week_dates(period)]
    elif per == "month":
        months = [list(block) for _, block in groupby(dates, key=lambda day: (day.year, day.month))]
        found = [_of_block(block, f"in {block[0]:%Y-%m}", _month_days(block[0])) for block in months]
    elif per == "year":
        years = [list(block) for _, block in groupby(dates, key=lambda day: day.year)]
        found = [_of_block(block, f"in {block[0]:%Y}", 365 + isleap(block[0].year)) for block in years]
    else:
        found = [_of_block(dates, "in the period", len(dates))]
    found[0] = replace(found[0], first=found[0].first - MARGIN)
    found[-1] = replace(found[-1], last=found[-1].last + MARGIN)
    return tuple(found)


def _of_block(dates: Sequence[date], name: str, whole: int) -> Stretch:
    return Stretch(dates[0], dates[-1], dates[0], name, len(dates), whole)


def _of_span(span: DateSpan, dates: Sequence[date]) -> Stretch:
    whole = (span.last_date - span.first_date).days + 1
    known = sum(span.first_date <= day <= span.last_date for day in dates)
    name = f"from {span.first_date} to {span.last_date}"
    return Stretch(span.first_date, span.last_date, span.first_date, name, known, whole)


def _calendar_weeks(per: CalendarWeeks, dates: Sequence[date]) -> Iterator[Stretch]:
    first = dates[0] - MARGIN
    first -= timedelta(days=(first.weekday() - per.week_starts) % 7)
    while first <= dates[-1] + MARGIN:
        last = first + timedelta(days=6)
        known = sum(first <= day <= last for day in dates)
        yield Stretch(first, last, first, f"in the week of {first}", known, 7, looks_back=True)
        first = last + timedelta(days=1)


def _months_in_a_row(per: RollingMonths, dates: Sequence[date]) -> Iterator[Stretch]:
    """Those that end in a month some date belongs to; only those inside the period from end to end owe
    something.
    """
    number, end = _month_number(dates[0] - MARGIN), _month_number(dates[-1] + MARGIN)
    for month in range(number, end + 1):
        first, after = _first_of(month - per.rolling_months + 1), _first_of(month + 1)
        last, whole = after - timedelta(days=1), (after - first).days
        known = whole if dates[0] <= first and last <= dates[-1] else 0
        yield Stretch(first, last, last, f"from {first} to {last}", known, whole, looks_back=True)


def _month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _ending(last: date, size: int, dates: Sequence[date]) -> Stretch:
    """The ``size`` dates up to ``last``: those that lie in the period from end to end owe something."""
    first = last - timedelta(days=size - 1)
    known = size if dates[0] <= first and last <= dates[-1] else 0
    name = f"on {last}" if size == 1 else f"from {first} to {last}"
    return Stretch(first, last, last, name, known, size, looks_back=size > 1)


def _month_days(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def _shows(window: ClockWindow, minute: int) -> bool:
    """Whether a clock that shows ``minute`` is inside the window."""
    start = window.start.hour * 60 + window.start.minute
    end = window.end.hour * 60 + window.end.minute
    return start <= minute < end if end > start else minute >= start or minute < end
