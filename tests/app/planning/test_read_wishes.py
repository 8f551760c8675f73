"""Weekly windows, absences and wishes as spans, on days of every length."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from app.availability.schemas import AvailabilityKind
from app.availability.tables import Availability
from app.planning.read_wishes import absences, available_spans, unavailable_spans, window_span, wishes
from app.preferences.schemas import PreferenceKind
from app.preferences.tables import Preference
from app.time_off.tables import TimeOff
from solver.domain.people import Contract, Wish
from solver.domain.time import PlanningPeriod, Span
from solver.domain.work import ShiftLength, ShiftTemplate

MONDAY = date(2026, 3, 2)
WEEK = [MONDAY + timedelta(days=day) for day in range(7)]
CONTRACT = Contract(name="full time", max_weekly_days=5)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_window(weekday: int = 0, starts: str = "08:00", ends: str = "16:00", **fields: Any) -> Availability:
    return Availability(
        agent_id=uuid.uuid4(),
        organization_id=uuid.uuid4(),
        weekday=weekday,
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
        **{"kind": AvailabilityKind.AVAILABLE, **fields},
    )


def a_wish(**fields: Any) -> Preference:
    return Preference(
        **{
            "agent_id": uuid.uuid4(),
            "organization_id": uuid.uuid4(),
            "kind": PreferenceKind.AVOIDS,
            "weight": 2,
            **fields,
        }
    )


def some_time_off(start: str, end: str, *, paid: bool = True) -> TimeOff:
    return TimeOff(
        agent_id=uuid.uuid4(),
        organization_id=uuid.uuid4(),
        starts_at=utc(start),
        ends_at=utc(end),
        paid=paid,
    )


def a_template(
    name: str, first: str, last: str, hours: int, *tags: str, zone: str | None = None
) -> ShiftTemplate:
    return ShiftTemplate(
        name=name,
        zone=zone,
        earliest_start=time.fromisoformat(first),
        latest_start=time.fromisoformat(last),
        lengths=(ShiftLength(minutes=hours * 60),),
        tags=frozenset(tags),
    )


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        (date(2026, 10, 25), "Europe/Dublin", 25),
        (date(2026, 3, 8), "America/Denver", 23),
        (date(2026, 4, 5), "Australia/Lord_Howe", 24.5),
        (date(2026, 3, 29), "Asia/Beirut", 23),
        (date(2026, 6, 1), "Asia/Kathmandu", 24),
    ],
)
def test_midnight_to_midnight_is_the_whole_local_day_however_long(day: date, zone: str, hours: float) -> None:
    span = window_span(day, time(), time(), zone)
    assert span is not None
    assert span.minutes == hours * 60


def test_a_day_the_zone_skips_has_no_window() -> None:
    assert window_span(date(2011, 12, 30), time(), time(), "Pacific/Apia") is None


def test_an_end_before_the_start_lies_on_the_next_day() -> None:
    span = window_span(MONDAY, time(22), time(6), "Europe/Dublin")
    assert span == Span(start=utc("2026-03-02 22:00"), end=utc("2026-03-03 06:00"))


def test_an_agent_without_windows_is_available_at_all_times() -> None:
    assert available_spans([], WEEK, "UTC") is None
    blocked = a_window(kind=AvailabilityKind.UNAVAILABLE)
    assert available_spans([blocked], WEEK, "UTC") is None
    assert unavailable_spans([blocked], WEEK, "UTC") == (
        Span(start=utc("2026-03-02 08:00"), end=utc("2026-03-02 16:00")),
    )


def test_an_agent_with_an_available_window_works_in_those_windows_only() -> None:
    windows = [a_window(0), a_window(0, "16:00", "18:00"), a_window(2, "22:00", "06:00")]
    assert available_spans(windows, WEEK, "UTC") == (
        Span(start=utc("2026-03-02 08:00"), end=utc("2026-03-02 18:00")),
        Span(start=utc("2026-03-04 22:00"), end=utc("2026-03-05 06:00")),
    )


def test_a_window_counts_on_the_dates_it_is_valid_on_and_leaves_the_others_free() -> None:
    window = a_window(0, valid_from=MONDAY, valid_until=date(2026, 3, 3))
    assert available_spans([window], WEEK, "UTC") == (
        Span(start=utc("2026-03-02 08:00"), end=utc("2026-03-02 16:00")),
        Span(start=utc("2026-03-04 00:00"), end=utc("2026-03-09 00:00")),
    )


def test_an_absence_is_paid_by_the_day_and_no_more_than_the_week() -> None:
    period = PlanningPeriod(first_date=MONDAY, days=14, zone="UTC")
    found = absences([some_time_off("2026-02-27", "2026-03-11")], CONTRACT, 2400, period, "UTC")
    paid = {absence.span.start: absence.paid_minutes for absence in found}
    assert paid == {
        utc("2026-02-27"): 0,
        utc("2026-03-02"): 2400,
        utc("2026-03-09"): 960,
    }
    unpaid = absences([some_time_off("2026-03-02", "2026-03-03", paid=False)], CONTRACT, 2400, period, "UTC")
    assert [absence.paid_minutes for absence in unpaid] == [0]


def test_a_day_off_is_a_wish_to_be_spared_on_that_day() -> None:
    (wish,) = wishes([a_wish(kind=PreferenceKind.WANTS_DAY_OFF, weekday=6)], [], WEEK, "America/Denver")
    assert wish.wish is Wish.AVOIDS
    assert wish.weight == 2
    assert wish.span == Span(start=utc("2026-03-08 07:00"), end=utc("2026-03-09 06:00")), "a day of 23 hours"


def test_a_wish_without_a_day_is_one_for_each_day() -> None:
    row = a_wish(kind=PreferenceKind.WANTS, starts=time(8), ends=time(12))
    assert len(wishes([row], [], WEEK, "UTC")) == 7
    dated = a_wish(on_date=date(2026, 3, 4), starts=time(8), ends=time(12))
    (wish,) = wishes([dated], [], WEEK, "UTC")
    assert wish.span == Span(start=utc("2026-03-04 08:00"), end=utc("2026-03-04 12:00"))


def test_a_wish_about_a_kind_of_shift_is_about_the_time_of_that_kind() -> None:
    templates = [
        a_template("late 8", "21:00", "22:00", 8, "night", zone="Europe/Dublin"),
        a_template("late 6", "21:30", "22:30", 6, "night", zone="Europe/Dublin"),
        a_template("early", "06:00", "08:00", 8, "day"),
    ]
    wants = a_wish(kind=PreferenceKind.WANTS, template_tag="night", on_date=MONDAY)
    (wanted,) = wishes([wants], templates, WEEK, "Asia/Manila")
    assert wanted.span == Span(start=utc("2026-03-02 21:00"), end=utc("2026-03-03 06:00"))
    (spared,) = wishes([a_wish(template_tag="night", on_date=MONDAY)], templates, WEEK, "Asia/Manila")
    assert spared.span == Span(start=utc("2026-03-02 21:00"), end=utc("2026-03-03 06:00"))
    assert wanted.tags == spared.tags == {"night"}
    assert wishes([a_wish(template_tag="unheard")], templates, WEEK, "Asia/Manila") == ()
