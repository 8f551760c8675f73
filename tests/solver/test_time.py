"""Days of 23, 24 and 25 hours, half-hour zones and the date line."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from pydantic import ValidationError

from solver.domain.shift import possible_shifts
from solver.domain.time import ClockWindow, PlanningPeriod, Span, TimeAxis, at_clock, local_midnight
from tests.solver.builders import a_break, a_contract, a_problem, a_template, an_agent, utc


def _period(first_date: str, days: int, zone: str) -> PlanningPeriod:
    return PlanningPeriod(first_date=date.fromisoformat(first_date), days=days, zone=zone)


@pytest.mark.parametrize(
    ("first_date", "zone", "hours"),
    [
        ("2026-10-25", "Europe/Dublin", 25),
        ("2026-03-29", "Europe/Dublin", 23),
        ("2026-03-08", "America/Denver", 23),
        ("2026-11-01", "America/Denver", 25),
        ("2026-04-05", "Australia/Lord_Howe", 24.5),
        ("2026-10-04", "Australia/Lord_Howe", 23.5),
        ("2026-03-02", "Asia/Kolkata", 24),
        ("2026-03-02", "Asia/Kathmandu", 24),
    ],
)
def test_a_local_day_has_the_hours_its_clocks_have(first_date: str, zone: str, hours: float) -> None:
    assert _period(first_date, 1, zone).minutes == hours * 60


def test_a_day_whose_midnight_is_skipped_begins_when_the_clock_jumps() -> None:
    # Cairo went from 00:00 to 01:00 on 26 April 2024.
    assert local_midnight(date(2024, 4, 26), "Africa/Cairo") == datetime(2024, 4, 25, 22, tzinfo=UTC)


def test_a_date_that_never_was_has_no_minutes() -> None:
    # Samoa went from 29 to 31 December 2011.
    assert _period("2011-12-30", 1, "Pacific/Apia").minutes == 0
    assert _period("2011-12-29", 3, "Pacific/Apia").minutes == 2 * 24 * 60


def test_a_period_over_the_skipped_date_keeps_its_intervals_in_elapsed_time() -> None:
    period = _period("2011-12-29", 3, "Pacific/Apia")
    axis = TimeAxis.of(period, 30)
    assert axis.intervals == 96
    assert axis.instant(48) == local_midnight(date(2011, 12, 31), "Pacific/Apia")


def test_a_repeated_clock_time_means_its_first_pass() -> None:
    assert at_clock(date(2026, 10, 25), time(1, 30), "Europe/Dublin") == utc("2026-10-25 00:30")


def test_a_skipped_clock_time_moves_on_by_the_gap() -> None:
    assert at_clock(date(2026, 3, 29), time(1, 30), "Europe/Dublin") == utc("2026-03-29 01:30")


def test_weeks_are_blocks_of_seven_local_dates_of_whatever_length() -> None:
    weeks = _period("2026-10-19", 10, "Europe/Dublin").weeks()
    assert [(end - start) / timedelta(hours=1) for start, end in weeks] == [7 * 24 + 1, 3 * 24]


def test_a_clock_window_past_midnight_counts_elapsed_minutes_over_a_clock_change() -> None:
    night = ClockWindow(start=time(23), end=time(6))
    start, end = utc("2026-10-24 12:00"), utc("2026-10-25 12:00")
    assert night.overlap_minutes(start, end, "Europe/Dublin") == 8 * 60


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Span(start=datetime(2026, 3, 2, 9), end=datetime(2026, 3, 2, 10))  # noqa: DTZ001 - the point


def test_an_unknown_zone_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="IANA"):
        _period("2026-03-02", 1, "Mars/Olympus")


@pytest.mark.parametrize(("keep", "paid"), [("duration", 8 * 60), ("wall_time", 9 * 60)])
def test_a_night_shift_over_the_25_hour_day_pays_the_minutes_that_elapse(keep: str, paid: int) -> None:
    agent = an_agent(zone="Europe/Dublin")
    problem = a_problem(
        agents=[agent],
        templates=[a_template("night", start="22:00", hours=8, keep=keep)],
        first_date=date(2026, 10, 24),
        zone="Europe/Dublin",
    )
    (shift,) = possible_shifts(problem, agent)
    assert shift.paid_minutes == paid
    assert shift.day == date(2026, 10, 24)


def test_a_night_shift_over_the_23_hour_day_that_keeps_its_end_pays_an_hour_less() -> None:
    agent = an_agent(zone="America/Denver")
    problem = a_problem(
        agents=[agent],
        templates=[a_template("night", start="22:00", hours=8, keep="wall_time")],
        first_date=date(2026, 3, 7),
        zone="America/Denver",
    )
    (shift,) = possible_shifts(problem, agent)
    assert shift.paid_minutes == 7 * 60


def test_a_template_of_another_zone_starts_by_that_zones_clock_and_belongs_to_the_agents_date() -> None:
    agent = an_agent(zone="Asia/Kolkata")
    problem = a_problem(
        agents=[agent],
        templates=[a_template("evening", start="20:00", zone="UTC")],
        first_date=date(2026, 3, 2),
        zone="UTC",
    )
    (shift,) = possible_shifts(problem, agent)
    assert shift.start == utc("2026-03-02 20:00")
    assert shift.day == date(2026, 3, 3)


def test_a_half_hour_zone_at_hourly_grain_covers_only_whole_intervals() -> None:
    agent = an_agent(zone="Asia/Kolkata", contract=a_contract())
    problem = a_problem(agents=[agent], templates=[a_template(start="09:00", hours=8)])
    (shift,) = possible_shifts(problem, agent)
    assert shift.start == utc("2026-03-02 03:30")
    assert list(problem.axis.covered(shift.start, shift.end)) == [4, 5, 6, 7, 8, 9, 10]


def test_two_templates_that_offer_the_same_shift_give_one() -> None:
    templates = [a_template("early", hours=8), a_template("day", hours=(8, 6))]
    problem = a_problem(templates=templates)
    assert [shift.template for shift in possible_shifts(problem, problem.agents[0])] == ["day", "early"]


def test_break_windows_that_run_into_each_other_are_refused() -> None:
    with pytest.raises(ValidationError, match="before first is surely over"):
        a_template(breaks=[a_break(30, 60, 120, name="first"), a_break(30, 140, 240, name="second")])
