"""Nights: what one is, caps, recovery, rotation and the local night (Directive 2003/88/EC art. 2 and 8)."""

from datetime import date, time

import pytest

from solver.domain.people import Carried
from solver.domain.time import ClockWindow
from solver.rules.forward_rotation import ForwardRotation
from solver.rules.local_night import LocalNight
from solver.rules.max_consecutive_nights import MaxConsecutiveNights
from solver.rules.max_night_shifts import MaxNightShifts
from solver.rules.rest_after_nights import RestAfterNights
from tests.solver.builders import a_contract, an_agent, utc
from tests.solver.rules.reading import daily, excess, from_to

NO_NIGHTS = MaxNightShifts(most=0)


def test_three_hours_of_night_make_a_night_shift() -> None:
    assert excess(NO_NIGHTS, from_to("2026-03-02 18:00", "2026-03-03 01:45")) == 0
    assert excess(NO_NIGHTS, from_to("2026-03-02 18:00", "2026-03-03 02:00")) == 1


def test_the_hour_repeated_in_autumn_can_make_a_night_shift() -> None:
    dublin = an_agent(zone="Europe/Dublin")
    until_one = from_to("2026-10-23 17:00", "2026-10-24 01:00", "Europe/Dublin")
    until_one_again = daily([date(2026, 10, 24)], "17:00", 9, "Europe/Dublin")
    assert excess(NO_NIGHTS, until_one, agent=dublin, first_date=date(2026, 10, 23)) == 0
    assert excess(NO_NIGHTS, *until_one_again, agent=dublin, first_date=date(2026, 10, 24)) == 1


def test_night_is_read_on_the_agent_s_own_clock() -> None:
    day_in_utc = daily([0], "18:30")
    assert excess(NO_NIGHTS, *day_in_utc, agent=an_agent(zone="Asia/Kolkata")) == 1
    assert excess(NO_NIGHTS, *daily([0], "09:00")) == 0


def test_nights_are_capped_per_week_or_over_the_period() -> None:
    nights = daily([0, 1, 7, 8], "22:00")
    assert excess(MaxNightShifts(most=2), *nights, days=14) == 0
    assert excess(MaxNightShifts(most=2, per="period"), *nights, days=14) == 2


def test_a_run_of_nights_counts_those_before_the_period() -> None:
    tired = an_agent(carried=Carried(consecutive_nights=3))
    assert excess(MaxConsecutiveNights(nights=4), *daily([0, 1], "22:00"), agent=tired, days=7) == 1
    assert excess(MaxConsecutiveNights(nights=4), *daily([1, 2], "22:00"), agent=tired, days=7) == 0


def test_day_shifts_do_not_lengthen_a_run_of_nights() -> None:
    assert (
        excess(MaxConsecutiveNights(nights=1), *daily([0, 2], "22:00"), *daily([1], "14:00", 7), days=7) == 0
    )


def test_forty_six_hours_follow_a_block_of_nights() -> None:
    nights = daily([0, 1], "22:00")
    assert excess(RestAfterNights(), *nights, from_to("2026-03-06 04:00", "2026-03-06 12:00"), days=7) == 0
    assert excess(RestAfterNights(), *nights, from_to("2026-03-06 03:45", "2026-03-06 12:00"), days=7) == 1


def test_the_next_night_of_a_block_needs_no_recovery_but_the_night_after_a_free_one_does() -> None:
    assert excess(RestAfterNights(), *daily([0, 1, 2], "22:00"), days=7) == 0
    assert excess(RestAfterNights(), *daily([0, 1, 3], "22:00"), days=7) == 1


def test_a_single_night_is_no_block_of_two() -> None:
    assert excess(RestAfterNights(nights=2), *daily([0], "22:00"), *daily([1], "17:00", 5), days=7) == 0
    assert excess(RestAfterNights(nights=1), *daily([0], "22:00"), *daily([1], "17:00", 5), days=7) == 1


def test_recovery_is_owed_for_a_block_before_the_period() -> None:
    carried = Carried(
        last_shift_start=utc("2026-02-28 22:00"), last_shift_end=utc("2026-03-01 06:00"), consecutive_nights=2
    )
    tired = an_agent(carried=carried)
    assert (
        excess(RestAfterNights(), from_to("2026-03-03 03:00", "2026-03-03 11:00"), agent=tired, days=7) == 1
    )
    assert (
        excess(RestAfterNights(), from_to("2026-03-03 04:00", "2026-03-03 11:00"), agent=tired, days=7) == 0
    )


@pytest.mark.parametrize(
    ("starts", "steps"),
    [
        (("06:00", "14:00", "22:00"), 0),
        (("22:00", "14:00"), 1),
        (("14:00", "13:00"), 0),
        (("14:00", "12:45"), 1),
        (("22:00", None, "06:00"), 0),
        (("22:00", "22:00", "14:00", "06:00"), 2),
    ],
)
def test_shifts_rotate_forward(starts: tuple[str | None, ...], steps: int) -> None:
    shifts = [shift for day, start in enumerate(starts) if start for shift in daily([day], start, 4)]
    assert excess(ForwardRotation(), *shifts, days=7) == steps


def test_rotation_goes_by_the_clock_over_a_clock_change() -> None:
    dublin = an_agent(zone="Europe/Dublin")
    shifts = daily([date(2026, 10, 24), date(2026, 10, 25)], "09:00", zone="Europe/Dublin")
    rule = ForwardRotation(tolerance_minutes=0)
    assert excess(rule, *shifts, agent=dublin, first_date=date(2026, 10, 24), days=2) == 0


def test_rotation_goes_on_from_the_last_shift_before_the_period() -> None:
    carried = Carried(last_shift_start=utc("2026-03-01 14:00"), last_shift_end=utc("2026-03-01 22:00"))
    assert excess(ForwardRotation(), *daily([0]), agent=an_agent(carried=carried)) == 1
    assert excess(ForwardRotation(), *daily([1]), agent=an_agent(carried=carried), days=2) == 0


def test_minutes_of_the_local_night_are_counted_in_elapsed_time() -> None:
    dublin = an_agent(zone="Europe/Dublin")
    night = from_to("2026-10-24 22:00", "2026-10-25 07:00", "Europe/Dublin")
    assert excess(LocalNight(), night, agent=dublin, first_date=date(2026, 10, 24)) == 8 * 60


def test_minutes_outside_comfort_hours_are_counted_for_those_who_named_them() -> None:
    comfortable = an_agent(zone="Asia/Kolkata", comfort=ClockWindow(start=time(9, 30), end=time(18)))
    shift = from_to("2026-03-02 09:00", "2026-03-02 19:00", "Asia/Kolkata")
    assert excess(LocalNight(), shift, agent=comfortable) == 90
    assert excess(LocalNight(comfort=False), shift, agent=comfortable) == 0
    assert excess(LocalNight(free_minutes=60), shift, agent=comfortable) == 30


def test_a_contract_with_night_work_may_be_left_out() -> None:
    night = from_to("2026-03-02 22:00", "2026-03-03 06:00")
    day_worker = an_agent(contract=a_contract(night_work=False))
    assert excess(LocalNight(whom="day_contracts"), night) == 0
    assert excess(LocalNight(whom="day_contracts"), night, agent=day_worker) == 7 * 60
