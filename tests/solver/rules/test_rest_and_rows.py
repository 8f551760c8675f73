"""Rows of shifts, rests of several pieces, recovery after runs, pauses: named cases."""

from datetime import date, time

import pytest
from pydantic import ValidationError

from solver.domain.people import Carried, TimeOff
from solver.domain.selection import ShiftFilter
from solver.rules.longest_gap import LongestGap
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_consecutive_shifts import MaxConsecutiveShifts
from solver.rules.max_in_hours import MaxInHours
from solver.rules.rest_after_run import RestAfterRun
from solver.rules.rest_between_kinds import RestBetweenKinds, WeekMoment
from solver.rules.split_rest import SplitRest
from solver.stretch_rule import Trigger
from tests.solver.builders import a_shift, a_span, a_template, an_agent, utc
from tests.solver.rules.reading import daily, excess, from_to

TIRED = an_agent(
    carried=Carried(last_shift_start=utc("2026-03-01 12:00"), last_shift_end=utc("2026-03-01 22:00"))
)
LATES, EARLIES = ShiftFilter(tags=frozenset({"late"})), ShiftFilter(tags=frozenset({"early"}))
KINDS = [
    a_template("early", "06:00", hours=8, tags=frozenset({"early"})),
    a_template("late", "14:00", hours=8, tags=frozenset({"late"})),
]


def late(day: str) -> object:
    return a_shift(day=day, start="14:00", template="late")


def early(day: str) -> object:
    return a_shift(day=day, start="06:00", template="early")


def test_no_twenty_four_hours_hold_more_than_ten_of_work() -> None:
    rule = MaxInHours(hours=24, of="minutes", most=600)
    evening, morning = a_shift(start="16:00", hours=6), a_shift(day="2026-03-03", start="08:00", hours=4)
    assert excess(rule, evening, morning, days=2) == 0
    assert excess(rule, evening, a_shift(day="2026-03-03", start="08:00", hours=5), days=2) == 60


def test_work_beyond_the_end_of_the_window_does_not_count_in_it() -> None:
    rule = MaxInHours(hours=24, of="minutes", most=600)
    assert excess(rule, a_shift(start="09:00"), a_shift(day="2026-03-03", start="07:00"), days=2) == 0


def test_a_row_of_hours_counts_shifts_where_they_start() -> None:
    rule = MaxInHours(hours=48, of="shifts", most=2)
    assert excess(rule, *daily([0, 1, 2]), days=3) == 0
    assert excess(rule, *daily([0, 1]), a_shift(day="2026-03-04", start="08:45"), days=3) == 1


def test_known_shifts_fill_a_row_of_hours_without_being_held_against_anyone() -> None:
    rule = MaxInHours(hours=24, of="minutes", most=480)
    assert excess(rule, agent=TIRED, days=1) == 0
    assert excess(rule, a_shift(start="09:00", hours=2), agent=TIRED, days=1) == 120


def test_a_row_of_hours_may_be_limited_on_a_condition() -> None:
    rule = MaxInHours(
        hours=72, of="shifts", most=2, only_if=Trigger(shifts=ShiftFilter(nights=True), least=1)
    )
    assert excess(rule, *daily([0, 1, 2]), days=3) == 0
    assert excess(rule, *daily([0, 1, 2], start="22:00"), days=3) == 1


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    dublin = an_agent(zone="Europe/Dublin")
    night = from_to("2026-10-24T22:00", "2026-10-25T06:00", "Europe/Dublin")
    rule = MaxInHours(hours=24, of="minutes", most=480)
    assert excess(rule, night, agent=dublin, first_date=date(2026, 10, 24), days=2) == 60


def test_a_third_shift_within_eight_hours_of_the_last_is_one_too_many() -> None:
    rule = MaxConsecutiveShifts(most=2, hours=8)
    day = [a_shift(start=start, hours=4) for start in ("00:00", "08:00", "16:00")]
    assert excess(rule, *day, days=1) == 1
    assert excess(rule, day[0], day[2], days=1) == 0


def test_rows_from_start_to_start_do_not_see_how_long_shifts_are() -> None:
    shifts = [a_shift(start="08:00", hours=1), a_shift(day="2026-03-03", start="08:00", hours=12)]
    assert excess(MaxConsecutiveShifts(most=1, hours=24, measured="start_to_start"), *shifts, days=2) == 1
    assert excess(MaxConsecutiveShifts(most=1, hours=22, measured="end_to_start"), *shifts, days=2) == 0


def test_a_row_of_shifts_goes_on_from_before_the_period() -> None:
    rule = MaxConsecutiveShifts(most=1, hours=11)
    assert excess(rule, a_shift(start="09:00"), agent=TIRED, days=1) == 1
    assert excess(rule, a_shift(start="09:15"), agent=TIRED, days=1) == 0


def test_forty_eight_hours_follow_six_days_of_work() -> None:
    rule = RestAfterRun(days=6, hours=48)
    assert excess(rule, *daily(range(6)), *daily([8]), days=14) == 0
    assert excess(rule, *daily(range(6)), *daily([7], start="09:00"), days=14) == 1
    assert excess(rule, *daily(range(5)), *daily([6]), days=14) == 0


def test_after_two_lates_in_a_row_no_early_follows_soon() -> None:
    rule = RestAfterRun(days=2, hours=24, shifts=LATES, then=EARLIES)
    two = [late("2026-03-02"), late("2026-03-03")]
    assert excess(rule, *two, early("2026-03-04"), templates=KINDS, days=4) == 1
    assert excess(rule, *two[1:], early("2026-03-04"), templates=KINDS, days=4) == 0
    assert excess(rule, *two, early("2026-03-05"), templates=KINDS, days=4) == 0


