"""What rules share besides shifts and stretches: validity, credited time, conditions, weekends, calendars."""

from datetime import date

import pytest
from pydantic import ValidationError

from solver.domain.people import Carried, Preference, Wish
from solver.domain.selection import CalendarWeeks, DateSpan, RollingMonths, ShiftFilter
from solver.domain.shift import possible_shifts
from solver.domain.work import ShiftLength
from solver.rules.barred_shifts import BarredShifts
from solver.rules.days_per_stretch import DaysPerStretch
from solver.rules.even_load import EvenLoad
from solver.rules.max_consecutive_weekends import MaxConsecutiveWeekends
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekends import MaxWeekends
from solver.rules.min_rest import MinRest
from solver.rules.min_weekends_off import MinWeekendsOff
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.people_on_shift import PeopleOnShift
from solver.rules.wishes import Wishes
from solver.stretch_rule import Trigger
from tests.solver.builders import (
    a_problem,
    a_segment,
    a_shift,
    a_span,
    a_template,
    an_agent,
    utc,
)
from tests.solver.rules.reading import daily, excess, from_to

NIGHTS = ShiftFilter(nights=True)
WEDNESDAY = DateSpan(first_date=date(2026, 3, 4), last_date=date(2026, 3, 4))


def test_a_rule_says_nothing_outside_its_validity() -> None:
    short = [a_shift(start="16:00"), a_shift(day="2026-03-03"), a_shift(day="2026-03-04", start="02:00")]
    assert excess(MinRest(), *short, days=3) == 2
    assert excess(MinRest(valid=WEDNESDAY), *short, days=3) == 1


def test_validity_is_read_on_the_agent_s_own_dates() -> None:
    auckland = an_agent(zone="Pacific/Auckland")
    tuesday_noon_utc = a_shift(day="2026-03-03", start="12:00")  # Wednesday, one in the morning, in Auckland
    assert excess(BarredShifts(valid=WEDNESDAY), tuesday_noon_utc, agent=auckland, days=3) == 1
    assert excess(BarredShifts(valid=WEDNESDAY), tuesday_noon_utc, days=3) == 0


def test_a_rule_about_moments_is_valid_on_the_period_s_dates() -> None:
    rule = PeopleOnShift(least=1, valid=WEDNESDAY)
    assert excess(rule, days=3) == 24
    assert excess(rule, days=3, zone="Asia/Kolkata") == 24


def test_outside_its_validity_a_rule_forbids_no_shift() -> None:
    rule, problem = BarredShifts(valid=WEDNESDAY), a_problem(days=3)
    forbidden = [
        rule.forbids(problem, problem.agents[0], each) for each in possible_shifts(problem, problem.agents[0])
    ]
    assert forbidden == [False, False, True]
    assert not MaxShiftsPerDay(valid=WEDNESDAY).once_a_day(an_agent())


def test_a_rule_about_the_whole_period_has_no_validity() -> None:
    with pytest.raises(ValidationError, match="no span of validity"):
        EvenLoad(valid=WEDNESDAY)


def test_time_is_credited_as_the_template_says() -> None:
    standby = a_template("standby", "20:00").model_copy(
        update={"lengths": (ShiftLength(minutes=720, credited_minutes=240), ShiftLength(minutes=600))}
    )
    templates = [standby, a_template()]
    rule = MinutesPerStretch(most=600, count="credited")
    long, short = a_shift(start="20:00", hours=12, template="standby"), a_shift(day="2026-03-04")
    assert excess(rule, long, short, templates=templates, days=7) == 120
    other = a_shift(start="20:00", hours=10, template="standby")
    assert excess(rule, other, templates=templates, days=7) == 0
    assert excess(MinutesPerStretch(most=600), long, templates=templates, days=7) == 120


def test_some_breaks_do_not_count_as_work() -> None:
    breaks = [a_segment(utc("2026-03-02 11:00"), 15), a_segment(utc("2026-03-02 13:00"), 30)]
    breaks = [breaks[0], breaks[1].model_copy(update={"name": "prayer"})]
    rule = MinutesPerStretch(most=450, count="elapsed", without_breaks=frozenset({"prayer"}))
    assert excess(rule, a_shift(breaks=breaks), days=7) == 0
    assert excess(rule, a_shift(), days=7) == 30


def test_a_condition_may_count_minutes() -> None:
    rule = DaysPerStretch(most=3, only_if=Trigger(shifts=NIGHTS, least=960, of="minutes"))
    nights = daily([0, 1], "22:00")
    assert excess(rule, *nights, *daily([3, 4]), days=7) == 1
    assert excess(rule, nights[0], *daily([1], "22:00", hours=7), *daily([3, 4]), days=7) == 0


