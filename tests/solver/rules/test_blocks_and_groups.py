"""Blocks of days and weekends, sequences, shifts kept from people, and what groups have together."""

from datetime import date

import pytest
from pydantic import ValidationError

from solver.domain.people import Carried, Preference, TimeOff, Wish
from solver.domain.selection import ShiftFilter
from solver.domain.time import ClockWindow
from solver.rule import Scope
from solver.rules.around_days_off import AroundDaysOff
from solver.rules.barred_shifts import BarredShifts
from solver.rules.day_pattern import DayPattern
from solver.rules.max_consecutive_weekends import MaxConsecutiveWeekends
from solver.rules.min_run import MinRun
from solver.rules.min_weekends_off import MinWeekendsOff
from solver.rules.people_on_shift import PeopleOnShift
from solver.rules.run_edges import RunEdges
from solver.rules.team_total import TeamTotal
from tests.solver.builders import a_contract, a_problem, a_shift, a_span, an_agent, utc
from tests.solver.rules.reading import daily, excess, excess_in

EVENING = ClockWindow.model_validate({"start": "15:00", "end": "00:00"})
LATE = ShiftFilter(starts=EVENING)
EARLY = ShiftFilter(starts=ClockWindow.model_validate({"start": "04:00", "end": "08:00"}))


def test_a_single_day_of_work_is_one_short_of_two() -> None:
    assert excess(MinRun(days=2), *daily([1]), days=7) == 1
    assert excess(MinRun(days=3), *daily([1]), days=7) == 2
    assert excess(MinRun(days=2), *daily([1, 2]), days=7) == 0


def test_a_run_that_reaches_the_last_date_may_go_on() -> None:
    assert excess(MinRun(days=3), *daily([6]), days=7) == 0


def test_a_run_begun_before_the_period_is_not_judged() -> None:
    tired = an_agent(carried=Carried(consecutive_days=1))
    assert excess(MinRun(days=3), *daily([0]), agent=tired, days=7) == 0
    assert excess(MinRun(days=3), *daily([0]), days=7) == 2


def test_a_hole_of_one_day_spoils_a_compact_week() -> None:
    assert excess(MinRun(of="off", days=2), *daily([0, 2, 3]), days=7) == 1
    assert excess(MinRun(of="off", days=2), *daily([0, 3, 4]), days=7) == 0


def test_blocks_of_work_begin_and_end_on_the_weekdays_agreed() -> None:
    rule = RunEdges(first=frozenset({0}), last=frozenset({4}))
    assert excess(rule, *daily(range(5)), days=7) == 0
    assert excess(rule, *daily([1, 2, 3]), days=7) == 2
    tired = an_agent(carried=Carried(consecutive_days=1))
    assert excess(RunEdges(first=frozenset({3})), *daily([0, 1]), agent=tired, days=7) == 0


def test_on_off_on_never_happens() -> None:
    rule = DayPattern(elements=("work", "off", "work"))
    assert excess(rule, *daily([0, 2, 4]), days=7) == 2
    assert excess(rule, *daily([0, 1, 4]), days=7) == 0


def test_the_day_after_a_late_shift_must_be_free() -> None:
    rule = DayPattern(elements=(LATE, "off"), wish="completed")
    late = daily([0], "15:00")
    assert excess(rule, *late, *daily([2]), days=7) == 0
    assert excess(rule, *late, *daily([1]), days=7) == 1


def test_a_sequence_may_be_bound_to_the_weekday_it_begins_on() -> None:
    rule = DayPattern(elements=("work", "work"), first_weekdays=frozenset({5}))
    assert excess(rule, *daily([0, 1, 5, 6]), days=7) == 1


def test_a_third_weekend_in_a_row_is_one_too_many() -> None:
    rule = MaxConsecutiveWeekends(weekends=2)
    assert excess(rule, *daily([5, 12]), days=21) == 0
    assert excess(rule, *daily([5, 13, 19]), days=21) == 1
    assert excess(rule, *daily([5, 19]), days=21) == 0


def test_the_weekend_before_the_period_counts_in_the_row() -> None:
    last = Carried(last_shift_start=utc("2026-03-01 09:00"), last_shift_end=utc("2026-03-01 17:00"))
    rule = MaxConsecutiveWeekends(weekends=1)
    assert excess(rule, *daily([5]), agent=an_agent(carried=last), days=7) == 1
    assert excess(rule, *daily([5]), days=7) == 0


def test_two_free_weekends_in_a_row_are_owed() -> None:
    rule = MinWeekendsOff(weekends=2)
    assert excess(rule, *daily([5]), days=21) == 0
    assert excess(rule, *daily([12]), days=21) == 1
    assert excess(rule, *daily([12]), days=13) == 0


