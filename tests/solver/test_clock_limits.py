"""Breaks and ends by the clock: what the day of a shift makes of them."""

from datetime import date

import pytest
from pydantic import ValidationError

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Status
from solver.domain.shift import possible_shifts
from solver.domain.time import ClockWindow
from solver.domain.work import ShiftLength
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.service_coverage import ServiceCoverage
from solver.solve import solve
from solver.validate import validate
from tests.solver.builders import (
    a_break,
    a_problem,
    a_roster,
    a_rule_set,
    a_segment,
    a_shift,
    a_template,
    an_agent,
    utc,
)


def clock(start: str, end: str) -> ClockWindow:
    return ClockWindow.model_validate({"start": start, "end": end})


def offsets(problem: Problem) -> list[tuple[int, int]]:
    """Where the first break of each possible shift may begin."""
    shifts = possible_shifts(problem, problem.agents[0])
    return [
        (shift.length.breaks[0].earliest_offset, shift.length.breaks[0].latest_offset) for shift in shifts
    ]


def test_lunch_begins_between_noon_and_one_whenever_the_shift_began() -> None:
    lunch = a_break(30, 60, 420, clock=clock("12:00", "13:00"))
    problem = a_problem(templates=[a_template("day", "06:00", "10:00", step_minutes=120, breaks=[lunch])])
    assert offsets(problem) == [(360, 420), (240, 300), (120, 180)]


def test_a_shift_that_leaves_a_break_no_place_is_not_offered() -> None:
    lunch = a_break(30, 60, 300, clock=clock("12:00", "12:30"))
    problem = a_problem(templates=[a_template("day", "06:00", "13:00", step_minutes=210, breaks=[lunch])])
    assert [shift.start for shift in possible_shifts(problem, problem.agents[0])] == [utc("2026-03-02 09:30")]


def test_the_meal_of_a_night_shift_falls_after_midnight() -> None:
    meal = a_break(30, 0, 450, clock=clock("23:30", "01:00"))
    problem = a_problem(templates=[a_template("night", "22:00", breaks=[meal])])
    assert offsets(problem) == [(90, 180)]


def test_the_clock_is_the_agent_s_and_moves_with_the_season() -> None:
    lunch = a_break(30, 60, 420, clock=clock("12:00", "12:00"))
    template = a_template("day", "01:30", hours=12, breaks=[lunch.model_copy(update={"latest_offset": 690})])
    dublin = an_agent(zone="Europe/Dublin")
    spring = a_problem(
        agents=[dublin], templates=[template], first_date=date(2026, 3, 28), days=2, zone="Europe/Dublin"
    )
    # On Sunday half past one does not exist and is half past two; noon is nine and a half hours away.
    assert offsets(spring) == [(630, 630), (570, 570)]
    kolkata = a_problem(agents=[an_agent(zone="Asia/Kolkata")], templates=[template], zone="Asia/Kolkata")
    assert offsets(kolkata) == [(630, 630)]


def test_a_break_by_the_clock_is_judged_by_the_clock() -> None:
    lunch = a_break(30, 60, 420, clock=clock("12:00", "13:00"))
    problem = a_problem(templates=[a_template(breaks=[lunch])])

    def faults(at: str) -> list[str]:
        roster = a_roster(a_shift(breaks=[a_segment(utc(f"2026-03-02 {at}"))]))
        return [violation.rule for violation in validate(problem, a_rule_set(), roster)]

    assert faults("12:00") == []
    assert faults("13:00") == []
    assert faults("11:45") == ["breaks"]
    assert faults("13:15") == ["breaks"]


def test_shifts_end_inside_their_window_whatever_their_start_and_length() -> None:
    lengths = tuple(ShiftLength(minutes=hours * 60, ends=clock("16:00", "17:00")) for hours in (7, 8, 9))
    template = a_template("day", "07:00", "10:00", step_minutes=60).model_copy(update={"lengths": lengths})
    problem = a_problem(templates=[template])
    ends = {(shift.start.hour, shift.end.hour) for shift in possible_shifts(problem, problem.agents[0])}
    assert ends == {(7, 16), (8, 16), (8, 17), (9, 16), (9, 17), (10, 17)}
    late = a_roster(a_shift(start="10:00", hours=8))
    assert [violation.rule for violation in validate(problem, a_rule_set(), late)] == ["offered_shift"]


def test_the_latest_end_is_read_after_midnight_too() -> None:
    length = ShiftLength(minutes=480, ends=clock("22:00", "01:00"))
    template = a_template("late", "13:00", "18:00", step_minutes=60).model_copy(update={"lengths": (length,)})
    shifts = possible_shifts(a_problem(templates=[template]), an_agent())
    assert [shift.start.hour for shift in shifts] == [14, 15, 16, 17]


def test_solved_rosters_keep_breaks_by_the_clock() -> None:
    lunch = a_break(60, 60, 420, clock=clock("12:00", "13:00"), paid=False)
    problem = a_problem(
        agents=[an_agent("anna"), an_agent("ben")],
        templates=[a_template("day", "07:00", "10:00", step_minutes=60, breaks=[lunch])],
        need={"support": lambda at: 1.0 if 8 <= at.hour < 17 else 0.0},
    )
    rules = a_rule_set(MaxShiftsPerDay(), ServiceCoverage(weight=1))
    result = solve(problem, rules, SolveOptions(seconds=10, workers=1))
    assert result.status is Status.OPTIMAL
    assert result.measures.short_hours == 0
    begun = {segment.start.hour for shift in result.roster.assignments for segment in shift.breaks}
    assert begun == {12, 13}


def test_training_and_meetings_take_people_off_the_queues() -> None:
    training = a_break(120, 60, 300, activity="training", name="new phone system")
    problem = a_problem(
        templates=[a_template(breaks=[training])],
        need={"support": lambda at: 1.0 if at.hour in (9, 10, 11, 12, 15, 16) else 0.0},
    )
    result = solve(problem, a_rule_set(ServiceCoverage(weight=1)), SolveOptions(seconds=10, workers=1))
    assert result.measures.short_hours == 0
    (segment,) = result.roster.assignments[0].breaks
    assert (segment.activity, segment.start) == ("training", utc("2026-03-02 13:00"))


def test_a_window_of_clocks_has_no_offset() -> None:
    with pytest.raises(ValidationError, match="give no offset"):
        a_break(clock={"start": "12:00+01:00", "end": "13:00"})