def test_a_condition_may_ask_for_days_in_a_row() -> None:
    rule = DaysPerStretch(most=3, only_if=Trigger(shifts=NIGHTS, least=2, of="days_in_a_row"))
    assert excess(rule, *daily([0, 1], "22:00"), *daily([3, 4]), days=7) == 1
    assert excess(rule, *daily([0, 2], "22:00"), *daily([4, 5]), days=7) == 0
    with pytest.raises(ValidationError, match="366"):
        Trigger(shifts=NIGHTS, least=400)


def test_a_calendar_week_begins_on_the_weekday_named() -> None:
    sundays = DaysPerStretch(most=5, per=CalendarWeeks(week_starts=6))
    period = {"first_date": date(2026, 3, 4), "days": 14}  # from a Wednesday on
    assert excess(sundays, *daily([3, 4, 5, 6, 7, 8]), **period) == 0
    assert excess(sundays, *daily([6, 7, 8, 9, 10, 11]), **period) == 1
    known = Carried(last_shift_start=utc("2026-03-03 09:00"), last_shift_end=utc("2026-03-03 17:00"))
    mondays = DaysPerStretch(most=3, per=CalendarWeeks(week_starts=0))
    assert excess(mondays, *daily([2, 3, 4]), agent=an_agent(carried=known), **period) == 1


def test_a_part_of_a_calendar_week_owes_its_part() -> None:
    rule = DaysPerStretch(least=5, per=CalendarWeeks(week_starts=0))
    assert excess(rule, first_date=date(2026, 3, 4), days=7) == 5 * 5 // 7 + 5 * 2 // 7


def test_a_year_ends_with_december() -> None:
    rule = DaysPerStretch(most=2, per="year")
    turn = daily([date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)])
    assert excess(rule, *turn, first_date=date(2025, 12, 29), days=7) == 0
    assert excess(rule, *turn, *daily([date(2026, 1, 3)]), first_date=date(2025, 12, 29), days=7) == 1


def test_months_in_a_row_look_back_at_known_shifts() -> None:
    known = Carried(last_shift_start=utc("2026-02-27 09:00"), last_shift_end=utc("2026-02-27 17:00"))
    rule = DaysPerStretch(most=3, per=RollingMonths(rolling_months=2))
    assert excess(rule, *daily([0, 1, 2]), days=7) == 0
    assert excess(rule, *daily([0, 1, 2]), agent=an_agent(carried=known), days=7) == 1


def test_a_weekend_may_be_friday_and_saturday() -> None:
    rule = MaxWeekends(most=0, weekend=(4, 5))
    assert excess(rule, *daily([4, 5]), days=7) == 1
    assert excess(rule, *daily([6]), days=7) == 0
    assert excess(MaxConsecutiveWeekends(weekends=1, weekend=(4, 5)), *daily([4, 12]), days=14) == 1
    assert excess(MinWeekendsOff(weekends=2, weekend=(4, 5)), *daily([5]), days=14) == 1
    with pytest.raises(ValidationError, match="in a row"):
        MaxWeekends(weekend=(4, 6))


def test_a_least_number_of_weekends_is_worked() -> None:
    rule = MaxWeekends(least=1, most=2)
    assert excess(rule, days=14) == 1
    assert excess(rule, *daily([5, 6]), days=14) == 0


def test_a_wish_may_be_about_one_kind_of_shift() -> None:
    wish = Preference(
        wish=Wish.AVOIDS, span=a_span("2026-03-02 00:00", "2026-03-03 00:00"), tags=frozenset({"late"})
    )
    anna = an_agent(preferences=(wish,))
    templates = [a_template(), a_template("late", "14:00", tags=frozenset({"late"}))]
    assert excess(Wishes(), a_shift(), agent=anna, templates=templates) == 0
    assert excess(Wishes(), a_shift(start="14:00", template="late"), agent=anna, templates=templates) == 1


def test_minutes_may_count_on_the_dates_they_fall_on() -> None:
    night = a_shift(start="22:00", hours=8)
    whole = MinutesPerStretch(most=240, per="day", count="elapsed")
    assert excess(whole, night, days=2) == 240
    split = MinutesPerStretch(most=240, per="day", count="elapsed", split=True)
    assert excess(split, night, days=2) == 120
    assert excess(split, night, *daily([1], "14:00", hours=2), days=2) == 240
    with pytest.raises(ValidationError, match="split counts elapsed"):
        MinutesPerStretch(most=240, split=True)


def test_the_day_the_clocks_go_back_holds_an_hour_more() -> None:
    dublin = an_agent(zone="Europe/Dublin")
    night = from_to("2026-10-24T22:00", "2026-10-25T06:00", "Europe/Dublin")
    rule = MinutesPerStretch(most=360, per="day", count="elapsed", split=True)
    assert excess(rule, night, agent=dublin, first_date=date(2026, 10, 24), days=2) == 60
