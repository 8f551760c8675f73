"""Pairs of shifts, gaps, weekly rest, like starts, rotation, shares, overtime and company."""

from datetime import date

import pytest
from pydantic import ValidationError

from solver.domain.people import Carried
from solver.domain.selection import ShiftFilter
from solver.rule import Scope
from solver.rules.agents_used import AgentsUsed
from solver.rules.even_load import EvenLoad
from solver.rules.few_starts import FewStarts
from solver.rules.kinds_in_order import KindsInOrder
from solver.rules.overtime_pay import OvertimePay, OvertimeStep
from solver.rules.rest_between_kinds import RestBetweenKinds
from solver.rules.shift_pairing import ShiftPairing
from solver.rules.short_gaps import ShortGaps
from solver.rules.stability import Stability
from solver.rules.start_distance import StartDistance
from solver.rules.start_spread import StartSpread
from solver.rules.weekly_rest import WeeklyRest
from solver.rules.weekly_rotation import WeeklyRotation
from solver.rules.work_together import WorkTogether
from tests.solver.builders import a_contract, a_problem, a_shift, a_template, an_agent, utc
from tests.solver.rules.reading import daily, excess, excess_in, from_to

KINDS = [a_template(kind, tags=frozenset({kind})) for kind in ("early", "late", "night")]
TWO = [an_agent("anna"), an_agent("ben")]


def a_kind(kind: str, day: date | str, start: str = "09:00", hours: float = 4):
    return a_shift(day=day, start=start, hours=hours, template=kind)


def test_starts_lie_twenty_two_hours_apart_to_the_minute() -> None:
    rule = StartDistance(hours=22)
    assert excess(rule, *daily([0], "10:00"), *daily([1], "08:00"), days=3) == 0
    assert excess(rule, *daily([0], "10:00"), *daily([1], "07:59"), days=3) == 1
    assert excess(rule, *daily([0], "06:00", 3), *daily([0], "18:00", 3), days=3) == 0


def test_a_lost_hour_of_spring_brings_two_starts_closer() -> None:
    denver = an_agent(zone="America/Denver")
    days = [date(2026, 3, 7), date(2026, 3, 8)]
    shifts = daily(days, "09:00", zone="America/Denver")
    assert excess(StartDistance(hours=24), *shifts, agent=denver, first_date=days[0], days=2) == 1
    assert excess(StartDistance(hours=23), *shifts, agent=denver, first_date=days[0], days=2) == 0


def test_from_late_to_early_a_whole_day_passes() -> None:
    rule = RestBetweenKinds(
        before=ShiftFilter(tags=frozenset({"late"})), after=ShiftFilter(tags=frozenset({"early"})), hours=24
    )
    late = a_kind("late", "2026-03-02", "15:00")
    for start, broken in (("18:59", 1), ("19:00", 0)):
        early = a_kind("early", "2026-03-03", start)
        assert excess(rule, late, early, templates=KINDS, days=3) == broken
    assert excess(rule, late, a_kind("night", "2026-03-03"), templates=KINDS, days=3) == 0


def test_shifts_of_a_day_follow_the_order_agreed() -> None:
    rule = KindsInOrder(kinds=("early", "late"))
    early, late = a_kind("early", "2026-03-02", "06:00"), a_kind("late", "2026-03-02", "14:00")
    assert excess(rule, early, late, templates=KINDS) == 0
    swapped = a_kind("late", "2026-03-02", "06:00"), a_kind("early", "2026-03-02", "14:00")
    assert excess(rule, *swapped, templates=KINDS) == 1
    assert excess(rule, late, a_kind("early", "2026-03-03"), templates=KINDS, days=2) == 0


def test_who_comes_early_comes_late_on_the_same_day_too() -> None:
    early, late = (ShiftFilter(tags=frozenset({kind})) for kind in ("early", "late"))
    morning, evening = a_kind("early", "2026-03-02", "06:00"), a_kind("late", "2026-03-02", "14:00")
    rule = ShiftPairing(first=early, second=late)
    assert excess(rule, morning, evening, templates=KINDS) == 0
    assert excess(rule, morning, templates=KINDS) == 1
    assert excess(rule, evening, templates=KINDS) == 0


