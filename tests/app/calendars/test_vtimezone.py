from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pytest

from app.calendars.render import render
from app.calendars.vtimezone import YearlyRule, observances
from tests.app.calendars.builders import a_feed, a_shift
from tests.app.calendars.strict_reader import offset_at, read

FIRST, LAST = 2026, 2030
AREAS = sorted(
    n for n in available_timezones() if "/" in n and not n.startswith(("Etc/", "posix/", "right/"))
)


def offsets(zone: ZoneInfo) -> dict[datetime, timedelta]:
    """UTC offsets at noon of each day, and one minute around each change, 2026 to 2030."""
    seen = {}
    day = datetime(FIRST, 1, 1, 12, tzinfo=UTC)
    previous = day.astimezone(zone).utcoffset()
    while day.year <= LAST:
        seen[day] = day.astimezone(zone).utcoffset()
        if seen[day] != previous:
            minutes = (day - timedelta(minutes=n) for n in range(1441))
            change = next(m for m in minutes if m.astimezone(zone).utcoffset() == previous)
            for moment in (change, change + timedelta(minutes=1)):
                seen[moment] = moment.astimezone(zone).utcoffset()
        previous = seen[day]
        day += timedelta(days=1)
    return seen


def onsets_fit_a_yearly_rule(seen: dict[datetime, timedelta]) -> bool:
    """Whether the changes seen, two a year, each keep month, weekday and nth or last place."""
    moments = sorted(seen)
    places: dict[bool, list[set[tuple[int, ...]]]] = {True: [], False: []}
    for before, after in pairwise(moments):
        if seen[before] != seen[after]:
            local = after + seen[before]
            counted = {(local.month, local.weekday(), local.hour, local.minute, (local.day - 1) // 7)}
            if (local + timedelta(days=7)).month != local.month:
                counted.add((local.month, local.weekday(), local.hour, local.minute, -1))
            places[seen[after] > seen[before]].append(counted)
    years = LAST - FIRST + 1
    return all(len(half) == years and set.intersection(*half) for half in places.values())


def test_every_described_zone_agrees_with_the_database_at_every_change_from_2026_to_2030():
    disagreeing = []
    for name in AREAS:
        if observances(name, FIRST, LAST) is None:
            continue
        span = (datetime(FIRST, 1, 1, tzinfo=UTC), datetime(LAST, 12, 31, tzinfo=UTC))
        feed = a_feed(*(a_shift(start, zone=name) for start in span))
        (zone,) = read(render(feed)).of("VTIMEZONE")
        moments = offsets(ZoneInfo(name))
        changes = sorted(m for m in moments if m.hour != 12 or m.minute)
        sample = changes + sorted(moments)[::91]
        if any(offset_at(zone, moment) != moments[moment] for moment in sample):
            disagreeing.append(name)
    assert disagreeing == []


def test_every_zone_left_to_utc_has_changes_no_yearly_rule_tells():
    wrongly_left = []
    for name in AREAS:
        if observances(name, FIRST, LAST) is not None:
            continue
        seen = offsets(ZoneInfo(name))
        fixed_now = len(set(seen.values())) == 1
        if onsets_fit_a_yearly_rule(seen) or (fixed_now and _quiet_before(name)):
            wrongly_left.append(name)
    assert wrongly_left == []


def _quiet_before(name: str) -> bool:
    zone = ZoneInfo(name)
    return all(
        datetime(year, month, 1, tzinfo=UTC).astimezone(zone).utcoffset()
        == datetime(FIRST, 1, 1, tzinfo=UTC).astimezone(zone).utcoffset()
        for year in (FIRST - 2, FIRST - 1)
        for month in range(1, 13)
    )


@pytest.mark.parametrize(
    ("zone", "rules"),
    [
        ("Europe/Dublin", {("-1SU", 10), ("-1SU", 3)}),
        ("America/Denver", {("1SU", 11), ("2SU", 3)}),
        ("Australia/Lord_Howe", {("1SU", 4), ("1SU", 10)}),
        ("Pacific/Chatham", {("1SU", 4), ("-1SU", 9)}),
    ],
)
def test_a_zone_with_summer_time_is_two_yearly_rules(zone, rules):
    found = observances(zone, 2026, 2026)
    assert {(part.rule.byday, part.rule.month) for part in found} == rules


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Asia/Manila", "Pacific/Apia", "America/Phoenix"])
def test_a_zone_of_one_offset_is_a_single_onset(zone):
    (only,) = observances(zone, 2026, 2026)
    assert (only.rule, only.offset_from) == (None, only.offset_to)


@pytest.mark.parametrize("zone", ["America/Santiago", "Asia/Jerusalem", "Africa/Casablanca", "America/Nuuk"])
def test_a_zone_ruled_by_day_windows_or_the_moon_is_left_to_utc(zone):
    assert observances(zone, 2026, 2029) is None


@pytest.mark.parametrize("zone", ["UTC", "Etc/GMT+5", "EST5EDT", "GMT", "Cuba"])
def test_a_name_that_is_no_area_and_place_is_left_to_utc(zone):
    assert observances(zone, 2026, 2026) is None


def test_winter_is_standard_time_even_where_irish_law_says_otherwise():
    standard, daylight = observances("Europe/Dublin", 2026, 2026)
    assert (standard.daylight, standard.offset_to) == (False, timedelta(0))
    assert (daylight.daylight, daylight.offset_to) == (True, timedelta(hours=1))


def test_a_rule_that_ended_within_two_years_before_the_feed_is_left_to_utc():
    assert observances("Pacific/Apia", 2022, 2022) is None
    assert observances("Pacific/Apia", 2024, 2024) is not None


def test_a_rule_that_changes_within_two_years_after_the_feed_is_left_to_utc():
    assert observances("America/New_York", 2005, 2005) is None
    assert observances("America/New_York", 2004, 2004) is not None


def test_the_first_onset_lies_before_the_first_year():
    for zone in ("Europe/Dublin", "America/Denver", "Asia/Manila"):
        assert all(part.onset.year < 2026 for part in observances(zone, 2026, 2026))


@pytest.mark.parametrize(("first", "last"), [(2026, 9000), (1, 1), (9999, 9999)])
def test_an_absurd_span_is_left_to_utc_at_once(first, last):
    assert observances("Europe/Dublin", first, last) is None


def test_an_unknown_zone_is_named():
    with pytest.raises(ZoneInfoNotFoundError, match="Mars/Olympus"):
        observances("Mars/Olympus", 2026, 2026)


@pytest.mark.parametrize(
    ("rule", "year", "day"),
    [
        (YearlyRule(10, 6, -1), 2026, 25),
        (YearlyRule(3, 6, 2), 2026, 8),
        (YearlyRule(2, 6, 4), 2026, 22),
        (YearlyRule(2, 5, -1), 2020, 29),
        (YearlyRule(5, 4, -1), 2026, 29),
    ],
)
def test_a_rule_names_its_day(rule, year, day):
    assert rule.day_in(year) == day
