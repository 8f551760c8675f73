from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from app.calendars.feed import ActivityDetail, EventStatus
from app.calendars.render import render
from app.calendars.text import printable
from tests.app.calendars.builders import WRITTEN, a_feed, a_shift, an_activity
from tests.app.calendars.strict_reader import instant_of, read

START = datetime(2026, 10, 24, 7, tzinfo=UTC)


def second_reader(content: bytes):
    return IcsCalendarStream.calendar_from_ics(content.decode())


def around(change: datetime) -> list[datetime]:
    """Instants every 15 minutes in the two hours before and after a change of clocks."""
    return [change + timedelta(minutes=15 * step) for step in range(-8, 9)]


SUMMER_TIME_CHANGES = [
    ("Europe/Dublin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Europe/Dublin", datetime(2027, 3, 28, 1, tzinfo=UTC)),
    ("America/Denver", datetime(2026, 3, 8, 9, tzinfo=UTC)),
    ("America/Denver", datetime(2026, 11, 1, 8, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ("Asia/Beirut", datetime(2026, 3, 28, 22, tzinfo=UTC)),
]
CHANGES = [
    *SUMMER_TIME_CHANGES,
    ("Asia/Kathmandu", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2026, 4, 4, 14, tzinfo=UTC)),
    ("Asia/Manila", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 4, 5, 3, tzinfo=UTC)),
]


@pytest.mark.parametrize(("zone", "change"), CHANGES)
def test_starts_and_ends_around_a_change_are_read_back_as_the_same_instants(zone, change):
    shifts = [a_shift(start, hours=0.25, zone=zone) for start in around(change)]
    content = render(a_feed(*shifts))
    calendar = read(content)
    assert [
        (instant_of(calendar, e, "DTSTART"), instant_of(calendar, e, "DTEND")) for e in calendar.of("VEVENT")
    ] == [(shift.start, shift.end) for shift in shifts]
    assert [(e.start.astimezone(UTC), e.end.astimezone(UTC)) for e in second_reader(content).events] == [
        (shift.start, shift.end) for shift in shifts
    ]


@pytest.mark.parametrize(("zone", "change"), SUMMER_TIME_CHANGES)
def test_a_reader_that_knows_no_zone_names_reads_the_same_instants_from_the_feed_alone(zone, change):
    shifts = [a_shift(start, hours=0.25, zone=zone) for start in around(change)]
    content = render(a_feed(*shifts)).replace(f"TZID:{zone}".encode(), b"TZID:Own/Place")
    content = content.replace(f"TZID={zone}:".encode(), b"TZID=Own/Place:")
    assert [e.start.astimezone(UTC) for e in second_reader(content).events] == [s.start for s in shifts]


def test_a_night_shift_over_the_25_hour_day_lasts_its_elapsed_hours():
    shift = a_shift(datetime(2026, 10, 24, 21, tzinfo=UTC), hours=8)
    content = render(a_feed(shift))
    assert b"DTSTART;TZID=Europe/Dublin:20261024T220000" in content
    assert b"DTEND;TZID=Europe/Dublin:20261025T050000" in content
    (event,) = second_reader(content).events
    assert event.end.astimezone(UTC) - event.start.astimezone(UTC) == timedelta(hours=8)


def test_a_shift_in_the_second_pass_of_a_repeated_hour_is_written_in_utc():
    content = render(a_feed(a_shift(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), hours=4)))
    assert b"DTSTART:20261025T013000Z" in content
    assert b"DTEND:20261025T053000Z" in content


def test_a_zone_no_yearly_rule_tells_is_written_in_utc_without_a_vtimezone():
    calendar = read(render(a_feed(a_shift(START, zone="America/Santiago"))))
    assert calendar.of("VTIMEZONE") == []
    assert calendar.of("VEVENT")[0].properties["DTSTART"] == "20261024T070000Z"


def test_a_team_feed_describes_each_zone_once():
    zones = ["Europe/Dublin", "Asia/Manila", "Europe/Dublin", "America/Denver", "UTC"]
    shifts = [a_shift(START, uid=f"s{n}@install", zone=zone) for n, zone in enumerate(zones)]
    described = [zone.properties["TZID"] for zone in read(render(a_feed(*shifts))).of("VTIMEZONE")]
    assert described == ["America/Denver", "Asia/Manila", "Europe/Dublin"]


def test_the_calendar_tells_its_name_method_and_refresh():
    calendar = read(render(a_feed(name="Night, team; two")))
    assert calendar.properties["METHOD"] == "PUBLISH"
    assert calendar.text("NAME") == calendar.text("X-WR-CALNAME") == "Night, team; two"
    assert calendar.params["REFRESH-INTERVAL"] == ";VALUE=DURATION"
    assert calendar.properties["REFRESH-INTERVAL"] == calendar.properties["X-PUBLISHED-TTL"] == "PT1H"
    assert calendar.parts == []


def test_a_row_is_written_with_its_own_stamps_and_sequence():
    later = WRITTEN + timedelta(days=2)
    shift = a_shift(START, sequence=3, updated=later, location="Dublin", categories=("Voice, English", "A;B"))
    (event,) = read(render(a_feed(shift))).of("VEVENT")
    assert event.properties["SEQUENCE"] == "3"
    assert event.properties["DTSTAMP"] == event.properties["LAST-MODIFIED"] == "20261003T093000Z"
    assert event.properties["CREATED"] == "20261001T093000Z"
    assert (event.properties["STATUS"], event.properties["TRANSP"]) == ("CONFIRMED", "OPAQUE")
    assert (event.properties["LOCATION"], event.properties["CATEGORIES"]) == (
        "Dublin",
        r"Voice\, English,A\;B",
    )


