"""Extras that would help a short queue: each is what it says, keeps its promise, and the cheapest is told."""

from solver.domain.options import SolveOptions
from solver.domain.people import Preference, Wish
from solver.domain.problem import Problem
from solver.domain.result import Status
from solver.domain.roster import Roster
from solver.explain import explain_gap
from solver.explaining.answers import GapAnswer, Option
from solver.rule import Rule
from solver.rules import RuleSet
from solver.rules.availability import Availability
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekly_minutes import MaxWeeklyMinutes
from solver.rules.paid_hours import PaidHours
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.wishes import Wishes
from solver.solve import solve
from tests.solver.builders import (
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
    MaxWeeklyMinutes(),
    ServiceCoverage(weight=1),
    PaidHours(weight=1),
    Wishes(weight=1),
)


def asked(
    problem: Problem, roster: Roster, start: str, end: str, queue: str = "support", rules: RuleSet = RULES
) -> GapAnswer:
    return explain_gap(problem, rules, roster, queue, utc(f"2026-03-02 {start}"), utc(f"2026-03-02 {end}"))


def option(answer: GapAnswer, kind: str) -> Option:
    return next(each for each in answer.options if each.kind == kind)


def test_hours_beyond_the_limit_are_offered_as_overtime_of_so_many_hours() -> None:
    agents = [an_agent("anna", contract=a_contract(max_weekly_minutes=360))]
    problem = a_problem(agents=agents, need={"support": lambda start: 1 if start.hour == 10 else 0})
    answer = asked(problem, a_roster(), "10:00", "11:00")
    overtime = option(answer, "overtime")
    assert overtime.said == (
        "Give Anna another shift: 09:00–17:00 on Mon 2 Mar (UTC). That takes 2 h of overtime in the week."
    )
    assert (overtime.allowed, overtime.gained_hours, overtime.cost) == (False, 1, 8)
    assert answer.reasons == {"max_weekly_minutes": 1}
    assert (
        "1 stopped by a rule: Nobody works more hours in a week than the contract allows (1)" in answer.said
    )


def test_what_goes_against_a_wish_is_offered_as_such_and_the_wish_is_named_on_the_agents_clock() -> None:
    wish = Preference(wish=Wish.AVOIDS, span=a_span("2026-03-02 10:00", "2026-03-02 12:00"))
    agents = [an_agent("anna", zone="Asia/Manila", preferences=(wish,))]
    problem = a_problem(
        agents=agents,
        templates=[a_template("day", "16:00")],
        need={"support": lambda start: 1 if start.hour == 10 else 0},
    )
    answer = asked(problem, a_roster(), "10:00", "11:00")
    relaxed = option(answer, "relaxed_wish")
    assert relaxed.allowed
    assert relaxed.said.endswith(
        "Anna wants to be free from Mon 2 Mar 18:00 to Mon 2 Mar 20:00 (Asia/Manila) and does not."
    )
    assert answer.said.endswith("over the whole roster better: service; worse: cost and wishes.")


def test_somebody_whom_a_queue_of_higher_priority_would_take_is_not_said_to_help() -> None:
    problem = a_problem(
        agents=[an_agent("anna", skills=["support", "voice"])],
        queues=[a_queue("support", priority=1), a_queue("voice", priority=9)],
        need={"support": 1, "voice": 2},
    )
    answer = asked(problem, a_roster(), "10:00", "11:00")
    assert answer.reasons == {"would_not_help": 1}
    assert "Give Anna" not in " ".join(each.said for each in answer.options)


def test_somebody_who_would_be_missed_more_elsewhere_is_told_apart_from_who_could_be_there() -> None:
    agents = [
        an_agent("anna"),
        an_agent("ben", unavailable=(a_span("2026-03-02 00:00", "2026-03-03 00:00"),)),
    ]
    problem = a_problem(
        agents=agents,
        templates=[a_template("day", "06:00", "12:00", hours=6)],
        need={"support": lambda start: 3 if start.hour == 6 else 1 if 12 <= start.hour < 18 else 0},
    )
    answer = asked(problem, a_roster(a_shift("anna", start="12:00", hours=6)), "06:00", "07:00")
    assert answer.reasons == {"worse_elsewhere": 1, "availability": 1}
    assert "the roster as a whole loses by it (worse: service)" in answer.considered[0].said


