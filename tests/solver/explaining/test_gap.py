"""An uncovered span: who could be there, the rule that stops each, and what extras buy."""

from datetime import date, timedelta

import pytest

from solver.domain.coverage import coverage_of
from solver.domain.problem import Problem
from solver.domain.roster import Roster
from solver.domain.time import at_clock
from solver.explain import explain_gap
from solver.explaining.answers import GapAnswer
from solver.explaining.trying import AskedAmissError
from solver.rules.availability import Availability
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.min_rest import MinRest
from solver.rules.paid_hours import PaidHours
from solver.rules.service_coverage import ServiceCoverage
from solver.validate import validate
from tests.solver.builders import (
    MONDAY,
    a_break,
    a_contract,
    a_problem,
    a_queue,
    a_roster,
    a_rule_set,
    a_segment,
    a_shift,
    a_span,
    a_template,
    an_agent,
    utc,
)

RULES = a_rule_set(
    MaxShiftsPerDay(most=1),
    Availability(),
    MinRest(),
    MaxWeeklyMinutes(),
    ServiceCoverage(weight=1),
    PaidHours(weight=1),
)


def asked(problem: Problem, roster: Roster, start: str, end: str, queue: str = "support") -> GapAnswer:
    return explain_gap(problem, RULES, roster, queue, utc(start), utc(end))


def test_each_agent_has_the_rule_that_stops_them_and_reasons_are_counted() -> None:
    agents = [
        an_agent("anna"),
        an_agent("ben", unavailable=(a_span("2026-03-02 00:00", "2026-03-03 00:00"),)),
        an_agent("cleo", skills=["german"]),
        an_agent("dan", contract=a_contract(max_weekly_minutes=0)),
        an_agent("eve"),
    ]
    problem = a_problem(agents=agents, need={"support": 3})
    roster = a_roster(a_shift("anna"))
    answer = asked(problem, roster, "2026-03-02 10:00", "2026-03-02 12:00")
    reasons = {each.agent: each.reason for each in answer.considered}
    assert reasons == {
        "anna": "on_duty",
        "ben": "availability",
        "cleo": "cannot_serve",
        "dan": "max_weekly_minutes",
        "eve": "possible",
    }
    assert answer.reasons == dict.fromkeys(reasons.values(), 1)
    said = {each.agent: each.said for each in answer.considered}
    assert "not available" in said["ben"]
    assert said["cleo"] == "Cleo lacks support on Mon 2 Mar."
    assert (answer.required_hours, answer.covered_hours, answer.short_hours) == (6, 2, 4)


def test_what_an_option_promises_is_what_the_roster_then_has() -> None:
    problem = a_problem(
        agents=[an_agent("anna"), an_agent("ben")],
        templates=[a_template("day", "06:00", "12:00", hours=(6, 8))],
        need={"support": lambda start: 2 if 6 <= start.hour < 20 else 0},
    )
    roster = a_roster(a_shift("anna", start="06:00", hours=6))
    answer = asked(problem, roster, "2026-03-02 12:00", "2026-03-02 14:00")
    assert {option.kind for option in answer.options} >= {"longer_shift", "extra_shift", "one_more_agent"}
    row = 0
    before = coverage_of(problem, roster).covered[row, 12:14].sum()
    for option in answer.options:
        if option.kind == "one_more_agent":
            continue
        changed = [shift for shift in roster.assignments if shift.agent != option.agent]
        after = coverage_of(problem, Roster(assignments=(*changed, *option.shifts))).covered[row, 12:14].sum()
        assert option.gained_hours == pytest.approx((after - before) / 10)
        new = validate(problem, RULES, Roster(assignments=(*changed, *option.shifts)))
        assert option.allowed is not any(violation.required for violation in new)
        for tier in option.tiers:
            value = sum(each.excess for each in new if each.tier is tier.tier)
            assert tier.after == value


def test_a_break_that_takes_the_agent_away_is_moved() -> None:
    problem = a_problem(
        agents=[an_agent("anna")],
        templates=[a_template(breaks=[a_break(60, 120, 240)])],
        need={"support": lambda start: 1 if start.hour == 12 else 0},
    )
    roster = a_roster(a_shift("anna", breaks=[a_segment(utc("2026-03-02 12:00"), 60)]))
    answer = asked(problem, roster, "2026-03-02 12:00", "2026-03-02 13:00")
    best = answer.options[0]
    assert (best.kind, best.gained_hours, best.cost, best.allowed) == ("moved_break", 1, 0, True)
    assert "Move the breaks of Anna" in answer.said


def test_one_more_agent_is_tried_in_the_zones_there_are_with_the_skills_of_the_queue() -> None:
    agents = [an_agent("anna", zone="Asia/Manila"), an_agent("ben", zone="Europe/Dublin")]
    problem = a_problem(
        agents=agents,
        queues=[a_queue("german")],
        need={"german": lambda start: 1 if 9 <= start.hour < 17 else 0},
        days=2,
    )
    answer = asked(problem, a_roster(), "2026-03-02 09:00", "2026-03-02 17:00", queue="german")
    assert answer.reasons == {"cannot_serve": 2}
    hires = {option.said: option for option in answer.options}
    assert {option.kind for option in hires.values()} == {"one_more_agent"}
    dublin = next(option for said, option in hires.items() if "Europe/Dublin" in said)
    assert dublin.gained_hours == 8
    assert dublin.cost == 16
    service = next(tier for tier in dublin.tiers if tier.tier.name == "SERVICE")
    assert (service.before, service.after) == (160 * 5, 0), "priority 5, tenths over two days"


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/New_York", date(2026, 11, 1)),
        ("Europe/Dublin", date(2026, 3, 29)),
        ("Asia/Kathmandu", MONDAY),
        ("Australia/Lord_Howe", date(2026, 4, 5)),
        ("America/Asuncion", date(2024, 10, 6)),
        ("Pacific/Kiritimati", MONDAY),
    ],
)
def test_a_night_over_a_clock_change_is_explained_in_the_agents_own_clock(zone: str, day: date) -> None:
    before = day - timedelta(days=1)
    problem = a_problem(
        agents=[an_agent("anna", zone=zone)],
        templates=[a_template("night", "22:00", hours=8)],
        need={"support": 1},
        first_date=before,
        days=2,
        zone=zone,
    )
    start = at_clock(before, a_template("x", "23:00").earliest_start, zone)
    answer = explain_gap(problem, RULES, a_roster(), "support", start, start + timedelta(hours=1))
    [anna] = answer.considered
    assert anna.reason == "possible"
    assert anna.said.startswith("Give Anna another shift: 22:00–")
    best = answer.options[0]
    assert best.shifts[0].minutes == 480
    assert best.gained_hours > 0


def test_questions_about_what_is_not_there_name_the_field_and_what_was_expected() -> None:
    problem = a_problem()
    with pytest.raises(AskedAmissError, match="queue: expected one of support"):
        asked(problem, a_roster(), "2026-03-02 10:00", "2026-03-02 12:00", queue="sales")
    for start, end in (
        ("2026-03-02 12:00", "2026-03-02 12:00"),
        ("2026-03-02 12:00", "2026-03-02 11:00"),
        ("2027-03-02 12:00", "2027-03-02 13:00"),
    ):
        with pytest.raises(AskedAmissError, match=r"start, end: expected a span between 2026-03-02"):
            asked(problem, a_roster(), start, end)