def test_a_cancelled_shift_stays_and_says_so():
    shift = a_shift(START, status=EventStatus.CANCELLED, sequence=1, summary="Early")
    (event,) = read(render(a_feed(shift))).of("VEVENT")
    assert (event.properties["STATUS"], event.properties["SUMMARY"]) == ("CANCELLED", "Cancelled: Early")


def a_shift_with_breaks(**fields):
    meal = an_activity("meal-1", START + timedelta(hours=4), name="Meal", minutes=30)
    return a_shift(START, activities=(an_activity("break-1", START + timedelta(hours=2)), meal), **fields)


def test_activities_may_be_left_out():
    (event,) = read(render(a_feed(a_shift_with_breaks(), detail=ActivityDetail.NONE))).of("VEVENT")
    assert "DESCRIPTION" not in event.properties


def test_activities_may_be_lines_of_the_description_in_local_time():
    (event,) = read(render(a_feed(a_shift_with_breaks(), detail=ActivityDetail.DESCRIPTION))).of("VEVENT")
    assert event.text("DESCRIPTION") == "10:00–10:15 Break\n12:00–12:30 Meal"


def test_activities_may_be_events_that_keep_their_uid_when_they_move():
    shift = a_shift_with_breaks()
    moved = replace(
        shift, activities=(an_activity("break-1", START + timedelta(hours=3)), shift.activities[1])
    )
    first, second = (
        read(render(a_feed(s, detail=ActivityDetail.EVENTS))).of("VEVENT") for s in (shift, moved)
    )
    assert [e.properties["UID"] for e in first] == [e.properties["UID"] for e in second]
    assert [e.properties["SUMMARY"] for e in first] == ["Voice English", "Break", "Meal"]
    assert [e.properties["TRANSP"] for e in first] == ["OPAQUE", "TRANSPARENT", "TRANSPARENT"]
    assert first[1].properties["DTSTART"] == "20261024T100000"
    assert second[1].properties["DTSTART"] == "20261024T110000"


@pytest.mark.parametrize("detail", ActivityDetail)
def test_a_session_is_an_event_of_its_own_however_breaks_are_shown(detail):
    session = an_activity("session-1", START + timedelta(hours=1), name="Crisis desk", minutes=60)
    session = replace(session, title="Ada: Crisis desk", categories=("Training",))
    content = render(a_feed(a_shift(START, activities=(session,)), detail=detail))
    shift, event = read(content).of("VEVENT")
    assert event.text("UID") == f"session-1.{shift.text('UID')}"
    assert (event.text("SUMMARY"), event.text("CATEGORIES")) == ("Ada: Crisis desk", "Training")
    assert event.text("TRANSP") == "TRANSPARENT"
    assert shift.text("SUMMARY") == "Voice English"


def test_the_breaks_of_a_cancelled_shift_are_cancelled_with_it():
    shift = a_shift_with_breaks(status=EventStatus.CANCELLED)
    events = read(render(a_feed(shift, detail=ActivityDetail.EVENTS))).of("VEVENT")
    assert {e.properties["STATUS"] for e in events} == {"CANCELLED"}


def test_the_same_events_in_another_order_are_the_same_bytes():
    shifts = [
        a_shift(START + timedelta(days=day), zone=zone) for day, zone in enumerate(("UTC", "Asia/Manila"))
    ]
    assert render(a_feed(*shifts)) == render(a_feed(*reversed(shifts)))


def test_a_backslash_before_a_letter_is_two_letters_and_no_line_break():
    shift = a_shift(START, summary=r"C:\New, C:\new", categories=(r"\N",))
    content = render(a_feed(shift))
    (event,) = read(content).of("VEVENT")
    assert (event.text("SUMMARY"), event.text("CATEGORIES")) == (r"C:\New, C:\new", r"\N")
    assert second_reader(content).events[0].summary == r"C:\New, C:\new"


def test_two_thousand_shifts_are_written_in_less_than_five_seconds_of_processor_time():
    shifts = [a_shift(START + timedelta(minutes=15 * n)) for n in range(2000)]
    began = process_time()
    content = render(a_feed(*shifts))
    assert process_time() - began < 5
    assert content.count(b"BEGIN:VEVENT") == 2000


HOSTILE = st.one_of(
    st.text(max_size=120),
    st.text(alphabet='\r\n\x00\x85\u2028\u2029\\,;:" nN=ü李👩\u200d', max_size=160),
    st.sampled_from(
        [
            "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil",
            "x\\nEND:VEVENT",
            'Ann" ; TZID="Mars',
            "x\u2028ATTENDEE:mailto:a@b",
            "é" * 200,
        ]
    ),
)


@settings(max_examples=150, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE)
def test_a_hostile_name_never_becomes_an_event_or_a_property(name, place, activity):
    shift = a_shift(
        START,
        summary=name,
        location=place,
        categories=(activity,),
        activities=(an_activity("b", START, name=activity),),
    )
    content = render(a_feed(shift, a_shift(START + timedelta(days=1)), name=place))
    calendar = read(content)
    events = calendar.of("VEVENT")
    assert len(events) == 2
    assert events[0].text("SUMMARY") == printable(name)
    assert events[0].text("DESCRIPTION").endswith(printable(activity))
    assert calendar.text("NAME") == printable(place)
    seen = second_reader(content).events
    assert len(seen) == 2
    assert (seen[0].summary or "") == printable(name)
    assert seen[0].extras == []