def test_a_shorter_shift_that_the_hours_left_allow_is_found_behind_longer_ones_that_they_do_not() -> None:
    agents = [an_agent("anna", contract=a_contract(max_weekly_minutes=240))]
    problem = a_problem(
        agents=agents,
        templates=[a_template(hours=(4, 8, 9, 10))],
        need={"support": lambda start: 1 if 9 <= start.hour < 19 else 0},
    )
    answer = asked(problem, a_roster(), "09:00", "19:00")
    assert answer.reasons == {"possible": 1}
    assert option(answer, "extra_shift").gained_hours == 4


def test_hours_that_no_template_reaches_are_told_to_be_so_and_nobody_is_to_be_hired_for_them() -> None:
    problem = a_problem(agents=[an_agent("anna"), an_agent("ben", skills=["other"])], need={"support": 1})
    answer = asked(problem, a_roster(), "03:00", "05:00")
    assert answer.options == ()
    assert answer.reasons == {"no_shift_offered": 1, "cannot_serve": 1}
    assert answer.said.endswith("The templates have no shift then for anybody who can serve it.")


def test_the_cheapest_is_what_costs_least_and_not_what_covers_most() -> None:
    problem = a_problem(
        agents=[an_agent("anna"), an_agent("ben")],
        templates=[a_template(breaks=[a_break(60, 120, 240)])],
        need={"support": lambda start: 2 if start.hour in {12, 13} else 0},
    )
    roster = a_roster(a_shift("anna", breaks=[a_segment(utc("2026-03-02 12:00"), 60)]))
    answer = asked(problem, roster, "12:00", "14:00")
    assert (option(answer, "extra_shift").gained_hours, option(answer, "moved_break").gained_hours) == (2, 1)
    assert "Cheapest: Move the breaks of Anna in the shift 09:00–17:00 on Mon 2 Mar (UTC)." in answer.said
    assert (
        "It covers 1 agent-hour more here at a cost of 0; over the whole roster better: service."
        in answer.said
    )


def test_every_kind_of_extra_keeps_its_promise_when_it_is_taken_and_the_rest_is_solved_again() -> None:
    wish = Preference(wish=Wish.AVOIDS, span=a_span("2026-03-02 09:00", "2026-03-02 17:00"))
    agents = [
        an_agent("anna"),
        an_agent("ben", preferences=(wish,)),
        an_agent("cleo", contract=a_contract(max_weekly_minutes=360)),
    ]
    problem = a_problem(
        agents=agents,
        templates=[a_template(breaks=[a_break(60, 120, 240)])],
        need={"support": lambda start: 4 if start.hour == 12 else 0},
    )
    roster = a_roster(a_shift("anna", breaks=[a_segment(utc("2026-03-02 12:00"), 60)]))
    answer = asked(problem, roster, "12:00", "13:00")
    assert {each.kind for each in answer.options} == {
        *("moved_break", "relaxed_wish", "overtime", "one_more_agent"),
    }
    for taken in answer.options:
        if taken.kind == "one_more_agent":
            continue
        others = [shift for shift in roster.assignments if shift.agent != taken.agent]
        locked = [each.model_copy(update={"locked": True}) for each in (*others, *taken.shifts)]
        away = [each for each in problem.agents if each.id in {shift.agent for shift in locked}]
        again = problem.model_copy(update={"agents": tuple(away), "locked": tuple(locked)})
        rules = RULES if taken.allowed else _without(RULES, "max_weekly_minutes")
        result = solve(again, rules, SolveOptions(seconds=5, workers=1))
        assert result.status is not Status.REQUIRED_RULES_BROKEN
        assert result.measures.covered_hours == answer.covered_hours + taken.gained_hours


def _without(rules: RuleSet, name: str) -> RuleSet:
    kept: tuple[Rule, ...] = tuple(rule for rule in rules.rules if rule.rule != name)
    return rules.model_copy(update={"rules": kept})
