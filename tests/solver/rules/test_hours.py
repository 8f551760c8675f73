"""Hours per day and week, and shifts per day."""

from datetime import date

import pytest

from solver.domain.people import TimeOff
from solver.rules.contract_hours import ContractHours
from solver.rules.max_daily_minutes import MaxDailyMinutes
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.paid_hours import PaidHours
from tests.solver.builders import a_contract, a_segment, a_shift, a_span, an_agent, utc
from tests.solver.rules.reading import daily, excess, from_to


def test_an_unpaid_meal_is_not_counted_in_the_day() -> None:
    meal = a_segment(utc("2026-03-02 13:00"), 30, paid=False)
    assert excess(MaxDailyMinutes(minutes=480), a_shift(hours=8.5, breaks=[meal])) == 0
    assert excess(MaxDailyMinutes(minutes=480), a_shift(hours=8.75, breaks=[meal])) == 15


def test_the_contract_s_day_holds_where_the_rule_names_none() -> None:
    assert (
        excess(
            MaxDailyMinutes(), a_shift(hours=7), agent=an_agent(contract=a_contract(max_daily_minutes=360))
        )
        == 60
    )


def test_a_night_over_the_autumn_clock_change_is_an_hour_longer() -> None:
    dublin = an_agent(zone="Europe/Dublin")
    night = from_to("2026-10-24 22:00", "2026-10-25 06:00", "Europe/Dublin")
    assert excess(MaxDailyMinutes(minutes=480), night, agent=dublin, first_date=date(2026, 10, 24)) == 60


def test_a_night_over_the_spring_clock_change_is_an_hour_shorter() -> None:
    denver = an_agent(zone="America/Denver")
    night = from_to("2026-03-07 22:00", "2026-03-08 06:00", "America/Denver")
    assert excess(MaxDailyMinutes(minutes=420), night, agent=denver, first_date=date(2026, 3, 7)) == 0


def test_two_shifts_of_one_local_date_are_one_day() -> None:
    kolkata = an_agent(zone="Asia/Kolkata")
    shifts = [
        a_shift(start="00:00", hours=4, zone="Asia/Kolkata"),
        a_shift(start="19:00", hours=5, zone="Asia/Kolkata"),
    ]
    assert excess(MaxDailyMinutes(minutes=480), *shifts, agent=kolkata) == 60
    assert excess(MaxShiftsPerDay(), *shifts, agent=kolkata) == 1
    assert excess(MaxShiftsPerDay(most=2), *shifts, agent=kolkata) == 0


def test_forty_eight_hours_a_week_are_allowed_and_not_a_minute_more() -> None:
    assert excess(MaxWeeklyMinutes(minutes=2_880), *daily(range(6)), days=7) == 0
    assert excess(MaxWeeklyMinutes(minutes=2_879), *daily(range(6)), days=7) == 1


def test_each_week_of_the_period_has_its_own_limit() -> None:
    assert excess(MaxWeeklyMinutes(), *daily([0, 1, 2, 3, 4, 7, 8, 9, 10, 11]), days=14) == 0
    assert excess(MaxWeeklyMinutes(), *daily([0, 1, 2, 3, 4, 5]), days=14) == 480


def test_hours_promised_and_not_given_are_missing() -> None:
    promised = an_agent(contract=a_contract(min_weekly_minutes=1_800))
    assert excess(ContractHours(), *daily(range(3)), agent=promised, days=7) == 360
    assert excess(ContractHours(), *daily(range(4)), agent=promised, days=7) == 0


def test_paid_time_off_counts_towards_the_hours_of_its_weeks() -> None:
    leave = TimeOff(span=a_span("2026-03-05 00:00", "2026-03-13 00:00"), paid_minutes=2_880)
    away = an_agent(contract=a_contract(min_weekly_minutes=2_400), time_off=(leave,))
    # Half of the eight days' leave falls into each week: 1440 minutes.
    assert excess(ContractHours(), *daily([0, 1]), agent=away, days=14) == 0 + 960
    assert excess(ContractHours(limits="max"), *daily([0, 1, 2]), agent=away, days=14) == 480


def test_time_off_alone_never_breaks_the_maximum() -> None:
    leave = TimeOff(span=a_span("2026-03-02 00:00", "2026-03-09 00:00"), paid_minutes=4_000)
    assert excess(ContractHours(), agent=an_agent(time_off=(leave,)), days=7) == 0


def test_a_part_of_a_week_owes_its_part_of_the_hours() -> None:
    promised = an_agent(contract=a_contract(min_weekly_minutes=2_100))
    assert excess(ContractHours(limits="min"), *daily([7]), agent=promised, days=9) == 2_100 + 600 - 480


@pytest.mark.parametrize(("priced", "cost"), [(True, 617), (False, 32)])
def test_pay_is_counted_in_quarter_hours_at_the_contract_s_rate(*, priced: bool, cost: int) -> None:
    agent = an_agent(contract=a_contract(cost_per_hour=19.29))
    assert excess(PaidHours(priced=priced), a_shift(hours=8), agent=agent) == cost
