"""The parameters rules share: which shifts count, over which dates, on what condition, absences or not."""

from datetime import date

import pytest
from pydantic import ValidationError

from solver.domain.people import Carried, TimeOff
from solver.domain.selection import DateSpan, RollingDays, ShiftFilter
from solver.domain.time import ClockWindow
from solver.rule import Scope
from solver.rules.days_per_stretch import DaysPerStretch
from solver.rules.kinds_per_stretch import KindsPerStretch
from solver.rules.local_night import LocalNight
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekends import MaxWeekends
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.shifts_per_stretch import ShiftsPerStretch
from solver.stretch_rule import Trigger
from tests.solver.builders import a_shift, a_span, a_template, an_agent, utc
from tests.solver.rules.reading import daily, excess

TEMPLATES = [
    a_template("day", "09:00", tags=frozenset({"day", "phone"})),
    a_template("late", "15:00", tags=frozenset({"late", "phone"})),
]


def counted(shifts: ShiftFilter, *given: object, **problem: object) -> int:
    """How many of the shifts the filter takes in."""
    return excess(
        ShiftsPerStretch(most=0, per="period", shifts=shifts), *given, templates=TEMPLATES, **problem
    )


def test_a_filter_takes_any_or_all_of_its_tags_and_none_of_the_others() -> None:
    week = [*daily([0, 1]), a_shift(day="2026-03-04", start="15:00", template="late")]
    assert counted(ShiftFilter(tags=frozenset({"day", "late"})), *week, days=7) == 3
    assert counted(ShiftFilter(tags=frozenset({"late", "phone"}), match="all"), *week, days=7) == 1
    assert counted(ShiftFilter(without_tags=frozenset({"day"})), *week, days=7) == 1
    assert counted(ShiftFilter(templates=frozenset({"day"})), *week, days=7) == 2


def test_a_filter_reads_dates_nights_and_starts_on_the_agent_s_own_calendar() -> None:
    auckland = an_agent(zone="Pacific/Auckland", holidays=(date(2026, 3, 3),))
    monday_noon_utc = a_shift(start="12:00")  # 01:00 on Tuesday 3 March in Auckland
    for shifts, taken in (
        (ShiftFilter(weekdays=frozenset({1})), 1),
        (ShiftFilter(weekdays=frozenset({0})), 0),
        (ShiftFilter(holidays=True), 1),
        (ShiftFilter(holidays=False), 0),
        (ShiftFilter(nights=True), 1),
        (ShiftFilter(nights=False), 0),
        (ShiftFilter(first_date=date(2026, 3, 3), last_date=date(2026, 3, 3)), 1),
        (ShiftFilter(last_date=date(2026, 3, 2)), 0),
        (ShiftFilter(starts=ClockWindow.model_validate({"start": "22:00", "end": "01:01"})), 1),
        (ShiftFilter(starts=ClockWindow.model_validate({"start": "22:00", "end": "01:00"})), 0),
    ):
        assert counted(shifts, monday_noon_utc, agent=auckland, days=2) == taken, shifts


def test_a_scope_leaves_out_who_lacks_a_tag_or_bears_one_unwanted() -> None:
    anna = an_agent(tags=frozenset({"senior", "new"}))
    assert Scope(all_tags=frozenset({"senior", "new"})).includes(anna)
    assert not Scope(all_tags=frozenset({"senior", "mentor"})).includes(anna)
    assert not Scope(without_tags=frozenset({"new"})).includes(anna)


def test_two_absent_days_of_ten_leave_sixty_four_of_eighty_hours() -> None:
    away = an_agent(time_off=(TimeOff(span=a_span("2026-03-10 00:00", "2026-03-12 00:00")),))
    rule = MinutesPerStretch(most=4_800, per="period", scale_absences=True)
    assert excess(rule, *daily(range(8)), agent=away, days=10) == 0
    assert excess(rule, *daily(range(8), hours=8.25), agent=away, days=10) == 8 * 15
    assert excess(rule, *daily(range(8), hours=8.25), days=10) == 0


def test_an_afternoon_off_is_no_absent_day() -> None:
    away = an_agent(time_off=(TimeOff(span=a_span("2026-03-03 12:00", "2026-03-04 00:00")),))
    rule = DaysPerStretch(most=2, per="period", scale_absences=True)
    assert excess(rule, *daily([0, 2]), agent=away, days=3) == 0


