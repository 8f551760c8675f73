"""Calendars over HTTP, read back by an independent reader."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from app.calendars.schemas import Breaks
from app.calendars.service import calendar_of
from app.calendars.tokens import FeedSubject
from solver.domain.roster import Activity, Assignment, Segment
from tests.app.builders import a_site
from tests.app.rosters.builders import Drawer, a_shift, a_team, publish

DAY = timedelta(days=1)
TODAY = datetime.now(UTC).date()
NEXT_MONDAY = TODAY + (7 - TODAY.weekday()) * DAY


def read(text: str | bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(text if isinstance(text, str) else text.decode())


def events(client: TestClient, path: str, **query: str) -> list[Any]:
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return read(answer.text).events


def next_week(
    drawer: Drawer, *shifts: Assignment, agents: list[dict[str, Any]], **fields: Any
) -> dict[str, Any]:
    return drawer.published(*shifts, agents=agents, first_date=NEXT_MONDAY, **fields)


def test_an_agent_finds_their_shifts_and_no_others(client: TestClient, drawer: Drawer) -> None:
    site = a_site(client)
    ada, ben = a_team(client, "Ada Byrne", "Ben Kelly", site_id=site["id"])
    shift = a_shift(ada, NEXT_MONDAY, breaks=[4])
    next_week(drawer, shift, a_shift(ben, NEXT_MONDAY), agents=[ada, ben])
    (event,) = events(client, f"/v1/agents/{ada['id']}/calendar.ics")
    assert (event.summary, event.location, event.sequence) == ("lunch", "Dublin", 0)
    assert (event.start, event.end) == (shift.start, shift.end)
    assert event.uid.startswith("shift-")
    assert "lunch" in event.description


def test_team_and_roster_show_whose_shift_each_is(client: TestClient, drawer: Drawer) -> None:
    ada, ben = a_team(client, "Ada Byrne", "Ben Kelly")
    roster = next_week(drawer, a_shift(ada, NEXT_MONDAY), a_shift(ben, NEXT_MONDAY), agents=[ada, ben])
    for path in ("/v1/teams/all/calendar.ics", f"/v1/rosters/{roster['id']}/calendar.ics"):
        assert sorted(event.summary for event in events(client, path)) == ["Ada Byrne: any", "Ben Kelly: any"]


@pytest.mark.parametrize(
    ("breaks", "count", "described"), [("none", 1, ""), ("lines", 1, "13:00–13:30 lunch"), ("events", 2, "")]
)
def test_breaks_are_shown_as_asked(
    client: TestClient, drawer: Drawer, breaks: str, count: int, described: str
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    next_week(drawer, a_shift(ada, NEXT_MONDAY, breaks=[4]), agents=[ada])
    found = events(client, f"/v1/agents/{ada['id']}/calendar.ics", breaks=breaks)
    assert len(found) == count
    assert (found[0].description or "") == described


@pytest.mark.parametrize("breaks", ["none", "lines", "events"])
def test_a_session_is_in_the_calendars_of_those_who_attend_it(
    client: TestClient, drawer: Drawer, breaks: str
) -> None:
    (ada,) = a_team(client, "Ada Byrne", zone="Asia/Kolkata")
    shift = a_shift(ada, NEXT_MONDAY)
    session = Segment(
        activity=Activity.TRAINING,
        name="Crisis desk (A)",
        start=shift.start + timedelta(hours=1),
        end=shift.start + timedelta(hours=2),
        session="crisis/A/naïve key",
    )
    shift = shift.model_copy(update={"breaks": (session,)})
    draft = drawer.a_draft(shift, agents=[ada], first_date=NEXT_MONDAY)
    publish(client, draft, accept_broken_rules=True)
    path = f"/v1/agents/{ada['id']}/calendar.ics"
    _, event = events(client, path, breaks=breaks)
    assert (event.summary, event.categories) == ("Crisis desk (A)", ["Training"])
    assert (event.start, event.end) == (session.start, session.end)
    half_past = (session.start + timedelta(hours=5, minutes=30)).strftime("%Y%m%dT%H%M%S")
    assert f"DTSTART;TZID=Asia/Kolkata:{half_past}" in client.get(path).text
    team = events(client, "/v1/teams/all/calendar.ics", breaks=breaks)
    assert "Ada Byrne: Crisis desk (A)" in [each.summary for each in team]


def test_a_shift_taken_away_is_cancelled_and_a_moved_one_keeps_its_identity(
    client: TestClient, drawer: Drawer
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    path = f"/v1/agents/{ada['id']}/calendar.ics"
    tuesday = NEXT_MONDAY + DAY
    next_week(drawer, a_shift(ada, NEXT_MONDAY), a_shift(ada, tuesday), agents=[ada])
    before = {event.start.date(): event.uid for event in events(client, path)}
    next_week(drawer, a_shift(ada, tuesday, "12:00"), agents=[ada])
    cancelled, moved = events(client, path)
    assert (cancelled.uid, cancelled.sequence, cancelled.status) == (before[NEXT_MONDAY], 1, "CANCELLED")
    assert cancelled.summary == "Cancelled: any"
    assert (moved.uid, moved.sequence, moved.status) == (before[tuesday], 1, "CONFIRMED")


def test_subscribers_of_a_superseded_roster_follow_the_one_that_took_its_place(
    client: TestClient, drawer: Drawer
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    old = next_week(drawer, a_shift(ada, NEXT_MONDAY), agents=[ada])
    new = next_week(drawer, a_shift(ada, NEXT_MONDAY, "12:00"), agents=[ada])
    found = [client.get(f"/v1/rosters/{each['id']}/calendar.ics").text for each in (old, new)]
    assert found[0].count("BEGIN:VEVENT") == 1
    assert [event.start for event in read(found[0]).events] == [
        event.start for event in read(found[1]).events
    ]


def test_a_draft_has_no_calendar(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    draft = drawer.a_draft(a_shift(ada), agents=[ada])
    answer = client.get(f"/v1/rosters/{draft['id']}/calendar.ics")
    assert (answer.status_code, answer.json()["code"]) == (409, "roster.not_published")
    assert events(client, f"/v1/agents/{ada['id']}/calendar.ics") == []


def test_a_reader_is_told_when_nothing_has_changed(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    next_week(drawer, a_shift(ada, NEXT_MONDAY), agents=[ada])
    path = f"/v1/agents/{ada['id']}/calendar.ics"
    first = client.get(path)
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert first.headers["cache-control"] == "private, no-cache"
    assert first.headers["referrer-policy"] == "no-referrer"
    assert client.get(path).content == first.content
    by_tag = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    by_date = client.get(path, headers={"If-Modified-Since": first.headers["last-modified"]})
    for answer in (by_tag, by_date):
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == first.headers["etag"]
    both = {"If-None-Match": '"another"', "If-Modified-Since": first.headers["last-modified"]}
    assert client.get(path, headers=both).status_code == 200
    assert client.get(path, headers={"If-Modified-Since": "yesterday"}).status_code == 200
    next_week(drawer, a_shift(ada, NEXT_MONDAY, "10:00"), agents=[ada])
    assert client.get(path, headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_tags_differ_by_the_way_breaks_are_shown_and_by_feed(client: TestClient, drawer: Drawer) -> None:
    ada, ben = a_team(client, "Ada Byrne", "Ben Kelly")
    next_week(drawer, a_shift(ada, NEXT_MONDAY), agents=[ada, ben])
    tags = {
        client.get(path).headers["etag"]
        for path in (
            f"/v1/agents/{ada['id']}/calendar.ics",
            f"/v1/agents/{ada['id']}/calendar.ics?breaks=none",
            f"/v1/agents/{ben['id']}/calendar.ics",
            "/v1/teams/all/calendar.ics",
        )
    }
    assert len(tags) == 4


def test_head_tells_what_get_would(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    next_week(drawer, a_shift(ada, NEXT_MONDAY), agents=[ada])
    path = f"/v1/agents/{ada['id']}/calendar.ics"
    got, head = client.get(path), client.head(path)
    assert head.content == b""
    assert head.headers == got.headers


@pytest.mark.parametrize(("days", "shown"), [(-182, 0), (-179, 1), (0, 1), (28, 1), (32, 0)])
def test_a_calendar_reaches_from_thirty_days_back_to_half_a_year_ahead(
    client: TestClient, drawer: Drawer, days: int, shown: int
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    drawer.published(a_shift(ada), agents=[ada])
    now = datetime(2026, 3, 2, 15, tzinfo=UTC) + days * DAY
    with drawer.session() as session:
        calendar = calendar_of(session, FeedSubject(agent_id=UUID(ada["id"])), Breaks.NONE, now)
    assert len(read(calendar.written()).events) == shown


@pytest.mark.parametrize(("days", "shown"), [(0, 1), (13, 1), (15, 0)])
def test_a_cancelled_shift_stays_for_two_weeks(
    client: TestClient, drawer: Drawer, days: int, shown: int
) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    next_week(drawer, a_shift(ada, NEXT_MONDAY), agents=[ada])
    next_week(drawer, agents=[ada])
    with drawer.session() as session:
        subject = FeedSubject(agent_id=UUID(ada["id"]))
        calendar = calendar_of(session, subject, Breaks.NONE, datetime.now(UTC) + days * DAY)
    assert [event.status for event in read(calendar.written()).events] == ["CANCELLED"] * shown


def test_the_tag_changes_with_the_day_because_the_window_moves(client: TestClient, drawer: Drawer) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    drawer.published(a_shift(ada), agents=[ada])
    subject = FeedSubject(agent_id=UUID(ada["id"]))
    morning, night, next_day = (
        datetime(2026, 3, 3, 1, tzinfo=UTC),
        datetime(2026, 3, 3, 23, tzinfo=UTC),
        datetime(2026, 3, 4, 1, tzinfo=UTC),
    )
    with drawer.session() as session:
        tags = [calendar_of(session, subject, Breaks.NONE, now).tag for now in (morning, night, next_day)]
    assert tags[0] == tags[1] != tags[2]


@pytest.mark.parametrize(
    ("zone", "first_date"),
    [
        ("Europe/Dublin", date(2026, 10, 19)),
        ("America/Denver", date(2026, 3, 2)),
        ("Asia/Manila", date(2026, 10, 19)),
    ],
)
def test_night_shifts_over_a_clock_change_are_read_back_with_their_elapsed_hours(
    client: TestClient, drawer: Drawer, zone: str, first_date: date
) -> None:
    (ada,) = a_team(client, "Ada Byrne", zone=zone)
    shifts = [a_shift(ada, first_date + day * DAY, "22:00", breaks=[4]) for day in range(7)]
    roster = drawer.published(*shifts, agents=[ada], first_date=first_date)
    assert roster["figures"]["paid_hours"] == 7 * 7.5
    now = datetime.combine(first_date, datetime.min.time(), UTC)
    with drawer.session() as session:
        calendar = calendar_of(session, FeedSubject(agent_id=UUID(ada["id"])), Breaks.EVENTS, now)
    found = read(calendar.written()).events
    spans = [(event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in found]
    whole = [span for span in spans if span[1] - span[0] == timedelta(hours=8)]
    assert whole == [(shift.start, shift.end) for shift in shifts]
    assert [span[0] for span in spans if span not in whole] == [shift.breaks[0].start for shift in shifts]
