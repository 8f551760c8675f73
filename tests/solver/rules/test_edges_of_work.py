"""Where limits on one person's work begin and end: the minute, the date and the shift that just count."""

from datetime import date, timedelta

import pytest

from solver.domain.people import Carried, Preference, TimeOff, Wish
from solver.domain.selection import ShiftFilter
from solver.domain.shift import offered_shifts
from solver.domain.time import ClockWindow, Span
from solver.rule import Scope
from solver.rules.around_days_off import AroundDaysOff
from solver.rules.availability import Availability
from solver.rules.breaks_in_shift import BreaksInShift
from solver.rules.compensating_days import CompensatingDays
from solver.rules.contract_hours import ContractHours
from solver.rules.fixed_rotation import FixedRotation
from solver.rules.home_distance import HomeDistance
from solver.rules.kinds_in_order import KindsInOrder
from solver.rules.longest_gap import LongestGap
from solver.rules.max_consecutive_nights import MaxConsecutiveNights
from solver.rules.max_consecutive_shifts import MaxConsecutiveShifts
from solver.rules.max_consecutive_weekends import MaxConsecutiveWeekends
from solver.rules.max_daily_minutes import MaxDailyMinutes
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.rest_between_kinds import RestBetweenKinds, WeekMoment
from solver.rules.run_edges import RunEdges
from solver.rules.split_rest import SplitRest
from solver.rules.stability import Stability
from solver.rules.start_spread import StartSpread
from solver.rules.team_total import TeamTotal
from solver.rules.template_tags import TemplateTags
from solver.rules.wishes import Wishes
from tests.solver.builders import (
    MONDAY,
    a_contract,
    a_problem,
    a_roster,
    a_segment,
    a_shift,
    a_span,
    a_template,
    an_agent,
    utc,
)
from tests.solver.rules.reading import daily, excess, from_to

EARLY, LATE = (ShiftFilter(tags=frozenset({kind})) for kind in ("early", "late"))
KINDS = [
    a_template("early", "06:00", hours=8, tags=frozenset({"early"})),
    a_template("late", "14:00", hours=8, tags=frozenset({"late"})),
]


def allowed(rule, *, days: int = 3, agent=None, templates=KINDS) -> set[tuple[int, str]]:
    """Day and template of the shifts that the rule does not rule out on their own."""
    problem = a_problem(agents=[agent or an_agent()], templates=templates, days=days)
    return {
        ((shift.day - MONDAY).days, shift.template)
        for shift in offered_shifts(problem, problem.agents[0])
        if not rule.forbids(problem, problem.agents[0], shift)
    }


def wishing(wish: Wish, start: str, end: str):
    return an_agent(preferences=(Preference(wish=wish, span=a_span(start, end)),))


def test_a_wish_to_be_free_makes_a_day_off_of_the_dates_it_touches_by_a_minute() -> None:
    rule = AroundDaysOff(before=LATE, after=EARLY)
    late = a_shift(day="2026-03-03", start="14:00", template="late")
    for start, broken in (("2026-03-04 23:59", 1), ("2026-03-05 00:00", 0)):
        agent = wishing(Wish.AVOIDS, start, "2026-03-05 12:00")
        assert excess(rule, late, agent=agent, templates=KINDS, days=7) == broken
    ending = wishing(Wish.AVOIDS, "2026-03-04 12:00", "2026-03-05 00:00")
    early = a_shift(day="2026-03-06", start="06:00", template="early")
    assert excess(rule, early, agent=ending, templates=KINDS, days=7) == 0
    assert excess(rule.model_copy(update={"wishes": False}), late, agent=ending, templates=KINDS) == 0


def test_time_that_is_free_and_time_that_is_taken_may_touch() -> None:
    agent = an_agent(
        available=(a_span("2026-03-02 06:00", "2026-03-02 12:00"),),
        unavailable=(a_span("2026-03-02 12:00", "2026-03-02 14:00"),),
    )
    assert excess(Availability(), a_shift(start="08:00", hours=4), agent=agent) == 0
    assert excess(Availability(), a_shift(start="08:00", hours=5), agent=agent) == 60


