"""Time zones as yearly rules a calendar reader can follow, or the verdict that UTC is the safer form."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

MARGIN_YEARS = 2
"""A zone's rule must hold this many years before the first and after the last event of a feed."""

_LONGEST_SPAN_YEARS = 30
_LAST = -1
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_STEP = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class YearlyRule:
    """The nth (or, with −1, the last) ``weekday`` (Monday is 0) of ``month``."""

    month: int
    weekday: int
    ordinal: int

    @property
    def byday(self) -> str:
        return f"{self.ordinal}{_WEEKDAYS[self.weekday]}"

    def day_in(self, year: int) -> int:
        """The day of the month the rule names in ``year``."""
        first_weekday, length = calendar.monthrange(year, self.month)
        first = 1 + (self.weekday - first_weekday) % 7
        if self.ordinal == _LAST:
            return first + 7 * ((length - first) // 7)
        return first + 7 * (self.ordinal - 1)


@dataclass(frozen=True, slots=True)
class Observance:
    """A stretch of one UTC offset: it begins at ``onset`` and, with a rule, again every year.

    ``onset`` is told in the offset that was valid until then, as RFC 5545 §3.6.5 wants it. ``daylight`` marks
    the larger of a zone's two offsets, whatever the law calls it: Irish law names winter the exception, and
    readers expect the exception in summer.
    """

    name: str
    daylight: bool
    onset: datetime
    offset_from: timedelta
    offset_to: timedelta
    rule: YearlyRule | None


@dataclass(frozen=True, slots=True)
class _Transition:
    """One change of offset at the instant ``at`` (UTC)."""

    at: datetime
    offset_from: timedelta
    offset_to: timedelta

    @property
    def onset(self) -> datetime:
        return self.at.astimezone(timezone(self.offset_from))


@lru_cache(maxsize=1024)
def observances(zone: str, first_year: int, last_year: int) -> tuple[Observance, ...] | None:
    """The zone as observances right for every instant of the years given, or None: then write UTC.

    Described are zones named area/location whose offset never changes, or changes twice a year by month and
    nth or last weekday, in every year from ``MARGIN_YEARS`` before to ``MARGIN_YEARS`` after. Everything else
    (rules by day window, lunar rules, a rule that began or ended lately) is None: readers that go by the name
    and an older zone database of their own would show another hour. Raises ``ZoneInfoNotFoundError``.
    """
    information = ZoneInfo(zone)
    begin, end = first_year - MARGIN_YEARS, last_year + MARGIN_YEARS
    if "/" not in zone or zone.startswith("Etc/"):
        return None
    if end - begin > _LONGEST_SPAN_YEARS or begin < 2 or end > 9998:
        return None
    transitions = list(_transitions(information, begin, end))
    if not transitions:
        return _fixed(information, datetime(begin, 1, 1, tzinfo=UTC))
    return _yearly(information, transitions, begin, end)


def _fixed(information: ZoneInfo, at: datetime) -> tuple[Observance, ...] | None:
    offset = _offset(information, at)
    if offset % timedelta(minutes=1):
        return None
    onset = at.replace(tzinfo=timezone(offset))
    return (Observance(_name(information, at), False, onset, offset, offset, None),)


def _yearly(
    information: ZoneInfo, transitions: list[_Transition], begin: int, end: int
) -> tuple[Observance, ...] | None:
    found: list[Observance] = []
    for daylight in (False, True):
        half = [t for t in transitions if (t.offset_to > t.offset_from) is daylight]
        if [t.onset.year for t in half] != list(range(begin, end + 1)):
            return None
        if len({(t.offset_from, t.offset_to) for t in half}) > 1:
            return None
        rule = _rule_of([t.onset for t in half])
        if rule is None:
            return None
        first = half[0]
        found.append(
            Observance(
                _name(information, first.at), daylight, first.onset, first.offset_from, first.offset_to, rule
            )
        )
    return tuple(found)


def _rule_of(onsets: list[datetime]) -> YearlyRule | None:
    """The one rule all onsets follow; "last" is tried before "4th", as laws say it more often."""
    first = onsets[0]
    if any(onset.timetz() != first.timetz() or onset.month != first.month for onset in onsets):
        return None
    for ordinal in (_LAST, (first.day - 1) // 7 + 1):
        rule = YearlyRule(first.month, first.weekday(), ordinal)
        if all(rule.day_in(onset.year) == onset.day for onset in onsets):
            return rule
    return None


def _transitions(information: ZoneInfo, begin: int, end: int) -> Iterator[_Transition]:
    """Every change of offset in the years from ``begin`` to ``end``, found by daily steps and bisection."""
    start = datetime(begin, 1, 1, tzinfo=UTC)
    days = (datetime(end + 1, 1, 1, tzinfo=UTC) - start) // _STEP
    instants = (start + day * _STEP for day in range(days + 1))
    for (low, before), (high, after) in pairwise((at, _offset(information, at)) for at in instants):
        if before == after:
            continue
        while high - low > timedelta(seconds=1):
            middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
            if _offset(information, middle) == before:
                low = middle
            else:
                high = middle
        yield _Transition(high, before, after)


def _offset(information: ZoneInfo, at: datetime) -> timedelta:
    offset = at.astimezone(information).utcoffset()
    assert offset is not None, "a ZoneInfo always knows its offset"  # noqa: S101 - narrows the type
    return offset


def _name(information: ZoneInfo, at: datetime) -> str:
    return at.astimezone(information).tzname() or information.key