def test_a_run_carried_over_is_followed_by_rest_too() -> None:
    carried = Carried(
        last_shift_start=utc("2026-03-01 09:00"), last_shift_end=utc("2026-03-01 17:00"), consecutive_days=6
    )
    rule = RestAfterRun(days=6, hours=48)
    assert (
        excess(rule, a_shift(day="2026-03-03", start="09:00"), agent=an_agent(carried=carried), days=3) == 1
    )
    assert (
        excess(rule, a_shift(day="2026-03-03", start="17:00"), agent=an_agent(carried=carried), days=3) == 0
    )


def test_who_worked_late_starts_early_no_sooner_than_monday_at_six() -> None:
    rule = RestBetweenKinds(before=LATES, after=EARLIES, until=WeekMoment(weekday=0, clock=time(6)))
    friday = late("2026-03-06")
    assert excess(rule, friday, early("2026-03-08"), templates=KINDS, days=14) == 1
    assert excess(rule, friday, early("2026-03-09"), templates=KINDS, days=14) == 0


def test_until_monday_at_six_is_read_on_the_agent_s_own_clock() -> None:
    rule = RestBetweenKinds(before=LATES, after=EARLIES, until=WeekMoment(weekday=0, clock=time(6)))
    auckland = an_agent(zone="Pacific/Auckland")
    friday = a_shift(day="2026-03-06", start="14:00", zone="Pacific/Auckland", template="late")
    monday = a_shift(day="2026-03-09", start="06:00", zone="Pacific/Auckland", template="early")
    sooner = a_shift(day="2026-03-09", start="05:45", zone="Pacific/Auckland", template="early")
    assert excess(rule, friday, monday, agent=auckland, templates=KINDS, days=14) == 0
    assert excess(rule, friday, sooner, agent=auckland, templates=KINDS, days=14) == 1


def test_rest_is_so_many_hours_or_until_a_moment_not_both() -> None:
    with pytest.raises(ValidationError, match="just one"):
        RestBetweenKinds(before=LATES, after=EARLIES)


def test_seventy_two_hours_of_rest_may_come_as_two_of_thirty_two_or_more() -> None:
    rule = SplitRest(hours=32, pieces=1, total_hours=72)
    # Free from Tuesday 17:00 to Thursday 09:00 (40 h) and from Saturday 16:00 to Sunday's end (32 h).
    week = [*daily([0, 1, 3, 4]), a_shift(day="2026-03-07", start="08:00", hours=8)]
    assert excess(rule, *week, days=7) == 0
    assert excess(rule, *week[:-1], a_shift(day="2026-03-07", start="08:00", hours=9), days=7) == 32 * 60


def test_two_rests_may_be_one_twice_as_long() -> None:
    rule = SplitRest(hours=24, pieces=2)
    assert excess(rule, *daily(range(5), hours=7), days=7) == 0
    assert excess(rule, *daily(range(6)), days=7) == 24 * 60


def test_more_rest_than_the_days_hold_is_refused() -> None:
    with pytest.raises(ValidationError, match="do not hold"):
        SplitRest(hours=36, pieces=5, days=7)


def test_nobody_stays_away_longer_than_four_days() -> None:
    rule = LongestGap(hours=96)
    assert excess(rule, *daily([0]), a_shift(day="2026-03-06", start="17:00"), days=7) == 0
    assert excess(rule, *daily([0]), a_shift(day="2026-03-06", start="17:15"), days=7) == 1


def test_pauses_are_elapsed_time_over_a_date_the_zone_skips() -> None:
    samoan = an_agent(zone="Pacific/Apia")  # which went from Thursday 29 to Saturday 31 December 2011
    period = {"agent": samoan, "first_date": date(2011, 12, 28), "days": 4, "zone": "Pacific/Apia"}
    worked = daily([date(2011, 12, 29), date(2011, 12, 31)], zone="Pacific/Apia")
    assert excess(LongestGap(hours=16), *worked, **period) == 0
    assert excess(LongestGap(hours=15), *worked, **period) == 1


def test_a_calendar_with_half_an_hour_more_has_its_own_midnight() -> None:
    kolkata = an_agent(zone="Asia/Kolkata")
    shifts = [a_shift(start="10:00", hours=8), a_shift(day="2026-03-02", start="18:30", hours=4)]
    assert excess(MaxConsecutiveShifts(most=1, hours=1), *shifts, agent=kolkata, days=2) == 1
    rest = SplitRest(hours=12, pieces=2, days=2)
    assert excess(rest, *shifts, agent=kolkata, days=2, zone="Asia/Kolkata") == 0
    late = a_shift(day="2026-03-03", start="06:45", hours=1)
    assert excess(rest, *shifts, late, agent=kolkata, days=2, zone="Asia/Kolkata") == 12 * 60


def test_time_off_does_not_count_in_a_pause() -> None:
    away = an_agent(time_off=(TimeOff(span=a_span("2026-03-03 00:00", "2026-03-05 00:00")),))
    assert excess(LongestGap(hours=96), *daily([0, 6]), agent=away, days=7) == 0
    assert excess(LongestGap(hours=96), *daily([0, 6]), days=7) == 1


def test_a_day_away_neither_counts_in_a_run_nor_ends_it() -> None:
    away = an_agent(time_off=(TimeOff(span=a_span("2026-03-04 00:00", "2026-03-05 00:00")),))
    worked = daily([0, 1, 3, 4])
    assert excess(MaxConsecutiveDays(days=3), *worked, agent=away, days=7) == 0
    assert excess(MaxConsecutiveDays(days=3, over_absences=True), *worked, agent=away, days=7) == 1
