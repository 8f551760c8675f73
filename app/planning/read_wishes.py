"""Reads when people can, cannot and would like to work: weekly windows and wishes become spans of UTC."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from app.availability.schemas import AvailabilityKind
from app.availability.tables import Availability
from app.preferences.schemas import PreferenceKind
from app.preferences.tables import Preference
from app.time_off.tables import TimeOff
from solver.domain.days import week_dates
from solver.domain.people import Contract, Wish
from solver.domain.people import Preference as WishDocument
from solver.domain.people import TimeOff as TimeOffDocument
from solver.domain.time import PlanningPeriod, Span, at_clock, local_midnight
from solver.domain.work import ShiftTemplate

DAY = timedelta(days=1)
_MIDNIGHT = time()


def window_span(day: date, starts: time, ends: time, zone: str) -> Span | None:
    """The window of that local date, until the next date where it ends at or before its start.

    None where the clock leaves nothing of it: a date or an hour that the zone skips.
    """
    until = day if ends > starts else day + DAY
    start, end = _instant(day, starts, zone), _instant(until, ends, zone)
    return Span(start=start, end=end) if end > start else None


def available_spans(
    windows: Sequence[Availability], dates: Sequence[date], zone: str
) -> tuple[Span, ...] | None:
    """When the agent can work on the dates, neighbouring spans joined; None means at all times.

    A date on which some ``available`` window is in force allows those windows only, whatever their weekday.
    """
    offered = [window for window in windows if window.kind is AvailabilityKind.AVAILABLE]
    spans: list[Span | None] = []
    limited = False
    for day in dates:
        in_force = [window for window in offered if _in_force(window, day)]
        if not in_force:
            spans.append(window_span(day, _MIDNIGHT, _MIDNIGHT, zone))
            continue
        limited = True
        spans += [
            window_span(day, window.starts, window.ends, zone)
            for window in in_force
            if window.weekday == day.weekday()
        ]
    return joined(spans) if limited else None


def unavailable_spans(windows: Sequence[Availability], dates: Sequence[date], zone: str) -> tuple[Span, ...]:
    """When the agent cannot work on the dates, neighbouring spans joined."""
    return joined(
        window_span(day, window.starts, window.ends, zone)
        for day in dates
        for window in windows
        if window.kind is AvailabilityKind.UNAVAILABLE
        and window.weekday == day.weekday()
        and _in_force(window, day)
    )


def joined(spans: Iterable[Span | None]) -> tuple[Span, ...]:
    """The spans in order, those that touch or overlap made one."""
    found: list[Span] = []
    for span in sorted((span for span in spans if span is not None), key=lambda span: span.start):
        if found and span.start <= found[-1].end:
            if span.end > found[-1].end:
                found[-1] = Span(start=found[-1].start, end=span.end)
        else:
            found.append(span)
    return tuple(found)


def absences(
    rows: Sequence[TimeOff], contract: Contract, target: int, period: PlanningPeriod, zone: str
) -> tuple[TimeOffDocument, ...]:
    """Time off in and around the period; each absent local day is paid ``target`` ÷ days of the week.

    ``target`` are the contract's paid minutes a week, earned in ``max_weekly_days`` days. An absence is cut
    at the weeks of the period, so that no week is paid more than the contract.
    """
    edges = [local_midnight(dates[0], zone) for dates in week_dates(period)]
    edges.append(local_midnight(period.first_date + period.days * DAY, zone))
    weeks = [(begins, ends, target) for begins, ends in pairwise(edges)]
    # Just outside the period an absence only keeps shifts away that reach across its edge.
    weeks += [(edges[0] - 3 * DAY, edges[0], 0), (edges[-1], edges[-1] + 3 * DAY, 0)]
    found = []
    for row in rows:
        for starts, ends, paid in weeks:
            start, end = max(row.starts_at, starts), min(row.ends_at, ends)
            if end > start:
                minutes = paid * (end - start) / DAY / max(contract.max_weekly_days, 1) if row.paid else 0
                found.append(
                    TimeOffDocument(span=Span(start=start, end=end), paid_minutes=min(round(minutes), paid))
                )
    return tuple(found)


def wishes(
    rows: Sequence[Preference], templates: Sequence[ShiftTemplate], dates: Sequence[date], zone: str
) -> tuple[WishDocument, ...]:
    """One wish for each date that a preference is about.

    A wish about a kind of shift bears its tag and the clock time of that kind: to work, from the earliest
    start to the latest end; to be spared, from the earliest start until the last of them has begun and could
    end.
    """
    found = []
    for row in rows:
        wish = Wish.WANTS if row.kind is PreferenceKind.WANTS else Wish.AVOIDS
        for day in dates:
            if row.on_date not in (None, day) or row.weekday not in (None, day.weekday()):
                continue
            found += [
                WishDocument(wish=wish, span=span, weight=row.weight, tags=_tags(row))
                for span in _wished(row, wish, templates, day, zone)
            ]
    return tuple(found)


def _wished(
    row: Preference, wish: Wish, templates: Sequence[ShiftTemplate], day: date, zone: str
) -> Iterator[Span]:
    window = window_span(day, row.starts or _MIDNIGHT, row.ends or _MIDNIGHT, zone)
    if row.template_tag is None:
        if window is not None:
            yield window
        return
    for clock in sorted({template.zone or zone for template in templates}):
        kind = [
            template
            for template in templates
            if row.template_tag in template.tags
            and (template.zone or zone) == clock
            and day.weekday() in template.weekdays
        ]
        span = _kind_span(kind, wish, day, clock) if kind else None
        if span is not None and row.starts is not None:
            span = _common(span, window)
        if span is not None:
            yield span


def _tags(row: Preference) -> frozenset[str] | None:
    return None if row.template_tag is None else frozenset({row.template_tag})


def _kind_span(kind: Sequence[ShiftTemplate], wish: Wish, day: date, zone: str) -> Span | None:
    reach = max if wish is Wish.WANTS else min
    start = min(at_clock(day, template.earliest_start, zone) for template in kind)
    end = max(
        at_clock(day, template.latest_start, zone)
        + timedelta(minutes=reach(length.minutes for length in template.lengths))
        for template in kind
    )
    return Span(start=start, end=end) if end > start else None


def _common(span: Span, window: Span | None) -> Span | None:
    if window is None or not span.overlap_minutes(window.start, window.end):
        return None
    return Span(start=max(span.start, window.start), end=min(span.end, window.end))


def _in_force(window: Availability, day: date) -> bool:
    begun = window.valid_from is None or window.valid_from <= day
    return begun and (window.valid_until is None or day <= window.valid_until)


def _instant(day: date, clock: time, zone: str) -> datetime:
    # Midnight itself may be skipped by a clock change; the day then begins at its first instant.
    return local_midnight(day, zone) if clock == _MIDNIGHT else at_clock(day, clock, zone)