def test_an_early_shift_never_follows_a_late_one_two_days_later() -> None:
    early, late = (ShiftFilter(tags=frozenset({kind})) for kind in ("early", "late"))
    rule = ShiftPairing(first=late, second=early, days_later=2, wish="apart")
    evening = a_kind("late", "2026-03-02", "14:00")
    assert excess(rule, evening, a_kind("early", "2026-03-04"), templates=KINDS, days=4) == 1
    assert excess(rule, evening, a_kind("early", "2026-03-05"), templates=KINDS, days=4) == 0


def test_a_partner_beyond_the_end_of_the_period_is_not_asked_for() -> None:
    early, late = (ShiftFilter(tags=frozenset({kind})) for kind in ("early", "late"))
    rule = ShiftPairing(first=late, second=early, days_later=2)
    evening = a_kind("late", "2026-03-03", "14:00")
    assert excess(rule, evening, templates=KINDS, days=3) == 0
    assert excess(rule, evening, templates=KINDS, days=4) == 1


def test_two_hours_between_the_parts_of_a_day_are_enough() -> None:
    morning = from_to("2026-03-02 08:00", "2026-03-02 12:00")
    assert excess(ShortGaps(minutes=120), morning, from_to("2026-03-02 14:00", "2026-03-02 18:00")) == 0
    assert excess(ShortGaps(minutes=120), morning, from_to("2026-03-02 14:15", "2026-03-02 18:00")) == 1


def test_a_shift_in_between_fills_the_gap() -> None:
    parts = [from_to(f"2026-03-02 {a}:00", f"2026-03-02 {b}:00") for a, b in (("06", "08"), ("16", "18"))]
    assert excess(ShortGaps(minutes=240), *parts) == 1
    assert excess(ShortGaps(minutes=240), *parts, from_to("2026-03-02 11:00", "2026-03-02 12:00")) == 0


def test_a_week_holds_thirty_five_hours_in_one_piece() -> None:
    six_days = daily(range(6), "09:00", 8)
    assert excess(WeeklyRest(hours=35), *six_days, days=7) == 1  # from 17:00 on Saturday: 31 hours
    assert excess(WeeklyRest(hours=31), *six_days, days=7) == 0
    assert excess(WeeklyRest(hours=35), *daily([0, 1, 3, 4, 5, 6]), days=7) == 0


def test_a_rest_is_cut_off_by_the_week_s_edges_and_by_work_before_it() -> None:
    busy = daily([1, 2, 3, 4, 5, 6])
    assert excess(WeeklyRest(hours=33), *busy, days=7) == 0
    tired = an_agent(
        carried=Carried(last_shift_start=utc("2026-03-01 20:00"), last_shift_end=utc("2026-03-02 04:00"))
    )
    assert excess(WeeklyRest(hours=33), *busy, agent=tired, days=7) == 1


