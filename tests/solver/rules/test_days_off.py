"""Days per week, days in a row, days off, weekends (Directive 2003/88/EC art. 5 for the weekly rest)."""

from datetime import date

from solver.domain.people import Carried
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_days_per_week import MaxDaysPerWeek
from solver.rules.max_weekends import MaxWeekends
from solver.rules.min_days_off import MinDaysOff
from tests.solver.builders import a_contract, a_shift, an_agent
from tests.solver.rules.reading import daily, excess


def test_a_sixth_day_in_a_week_of_five_is_one_too_many() -> None:
    assert excess(MaxDaysPerWeek(), *daily(range(5)), days=7) == 0
    assert excess(MaxDaysPerWeek(), *daily(range(6)), days=7) == 1


def test_a_split_day_is_one_day() -> None:
    twice = [*daily([0, 1], "06:00", 4), *daily([0, 1], "16:00", 4)]
    assert excess(MaxDaysPerWeek(days=2), *twice, days=7) == 0


def test_a_night_belongs_to_the_date_it_begins() -> None:
    assert excess(MaxDaysPerWeek(days=1), *daily([0], "22:00"), days=7) == 0
    assert excess(MaxConsecutiveDays(days=1), *daily([0], "22:00"), days=7) == 0


def test_each_day_beyond_the_longest_run_counts() -> None:
    assert excess(MaxConsecutiveDays(days=5), *daily(range(5)), days=8) == 0
    assert excess(MaxConsecutiveDays(days=5), *daily(range(7)), days=8) == 2
    assert excess(MaxConsecutiveDays(days=5), *daily([0, 1, 2, 4, 5, 6]), days=8) == 0


def test_days_before_the_period_lengthen_the_run() -> None:
    tired = an_agent(carried=Carried(consecutive_days=4))
    assert excess(MaxConsecutiveDays(days=5), *daily([0]), agent=tired, days=7) == 0
    assert excess(MaxConsecutiveDays(days=5), *daily([0, 1]), agent=tired, days=7) == 1
    assert excess(MaxConsecutiveDays(days=5), *daily([1, 2]), agent=tired, days=7) == 0


def test_the_contract_s_longest_run_overrides_the_rule_s() -> None:
    careful = an_agent(contract=a_contract(max_consecutive_days=2))
    assert excess(MaxConsecutiveDays(days=5), *daily(range(3)), agent=careful, days=7) == 1


def test_a_date_the_calendar_skips_is_no_day_off() -> None:
    apia = an_agent(zone="Pacific/Apia")
    days = [date(2011, 12, 28), date(2011, 12, 29), date(2011, 12, 31)]
    period = {"first_date": date(2011, 12, 26), "days": 7, "zone": "Pacific/Apia"}
    worked = daily(days, zone="Pacific/Apia")
    assert excess(MaxConsecutiveDays(days=2), *worked, agent=apia, **period) == 1
    assert excess(MinDaysOff(days=3), *worked, agent=apia, **period) == 0
    assert excess(MinDaysOff(days=4), *worked, agent=apia, **period) == 1


def test_one_free_day_in_seven_is_due() -> None:
    assert excess(MinDaysOff(days=1), *daily(range(6)), days=7) == 0
    assert excess(MinDaysOff(days=1), *daily(range(7)), days=7) == 1


def test_two_days_off_apart_are_not_two_together() -> None:
    assert excess(MinDaysOff(days=2, together=2), *daily([0, 1, 3, 4, 6]), days=7) == 1
    assert excess(MinDaysOff(days=2, together=2), *daily([0, 1, 4, 5, 6]), days=7) == 0


def test_two_free_days_in_any_fourteen_may_lie_anywhere_in_them() -> None:
    rule = MinDaysOff(days=2, rolling_days=14)
    assert excess(rule, *daily([*range(12)]), days=14) == 0
    assert excess(rule, *daily([*range(13)]), days=14) == 1
    assert excess(rule, *daily([*range(1, 14)]), days=15) == 2


def test_three_days_left_of_a_week_owe_a_third_of_its_days_off_rounded_down() -> None:
    assert excess(MinDaysOff(days=2), *daily([7, 8, 9]), days=10) == 0
    assert excess(MinDaysOff(days=3), *daily([7, 8, 9]), days=10) == 1


def test_saturday_and_sunday_are_one_weekend() -> None:
    assert excess(MaxWeekends(most=1), *daily([5, 6]), days=14) == 0
    assert excess(MaxWeekends(most=1), *daily([5, 13]), days=14) == 1
    assert excess(MaxWeekends(most=0), *daily([0, 4, 7]), days=14) == 0


def test_the_weekend_begins_on_the_agent_s_own_clock() -> None:
    auckland = an_agent(zone="Pacific/Auckland")
    friday_in_utc = a_shift(day="2026-03-06", start="12:00")
    assert excess(MaxWeekends(most=0), friday_in_utc, agent=auckland, days=7) == 1
    assert excess(MaxWeekends(most=0), friday_in_utc, days=7) == 0