def test_the_pauses_of_a_shift_are_no_work_that_owes_a_break() -> None:
    rule = BreaksInShift(over_minutes=360, minutes=45)
    pause = a_segment(utc("2026-03-02 12:00"), 30)
    assert excess(rule, a_shift(hours=6.5, breaks=[pause])) == 0
    assert (
        excess(rule, from_to("2026-03-02 09:00", "2026-03-02 15:31").model_copy(update={"breaks": (pause,)}))
        == 15
    )


def test_a_holiday_whose_days_after_just_fit_the_period_is_judged() -> None:
    agent = an_agent(holidays=(date(2026, 3, 3),))
    rule = CompensatingDays(days=2)
    assert excess(rule, *daily([1, 2, 3]), agent=agent, days=4) == 1
    assert excess(rule, *daily([1, 2]), agent=agent, days=4) == 0
    assert excess(rule, *daily([1, 2, 3]), agent=agent, days=3) == 0


def test_a_free_day_after_another_holiday_makes_up_for_nothing() -> None:
    agent = an_agent(holidays=(date(2026, 3, 2), date(2026, 3, 5)))
    rule = CompensatingDays(days=1)
    problem = a_problem(agents=[agent], days=6)
    assert excess(rule, *daily([0, 1]), agent=agent, days=6) == 1
    [found] = rule.violations(problem, a_roster(*daily([0, 1])))
    assert found.place.date == date(2026, 3, 2)


def test_paid_time_off_as_long_as_the_hours_allowed_leaves_none_to_work() -> None:
    off = TimeOff(span=a_span("2026-03-03 00:00", "2026-03-04 00:00"), paid_minutes=480)
    agent = an_agent(contract=a_contract(max_weekly_minutes=480), time_off=(off,))
    assert excess(ContractHours(), a_shift(), agent=agent, days=7) == 480
    assert excess(ContractHours(), agent=agent, days=7) == 0


def test_time_off_of_a_minute_is_paid_and_of_less_is_none() -> None:
    rule = ContractHours(limits="min", min_minutes=480)
    for seconds, missing in ((60, 420), (30, 480)):
        span = Span(start=utc("2026-03-03 09:00"), end=utc("2026-03-03 09:00") + timedelta(seconds=seconds))
        agent = an_agent(time_off=(TimeOff(span=span, paid_minutes=60),))
        assert excess(rule, agent=agent, days=7) == missing


def test_whoever_is_ahead_in_a_rotation_is_further_on() -> None:
    rule = FixedRotation(steps=("work", "work", "off", "off"), first_date=MONDAY, ahead={"anna": 1})
    assert excess(rule, *daily([0]), days=3) == 0
    assert excess(rule, *daily([0, 1]), days=3) == 1


def test_a_required_rotation_rules_out_what_is_out_of_turn_inside_the_period() -> None:
    rule = FixedRotation(steps=("off", EARLY, "off"), first_date=MONDAY)
    assert allowed(rule) == {(1, "early")}
    assert allowed(rule.model_copy(update={"weight": 1})) == {
        (day, kind) for day in range(3) for kind in ("early", "late")
    }
    others = rule.model_copy(update={"scope": Scope(agents=("ben",))})
    assert len(allowed(others)) == 6
    # Their Sunday evening is the period's Monday: it lies before the rotation's first date in it.
    hawaiian = an_agent(zone="Pacific/Honolulu")
    sunday = [a_template("sunday", "15:00", hours=2)]
    assert allowed(rule, agent=hawaiian, templates=sunday) == {(-1, "sunday")}
    working = FixedRotation(steps=("work", "off"), first_date=MONDAY)
    assert allowed(working) == {(day, kind) for day in (0, 2) for kind in ("early", "late")}


def test_nobody_lives_too_far_from_the_place_they_live_at() -> None:
    places = [{"tag": "galway", "latitude": 53.27, "longitude": -9.06}]
    templates = [a_template("west", tags=frozenset({"galway"}))]
    rule = HomeDistance.model_validate({"places": places, "most_km": 0})
    local = an_agent(tags=frozenset({"galway"}))
    assert excess(rule, a_shift(template="west"), agent=local, templates=templates) == 0


def test_a_shift_of_an_unknown_template_is_of_no_kind_to_be_kept_out() -> None:
    templates = [a_template("late", tags=frozenset({"late"}))]
    rule = TemplateTags(tags=frozenset({"early"}))
    assert excess(rule, a_shift(template="long gone"), templates=templates) == 0
    assert excess(rule, a_shift(template="late"), templates=templates) == 1