def test_a_late_shift_before_time_off_and_an_early_one_after_it_come_too_close() -> None:
    away = an_agent(time_off=(TimeOff(span=a_span("2026-03-04 00:00", "2026-03-05 00:00")),))
    rule = AroundDaysOff(before=LATE, after=EARLY)
    assert excess(rule, *daily([1], "15:00"), agent=away, days=7) == 1
    assert excess(rule, *daily([1], "06:00"), agent=away, days=7) == 0
    assert excess(rule, *daily([3], "06:00"), agent=away, days=7) == 1
    assert excess(rule, *daily([3], "15:00"), agent=away, days=7) == 0


def test_a_wish_to_be_free_counts_as_a_day_off_unless_said_otherwise() -> None:
    wish = Preference(wish=Wish.AVOIDS, span=a_span("2026-03-04 00:00", "2026-03-05 00:00"))
    dreamer = an_agent(preferences=(wish,))
    late = daily([1], "15:00")
    assert excess(AroundDaysOff(before=LATE, after=EARLY), *late, agent=dreamer, days=7) == 1
    assert excess(AroundDaysOff(before=LATE, after=EARLY, wishes=False), *late, agent=dreamer, days=7) == 0


def test_a_hazard_keeps_out_who_may_not_meet_it() -> None:
    rule = BarredShifts(scope=Scope(tags=frozenset({"expecting"})), shifts=ShiftFilter(nights=True))
    night = a_shift(start="22:00", hours=8)
    assert excess(rule, night, agent=an_agent(tags=frozenset({"expecting"}))) == 1
    assert excess(rule, night) == 0
    assert excess(rule, a_shift(), agent=an_agent(tags=frozenset({"expecting"}))) == 0


def test_two_who_are_kept_apart_may_not_share_an_hour() -> None:
    rule = PeopleOnShift(most=1, scope=Scope(agents=("anna", "ben")))
    problem = a_problem(agents=[an_agent("anna"), an_agent("ben"), an_agent("cleo")])
    anna, ben = a_shift("anna", start="08:00", hours=4), a_shift("ben", start="11:00", hours=4)
    assert excess_in(rule, problem, anna, ben) == 1
    assert excess_in(rule, problem, anna, a_shift("cleo", start="08:00", hours=4)) == 0


def test_a_floor_by_the_clock_holds_on_every_date() -> None:
    rule = PeopleOnShift.model_validate({"least": 1, "window": {"start": "09:00", "end": "11:00"}})
    assert excess_in(rule, a_problem(days=5)) == 5 * 2
    assert excess_in(rule, a_problem(days=5), a_shift(day="2026-03-06")) == 4 * 2


def test_a_crisis_floor_holds_inside_its_hours() -> None:
    rule = PeopleOnShift(least=2, span=a_span("2026-03-02 10:00", "2026-03-02 12:00"))
    problem = a_problem(agents=[an_agent("anna"), an_agent("ben")])
    assert excess_in(rule, problem, a_shift("anna")) == 2
    assert excess_in(rule, problem, a_shift("anna"), a_shift("ben")) == 0


def test_a_group_s_pay_stays_inside_its_budget() -> None:
    problem = a_problem(agents=[an_agent("anna", contract=a_contract(cost_per_hour=20)), an_agent("ben")])
    rule = TeamTotal(of="pay", most=160, scope=Scope(agents=("anna",)))
    assert excess_in(rule, problem, a_shift("anna"), a_shift("ben")) == 0
    assert excess_in(rule, problem, a_shift("anna", hours=9)) == 20


def test_a_site_has_a_least_and_a_greatest_number_of_shifts() -> None:
    problem = a_problem(agents=[an_agent("anna"), an_agent("ben")], days=7)
    rule = TeamTotal(of="shifts", least=2, most=2)
    assert excess_in(rule, problem, a_shift("anna")) == 1
    assert excess_in(rule, problem, *(a_shift("anna", date(2026, 3, day)) for day in (2, 3, 4))) == 1


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (PeopleOnShift, {}),
        (PeopleOnShift, {"least": 2, "most": 1}),
        (TeamTotal, {"of": "pay"}),
        (TeamTotal, {"of": "pay", "least": 2, "most": 1}),
        (DayPattern, {"elements": ["work"]}),
        (DayPattern, {"elements": ["work", "sleep"]}),
        (RunEdges, {"first": [7]}),
    ],
)
def test_parameters_that_mean_nothing_are_refused(kind: type, written: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        kind.model_validate(written)