def test_a_rolling_week_finds_what_blocks_hide() -> None:
    worked = daily([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    assert excess(WeeklyRest(hours=31), *worked, days=14) == 0
    assert excess(WeeklyRest(hours=31, rolling=True), *worked, days=14) > 0


def test_starts_of_a_week_lie_within_two_hours_on_the_clock() -> None:
    rule = StartSpread(minutes=120)
    assert excess(rule, *daily([0], "08:00"), *daily([3], "10:00"), days=7) == 0
    assert excess(rule, *daily([0], "08:00"), *daily([3], "10:30"), days=7) == 30
    assert excess(rule, *daily([0], "08:00"), *daily([7], "12:00"), days=14) == 0


def test_a_longer_shift_may_make_up_for_an_earlier_start() -> None:
    rule = StartSpread(minutes=60, plus_length=True)
    assert excess(rule, *daily([0], "08:00", 8), *daily([1], "10:00", 6), days=7) == 0
    assert excess(rule, *daily([0], "08:00", 6), *daily([1], "10:00", 6), days=7) == 60


def test_a_clock_change_moves_no_start_on_the_clock() -> None:
    dublin = an_agent(zone="Europe/Dublin")
    days = [date(2026, 3, 28), date(2026, 3, 29)]
    shifts = daily(days, "09:00", zone="Europe/Dublin")
    assert excess(StartSpread(minutes=0), *shifts, agent=dublin, first_date=days[0], days=2) == 0


def test_early_weeks_are_followed_by_late_ones() -> None:
    rule = WeeklyRotation(kinds=("early", "late", "night"))
    for following, broken in (("late", 0), ("night", 1), ("early", 1)):
        shifts = a_kind("early", "2026-03-02"), a_kind(following, "2026-03-10")
        assert excess(rule, *shifts, templates=KINDS, days=14) == broken


def test_half_a_contract_is_a_third_of_the_work_of_two() -> None:
    ben = an_agent("ben", contract=a_contract(max_weekly_minutes=1_200))
    problem = a_problem(agents=[an_agent("anna"), ben], days=7)
    shifts = [a_shift("anna"), a_shift("anna", "2026-03-03"), a_shift("ben")]
    assert excess_in(EvenLoad(), problem, *shifts) == 0
    assert excess_in(EvenLoad(), problem, *shifts[1:]) == 160
    assert excess_in(EvenLoad(tolerance=100), problem, *shifts[1:]) == 60


def test_what_was_carried_over_counts_in_the_share() -> None:
    problem = a_problem(agents=TWO, days=7)
    rule = EvenLoad(of="shifts", carried={"anna": 2})
    assert excess_in(rule, problem, a_shift("ben")) == 0
    assert excess_in(rule, problem, a_shift("anna")) == 1


def test_no_more_people_are_called_upon_than_wanted() -> None:
    problem = a_problem(agents=TWO, days=7)
    assert excess_in(AgentsUsed(most=1), problem, a_shift("anna"), a_shift("anna", "2026-03-03")) == 0
    assert excess_in(AgentsUsed(most=1), problem, a_shift("anna"), a_shift("ben", "2026-03-03")) == 1


def test_a_group_starts_at_one_time_a_day() -> None:
    problem = a_problem(agents=TWO, days=7)
    assert excess_in(FewStarts(), problem, a_shift("anna"), a_shift("ben")) == 0
    assert excess_in(FewStarts(), problem, a_shift("anna"), a_shift("ben", start="10:00")) == 1
    assert excess_in(FewStarts(), problem, a_shift("anna"), a_shift("ben", "2026-03-03", "10:00")) == 0
    alone = FewStarts(scope=Scope(agents=("anna",)))
    assert excess_in(alone, problem, a_shift("anna"), a_shift("ben", start="10:00")) == 0


def test_overtime_earns_half_again_and_then_double() -> None:
    steps = (OvertimeStep(over_minutes=2_400, percent=50), OvertimeStep(over_minutes=2_640, percent=100))
    rule = OvertimePay(steps=steps)
    assert excess(rule, *daily(range(5)), days=7) == 0
    assert excess(rule, *daily(range(6)), days=7) == 240 * 50 + 240 * 100


def test_steps_that_do_not_rise_are_refused() -> None:
    with pytest.raises(ValidationError, match="steps"):
        OvertimePay(
            steps=(OvertimeStep(over_minutes=10, percent=50), OvertimeStep(over_minutes=20, percent=50))
        )


def test_a_learner_works_only_beside_a_mentor() -> None:
    learner, mentor = (
        an_agent("anna", tags=frozenset({"learner"})),
        an_agent("ben", tags=frozenset({"mentor"})),
    )
    rule = WorkTogether(scope=Scope(tags=frozenset({"learner"})), company=Scope(tags=frozenset({"mentor"})))
    problem = a_problem(agents=[learner, mentor])
    assert excess_in(rule, problem, a_shift("anna"), a_shift("ben")) == 0
    assert excess_in(rule, problem, a_shift("anna"), a_shift("ben", start="11:00")) == 2
    assert excess_in(rule, problem, a_shift("ben")) == 0


def test_inside_the_notice_period_nothing_changes() -> None:
    known = [a_shift(), a_shift(day="2026-03-04")]
    frozen = Stability(until=utc("2026-03-03 12:00"))
    assert excess(frozen, known[0], previous=known, days=7) == 0
    assert excess(frozen, known[1], previous=known, days=7) == 1
    assert excess(frozen, *known, a_shift(day="2026-03-03"), previous=known, days=7) == 1
    assert excess(frozen, a_shift(), previous=known[1:], days=7) == 1