def test_two_shifts_of_one_kind_are_in_order() -> None:
    templates = [
        a_template("desk", "06:00", hours=3, tags=frozenset({"desk"})),
        a_template("counter", "10:00", hours=3, tags=frozenset({"counter"})),
    ]
    rule = KindsInOrder(kinds=("counter", "desk"))
    twice = [a_shift(start=start, hours=3, template="desk") for start in ("06:00", "12:00")]
    assert excess(rule, *twice, templates=templates) == 0
    counter = a_shift(start="10:00", hours=2, template="counter")
    assert excess(rule, twice[0], counter, templates=templates) == 1


def test_a_gap_between_known_shifts_is_nobody_s_fault_now() -> None:
    known = [a_shift(day=f"2026-02-{day}") for day in (20, 28)]
    assert excess(LongestGap(hours=96), a_shift(), carried_in=known) == 0
    assert excess(LongestGap(hours=24), a_shift(), carried_in=known) == 1


def test_too_many_nights_before_the_period_are_not_judged() -> None:
    tired = an_agent(carried=Carried(consecutive_nights=5))
    assert excess(MaxConsecutiveNights(nights=4), agent=tired, days=3) == 0
    assert excess(MaxConsecutiveNights(nights=4), *daily([0], "22:00"), agent=tired, days=3) == 1


def test_a_shift_follows_from_the_end_of_the_one_before_to_the_last_minute_of_the_hours() -> None:
    rule = MaxConsecutiveShifts(most=1, hours=10)
    first = a_shift(start="06:00", hours=4)
    for start, broken in (("10:00", 1), ("20:00", 1), ("20:01", 0)):
        assert excess(rule, first, a_shift(start=start, hours=2)) == broken


def test_weekends_worked_before_the_period_are_not_judged_and_the_last_of_a_row_is_named() -> None:
    known = [a_shift(day=day) for day in ("2026-02-21", "2026-02-28")]
    rule = MaxConsecutiveWeekends(weekends=1)
    assert excess(rule, carried_in=known, days=14) == 0
    [found] = rule.violations(a_problem(days=14), a_roster(*daily([5, 13])))
    assert found.place.date == date(2026, 3, 14)


@pytest.mark.parametrize(
    ("changes", "ruled_out"),
    [
        ({}, {"long"}),
        ({"minutes": 360}, {"long", "day"}),
        ({"minutes": 361}, {"long"}),
        ({"weight": 1}, set()),
        ({"shifts": ShiftFilter(templates=frozenset({"long"}))}, set()),
        ({"scope": Scope(agents=("ben",))}, set()),
    ],
)
def test_a_shift_longer_than_a_day_may_hold_is_ruled_out_where_every_shift_counts(
    changes: dict[str, object], ruled_out: set[str]
) -> None:
    templates = [a_template("day", "09:00", hours=361 / 60), a_template("long", "09:00", hours=8)]
    agent = an_agent(contract=a_contract(max_daily_minutes=400))
    found = allowed(MaxDailyMinutes(**changes), days=1, agent=agent, templates=templates)
    assert {"day", "long"} - {template for _, template in found} == ruled_out


def test_minutes_of_a_shift_that_ends_at_midnight_are_the_day_s_it_was_on() -> None:
    rule = MinutesPerStretch(most=480, per="day", count="elapsed", split=True)
    assert excess(rule, a_shift(start="16:00"), a_shift(day="2026-03-03"), days=3) == 0
    assert excess(rule, a_shift(start="16:01"), a_shift(day="2026-03-03"), days=3) == 1
    nights = MinutesPerStretch(most=0, per="day", within=ClockWindow(start="00:00", end="06:00"), split=True)
    assert excess(nights, a_shift(start="16:00"), days=3) == 0


def test_a_moment_of_the_week_that_has_come_is_not_waited_for_another_week() -> None:
    rule = RestBetweenKinds(before=LATE, after=EARLY, until=WeekMoment(weekday=0, clock="22:00"))
    late = a_shift(start="14:00", template="late")
    for day, start, broken in (("2026-03-03", "06:00", 0), ("2026-03-02", "22:00", 0)):
        early = a_shift(day=day, start=start, hours=1, template="early")
        assert excess(rule, late, early, templates=KINDS, days=14) == broken
    later = a_shift(start="14:00", hours=9, template="late")
    for day, broken in (("2026-03-03", 1), ("2026-03-09", 1), ("2026-03-10", 0)):
        early = a_shift(day=day, start="06:00", template="early")
        assert excess(rule, later, early, templates=KINDS, days=14) == broken
    edge = a_shift(day="2026-03-09", start="22:00", hours=1, template="early")
    assert excess(rule, later, edge, templates=KINDS, days=14) == 0


