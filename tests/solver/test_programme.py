"""The sessions a period asks for: candidates by the local clock, every occurrence once, who attends."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from solver.domain.people import TimeOff
from solver.domain.programme import Cohort, Programme, occurrences, sessions
from solver.domain.time import ClockWindow, PlanningPeriod
from tests.solver.builders import MONDAY, a_span, an_agent, utc

TEAM = tuple(an_agent(name) for name in ("anna", "ben", "cleo", "dan"))
DAY = timedelta(days=1)


def a_programme(**fields: Any) -> Programme:
    window = fields.pop("window", ("09:00", "12:00"))
    given: dict[str, Any] = {
        "id": "crisis",
        "name": "Crisis desk",
        "minutes": 60,
        "cohorts": (Cohort(name="A", agents=("anna", "ben")), Cohort(name="B", agents=("cleo", "dan"))),
        "window": ClockWindow(start=time.fromisoformat(window[0]), end=time.fromisoformat(window[1])),
        "zone": "UTC",
        "step_minutes": 60,
        "first_date": MONDAY,
        **fields,
    }
    return Programme(**given)


def a_period(first_date: date = MONDAY, days: int = 7, zone: str = "UTC") -> PlanningPeriod:
    return PlanningPeriod(first_date=first_date, days=days, zone=zone)


def clocks(programme: Programme, day: date) -> list[str]:
    """What clocks of the zone show at the candidates of the day."""
    return [f"{each.astimezone(ZoneInfo(programme.zone)):%H:%M}" for each in programme.moments(day)]


def test_each_cohort_has_one_session_with_all_its_candidates() -> None:
    first, second = sessions(a_programme(deadline=MONDAY), a_period(), TEAM)
    assert first.starts == second.starts == tuple(utc(f"2026-03-02 {hour:02}:00") for hour in (9, 10, 11))
    assert (first.attendees, second.attendees) == (("anna", "ben"), ("cleo", "dan"))
    assert (first.id, first.name) == ("crisis/A", "Crisis desk (A)")


def test_a_session_ends_before_the_window_closes() -> None:
    assert clocks(a_programme(minutes=90, step_minutes=30), MONDAY) == ["09:00", "09:30", "10:00", "10:30"]


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        # Dublin: 01:00 is followed by 02:00 on 29 March, and 01:00 to 02:00 comes twice on 25 October.
        ("Europe/Dublin", "2026-03-29", ["00:00", "02:00"]),
        ("Europe/Dublin", "2026-10-25", ["00:00", "01:00", "01:00", "02:00"]),
        # Lord Howe Island moves its clocks by half an hour, at 02:00.
        ("Australia/Lord_Howe", "2026-10-04", ["00:00", "01:00"]),
        ("Australia/Lord_Howe", "2026-04-05", ["00:00", "01:00", "01:30"]),
        # Cairo has no midnight on 24 April 2026: its day begins at 01:00.
        ("Africa/Cairo", "2026-04-24", ["01:00", "02:00"]),
        # Samoa had no 30 December 2011 at all.
        ("Pacific/Apia", "2011-12-30", []),
        ("Pacific/Apia", "2011-12-31", ["00:00", "01:00", "02:00"]),
        ("Asia/Kolkata", "2026-03-02", ["00:00", "01:00", "02:00"]),
    ],
)
def test_candidates_follow_the_clocks_of_the_day(zone: str, day: str, expected: list[str]) -> None:
    programme = a_programme(window=("00:00", "03:00"), zone=zone, weekdays=range(7))
    assert clocks(programme, date.fromisoformat(day)) == expected


def test_half_hour_zones_begin_on_their_own_hour() -> None:
    (at, *_) = a_programme(zone="Asia/Kolkata").moments(MONDAY)
    assert at == utc("2026-03-02 03:30")


def test_a_window_past_midnight_belongs_to_the_weekday_on_which_it_opens() -> None:
    programme = a_programme(window=("23:00", "02:00"), weekdays={0}, deadline=MONDAY)
    (occurrence,) = occurrences(programme, a_period())
    assert occurrence.starts == (utc("2026-03-02 23:00"), utc("2026-03-03 00:00"), utc("2026-03-03 01:00"))


def test_a_window_from_midnight_to_midnight_is_the_whole_day() -> None:
    programme = a_programme(window=("00:00", "00:00"), minutes=1_440)
    assert list(programme.moments(MONDAY)) == [utc("2026-03-02 00:00")]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Denver", "Australia/Lord_Howe"])
@pytest.mark.parametrize("days", [1, 3, 5, 7, 10])
def test_periods_one_after_the_other_ask_for_every_occurrence_once(days: int, zone: str) -> None:
    programme = a_programme(
        times_a_week=2, zone="Asia/Kolkata", first_date=date(2026, 3, 4), deadline=date(2026, 4, 16)
    )
    asked: Counter[str] = Counter()
    first = date(2026, 2, 20)
    while first < date(2026, 5, 1):
        asked.update(each.id for each in sessions(programme, a_period(first, days, zone), TEAM))
        first += days * DAY
    # Weeks of 2 March to 13 April, twice each, for two cohorts.
    assert set(asked.values()) == {1}
    assert len(asked) == 7 * 2 * 2


def test_sessions_of_a_week_share_its_days_and_never_fall_on_one() -> None:
    programme = a_programme(times_a_week=2, cohorts=(Cohort(name="A", agents=("anna",)),))
    first, second = sessions(programme, a_period(), TEAM)
    assert {each.date() for each in first.starts} == {MONDAY, MONDAY + DAY}
    assert {each.date() for each in second.starts} == {MONDAY + number * DAY for number in (2, 3, 4)}
    assert (first.id, second.id) == ("crisis/A/2026-03-02.1", "crisis/A/2026-03-02.2")


def test_no_session_is_held_before_the_first_date_or_after_the_deadline() -> None:
    programme = a_programme(first_date=MONDAY + DAY, deadline=MONDAY + 2 * DAY)
    (occurrence,) = occurrences(programme, a_period())
    assert {each.date() for each in occurrence.starts} == {MONDAY + DAY, MONDAY + 2 * DAY}
    assert occurrences(programme, a_period(MONDAY + 3 * DAY)) == ()


def test_what_was_announced_for_another_period_is_not_asked_for_again() -> None:
    held = {"crisis/A": utc("2026-03-01 09:00")}
    assert [each.id for each in sessions(a_programme(), a_period(), TEAM, held)] == ["crisis/B"]


def test_what_was_announced_for_this_period_keeps_its_moment_while_it_is_a_candidate() -> None:
    moment = utc("2026-03-03 10:00")
    held, _ = sessions(a_programme(), a_period(), TEAM, {"crisis/A": moment})
    assert held.placed == moment
    moved, _ = sessions(a_programme(window=("13:00", "15:00")), a_period(), TEAM, {"crisis/A": moment})
    assert moved.placed is None


def test_people_attend_by_name_or_by_tag_and_whoever_leads_does_not_attend() -> None:
    team = (an_agent("anna", tags=frozenset({"new"})), an_agent("ben"), an_agent("cleo", tags={"new"}))
    programme = a_programme(
        cohorts=(Cohort(name="A", agents=("ben", "gone"), tags={"new"}),), facilitators=("cleo", "gone")
    )
    (session,) = sessions(programme, a_period(), team)
    assert session.attendees == ("anna", "ben")
    assert session.facilitators == ("cleo",)
    assert session.name == "Crisis desk"


def test_who_is_on_time_off_at_every_moment_is_not_waited_for() -> None:
    away = TimeOff(span=a_span("2026-03-02 09:30", "2026-03-02 11:30"))
    team = (an_agent("anna", time_off=(away,)), an_agent("ben"))
    (session,) = sessions(a_programme(deadline=MONDAY, least=9), a_period(), team)
    assert (session.attendees, session.least) == (("ben",), 1)
    early = a_programme(deadline=MONDAY, window=("08:30", "12:00"))
    assert sessions(early, a_period(), team)[0].attendees == ("anna", "ben")


def test_nothing_is_held_for_nobody_or_without_any_facilitator() -> None:
    assert sessions(a_programme(), a_period(), TEAM[2:])[0].id == "crisis/B"
    assert sessions(a_programme(facilitators=("gone",)), a_period(), TEAM) == ()


def test_the_fewest_attendees_are_never_more_than_there_are() -> None:
    whole, part = (sessions(a_programme(least=2), a_period(), TEAM[:size])[-1] for size in (4, 3))
    assert (whole.least, part.least) == (2, 1)


def test_a_long_period_tries_the_earliest_two_thousand_moments() -> None:
    programme = a_programme(window=("00:00", "00:00"), weekdays=range(7), step_minutes=5, minutes=30)
    (occurrence,) = occurrences(programme, a_period(days=91))
    assert len(occurrence.starts) == 2_000
    assert occurrence.starts[0] == datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"deadline": MONDAY - DAY}, "deadline must not be before first_date"),
        ({"times_a_week": 6}, "times_a_week must not exceed the number of weekdays"),
        ({"minutes": 181}, "minutes must fit between the start and the end of the window"),
        ({"weekdays": {7}}, "weekdays are 0 (Monday) to 6 (Sunday)"),
        ({"cohorts": (Cohort(name="A", tags={"new"}),) * 2}, "every cohort must have a name of its own"),
        ({"cohorts": ({"name": "A"},)}, "cohort A must name agents or tags"),
        ({"cohorts": ({"name": "A", "agents": ("anna", "anna")},)}, "cohort A names an agent twice"),
        ({"facilitators": ("anna", "anna")}, "facilitators must not name an agent twice"),
        ({"zone": "Dublin"}, "expected an IANA time zone name"),
        ({"cohorts": ()}, "at least 1 item"),
    ],
)
def test_a_programme_that_cannot_be_is_refused_with_what_was_expected(
    fields: dict[str, Any], expected: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        a_programme(**fields)
    assert expected in str(refused.value)
