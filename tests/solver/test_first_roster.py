"""The first roster: a lawful week for everybody at once, previous weeks where they may stand."""

import pytest

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Status
from solver.domain.roster import Assignment
from solver.rules import RuleSet
from solver.rules.min_rest import MinRest
from solver.rules.people_per_shift import PeoplePerShift, ShiftTarget
from solver.search import climb
from solver.search.candidates import candidates
from solver.search.first_roster import early_start
from solver.search.guard import roster_of
from solver.solve import solve
from solver.validate import validate
from tests.solver.builders import (
    a_break,
    a_contract,
    a_problem,
    a_queue,
    a_rule_set,
    a_shift,
    a_span,
    a_template,
    an_agent,
)
from tests.solver.weeks import RULES, means


def a_crew(zone: str = "UTC", **fields: object) -> Problem:
    """Twelve people owed two shifts at least, some away for a day, serving one queue or both."""
    contract = a_contract(min_weekly_minutes=960, max_weekly_minutes=1_920)
    away = a_span("2026-03-04 00:00", "2026-03-05 00:00")
    return a_problem(
        agents=[
            an_agent(
                f"agent-{number:02}",
                skills=("chat",) if number % 3 else ("chat", "voice"),
                contract=contract,
                zone=zone,
                unavailable=(away,) if number % 4 == 0 else (),
            )
            for number in range(12)
        ],
        queues=[a_queue("chat"), a_queue("voice")],
        templates=[
            a_template("early", "06:00", hours=8, breaks=[a_break(30, 180, 240)]),
            a_template("late", "14:00", hours=8, breaks=[a_break(30, 180, 240)]),
        ],
        need={
            "chat": lambda start: 3.0 * (6 <= start.hour < 22),
            "voice": lambda start: 1.0 * (6 <= start.hour < 22),
        },
        days=7,
        **fields,
    )


def early(problem: Problem, rules: RuleSet = RULES) -> tuple[Assignment, ...]:
    found = early_start(problem, rules, candidates(problem, rules), means())
    return roster_of(problem, found.plans).assignments


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"])
def test_everybody_has_a_lawful_week_before_any_search(zone: str) -> None:
    problem = a_crew(zone)
    found = early_start(problem, RULES, candidates(problem, RULES), means())
    roster = roster_of(problem, found.plans)
    assert not [one for one in validate(problem, RULES, roster) if one.required]
    assert {shift.agent for shift in roster.assignments} == {agent.id for agent in problem.agents}


@pytest.mark.parametrize("small", [0, 10_000])
def test_a_stop_at_once_leaves_a_roster_that_breaks_nothing(
    small: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(climb, "SMALL", small)
    result = solve(a_crew(), RULES, SolveOptions(seconds=60), stop=lambda: True)
    assert result.status is Status.STOPPED
    assert not [one for one in result.violations if one.required]
    assert result.measures.agents_rostered == 12


def test_nobody_works_where_that_breaks_more_than_staying_at_home() -> None:
    free = a_contract(min_weekly_minutes=0, max_weekly_minutes=1_920)
    crew = a_crew()
    problem = crew.model_copy(
        update={"agents": tuple(agent.model_copy(update={"contract": free}) for agent in crew.agents)}
    )
    targets = tuple(
        ShiftTarget(date=day, template=name, wanted=0, over=1)
        for day in problem.period.dates
        for name in ("early", "late")
    )
    rules = a_rule_set(*RULES.rules, PeoplePerShift(targets=targets, weight=None))
    result = solve(problem, rules, SolveOptions(seconds=60), stop=lambda: True)
    assert not result.roster.assignments
    assert not [one for one in result.violations if one.required]


def test_previous_weeks_stand_where_they_may() -> None:
    before = early(a_crew())
    gone = before[0].agent
    kept = tuple(replace_template(shift) if shift.agent == gone else shift for shift in before)
    after = early(a_crew(previous=kept))
    same = {shift for shift in before if shift.agent != gone}
    assert same <= set(after)
    assert any(shift.agent == gone for shift in after)


def replace_template(shift: Assignment) -> Assignment:
    """The shift under a template that is no longer offered."""
    return shift.model_copy(update={"template": "closed"})


def test_a_previous_week_that_is_unlawful_now_is_left() -> None:
    shifts = [a_shift("agent-01", f"2026-03-0{day}", "06:00", 8, template="early") for day in (2, 3)]
    rested = a_rule_set(*(rule for rule in RULES.rules if not isinstance(rule, MinRest)), MinRest(hours=17))
    after = [one for one in early(a_crew(previous=shifts), rested) if one.agent == "agent-01"]
    assert not [one for one in after if one.start in {shift.start for shift in shifts}][1:]


def test_solving_again_from_the_same_roster_is_no_worse_and_changes_little() -> None:
    options = SolveOptions(seconds=60, deterministic=True, deterministic_budget=0.5)
    first = solve(a_crew(), RULES, options)
    again = solve(a_crew(previous=first.roster.assignments), RULES, options)
    assert again.tiers[0].value <= first.tiers[0].value
    moved = {(one.agent, one.start) for one in first.roster.assignments} - {
        (one.agent, one.start) for one in again.roster.assignments
    }
    assert len(moved) <= len(first.roster.assignments) // 2