def test_a_shift_right_after_another_has_no_rest_at_all() -> None:
    rule = RestBetweenKinds(before=EARLY, after=LATE, hours=1)
    early, late = a_shift(start="06:00", template="early"), a_shift(start="14:00", template="late")
    assert excess(rule, early, late, templates=KINDS) == 1


def test_a_block_may_end_with_the_period_and_not_a_day_sooner() -> None:
    rule = RunEdges(last=frozenset({6}))
    assert excess(rule, *daily([0, 1, 2]), days=3) == 0
    assert excess(rule, *daily([0, 1]), days=3) == 1


def test_rests_are_looked_for_block_by_block_or_in_every_row_of_days() -> None:
    worked = [
        from_to("2026-03-02 00:00", "2026-03-03 00:00"),
        from_to("2026-03-05 00:00", "2026-03-06 00:00"),
    ]
    crowded = [*worked[:1], from_to("2026-03-04 00:00", "2026-03-05 00:00")]
    block = SplitRest(hours=24, pieces=1, days=2)
    assert excess(block, *worked, days=4) == 0
    between = [
        from_to("2026-03-03 00:00", "2026-03-04 00:00"),
        from_to("2026-03-04 00:00", "2026-03-05 00:00"),
    ]
    assert excess(block, *between, days=4) == 0
    assert excess(block.model_copy(update={"rolling": True}), *between, days=4) == 1440
    assert excess(block, *crowded, *between[:1], days=4) == 1440
    assert excess(block.model_copy(update={"rolling": True}), *crowded[:1], *between, days=4) == 2880


def test_a_minute_of_rest_missing_altogether_is_one() -> None:
    rule = SplitRest(hours=0.5, pieces=1, total_hours=1, days=1)
    assert excess(rule, from_to("2026-03-02 00:00", "2026-03-02 23:00")) == 0
    assert excess(rule, from_to("2026-03-02 00:00", "2026-03-02 23:01")) == 1


def test_whoever_has_no_shift_starts_at_no_two_times() -> None:
    assert excess(StartSpread(minutes=0)) == 0
    assert excess(StartSpread(minutes=0), a_shift(), days=2) == 0
    assert excess(StartSpread(minutes=0), *daily([0], "09:00"), *daily([1], "09:01"), days=2) == 1


def test_a_wish_refused_before_weighs_once_more() -> None:
    span = a_span("2026-03-02 08:00", "2026-03-02 18:00")
    wish = Preference(wish=Wish.AVOIDS, span=span, weight=3)
    agent = an_agent(preferences=(wish,), carried=Carried(refused_wishes=1))
    assert excess(Wishes(weight=1), a_shift(), agent=agent) == 6


def test_a_previous_roster_is_kept_from_the_first_start_there_can_be_to_the_end_and_until_the_notice() -> (
    None
):
    before, after = (
        a_shift(day=day, start=start, hours=2)
        for day, start in (("2026-03-01", "23:00"), ("2026-03-03", "00:00"))
    )
    assert excess(Stability(), previous=[before, a_shift()]) == 1
    assert excess(Stability(), previous=[before, a_shift()], lead_in_minutes=60) == 2
    assert excess(Stability(), previous=[after, a_shift()]) == 1
    for until, lost in (("2026-03-02 09:00", 0), ("2026-03-02 09:01", 1)):
        assert excess(Stability(until=utc(until)), previous=[a_shift()]) == lost


def test_where_no_most_is_named_a_group_may_have_all_there_is() -> None:
    rule = TeamTotal(of="shifts", least=1, per="period")
    assert excess(rule, a_shift()) == 0
    assert excess(rule) == 1


def test_half_an_hour_is_rest_enough_where_no_total_is_named() -> None:
    rule = SplitRest(hours=0.5, pieces=1, days=1)
    assert excess(rule, from_to("2026-03-02 00:00", "2026-03-02 23:30")) == 0
    assert excess(rule, from_to("2026-03-02 00:00", "2026-03-02 23:31")) == 30