def test_a_limit_holds_only_where_its_condition_does() -> None:
    rule = DaysPerStretch(most=3, only_if=Trigger(shifts=ShiftFilter(nights=True), least=2))
    nights = daily([0, 1], "22:00")
    assert excess(rule, *nights, *daily([3, 4]), days=7) == 1
    assert excess(rule, *nights[:1], *daily([2, 3, 4]), days=7) == 0


def test_a_month_ends_where_the_calendar_says() -> None:
    rule = DaysPerStretch(most=2, per="month")
    assert excess(rule, *daily([0, 1, 2, 3]), first_date=date(2026, 3, 2), days=7) == 2
    split = daily([date(2026, 3, 30), date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2)])
    assert excess(rule, *split, first_date=date(2026, 3, 30), days=7) == 0


def test_a_part_of_a_month_owes_its_part() -> None:
    rule = DaysPerStretch(least=15, per="month")  # two of 31 days in March, five of 30 in April
    assert excess(rule, first_date=date(2026, 3, 30), days=7) == 15 * 2 // 31 + 15 * 5 // 30


def test_dates_of_one_s_own_are_counted_apart() -> None:
    spring = DateSpan(first_date=date(2026, 3, 3), last_date=date(2026, 3, 4))
    rule = DaysPerStretch.model_validate({"most": 1, "per": {"spans": [spring.model_dump()]}})
    assert excess(rule, *daily([0, 1]), days=7) == 0
    assert excess(rule, *daily([0, 1, 2]), days=7) == 1


def test_a_rolling_window_looks_back_at_known_shifts_and_does_not_hold_them_against_anyone() -> None:
    tired = an_agent(
        carried=Carried(last_shift_start=utc("2026-03-01 08:00"), last_shift_end=utc("2026-03-01 20:00"))
    )
    rule = MinutesPerStretch(most=600, per=RollingDays(rolling_days=2))
    assert excess(rule, agent=tired, days=3) == 0
    assert excess(rule, *daily([0]), agent=tired, days=3) == 480
    assert excess(rule, *daily([1]), agent=tired, days=3) == 0


def test_evening_minutes_alone_are_counted_inside_a_clock_window() -> None:
    evening = ClockWindow.model_validate({"start": "20:00", "end": "06:00"})
    rule = MinutesPerStretch(most=60, within=evening)
    assert excess(rule, a_shift(start="13:00", hours=8), days=7) == 0
    assert excess(rule, a_shift(start="14:00", hours=8), days=7) == 60


def test_a_shift_with_two_kinds_touches_both() -> None:
    templates = [a_template("mixed", tags=frozenset({"early", "late"}))]
    rule = KindsPerStretch(kinds=frozenset({"early", "late"}))
    assert excess(rule, a_shift(template="mixed"), templates=templates, days=7) == 1


def test_rules_about_single_shifts_look_only_at_the_shifts_named() -> None:
    night = a_shift(start="22:00", hours=8)
    assert excess(LocalNight(), night) == 420
    assert excess(LocalNight(shifts=ShiftFilter(weekdays=frozenset({5, 6}))), night) == 0


def test_a_cap_on_some_shifts_a_day_leaves_other_shifts_to_the_model() -> None:
    lates = ShiftFilter(tags=frozenset({"late"}))
    assert MaxShiftsPerDay().once_a_day(an_agent())
    assert not MaxShiftsPerDay(shifts=lates).once_a_day(an_agent())
    assert not MaxShiftsPerDay(only_if=Trigger(shifts=lates)).once_a_day(an_agent())


def test_weekends_are_counted_over_a_rolling_month_too() -> None:
    rule = MaxWeekends(most=1, per=RollingDays(rolling_days=14))
    assert excess(rule, *daily([5, 6]), days=14) == 0
    assert excess(rule, *daily([5, 20]), days=21) == 0
    assert excess(rule, *daily([5, 12]), days=14) > 0


@pytest.mark.parametrize(
    "written",
    [{}, {"least": 3, "most": 2}, {"most": 1, "per": "decade"}, {"most": 1, "per": {"rolling_days": 1}}],
)
def test_limits_that_say_nothing_or_contradict_themselves_are_refused(written: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ShiftsPerStretch.model_validate(written)


def test_dates_and_weekdays_of_a_filter_are_checked() -> None:
    with pytest.raises(ValidationError, match="last_date"):
        ShiftFilter(first_date=date(2026, 3, 3), last_date=date(2026, 3, 2))
    with pytest.raises(ValidationError, match="weekdays"):
        ShiftFilter(weekdays=frozenset({7}))
