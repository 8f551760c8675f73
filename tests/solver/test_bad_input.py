"""Bad input is refused by a documented limit or answered with what is wrong, and never builds without end."""

import math
from datetime import date

import pytest
from pydantic import ValidationError

from solver.domain.options import SolveOptions
from solver.domain.people import Contract
from solver.domain.problem import MOST_TEMPLATES, Problem
from solver.domain.result import Status
from solver.domain.time import LONGEST_PERIOD_DAYS, PlanningPeriod
from solver.domain.work import Requirement
from solver.rules import RuleSet
from solver.rules.barred_shifts import BarredShifts
from solver.rules.contract_hours import ContractHours
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.min_rest import MinRest
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.service_coverage import ServiceCoverage
from solver.solve import ProblemTooLargeError, solve
from tests.solver.builders import (
    a_contract,
    a_problem,
    a_rule_set,
    a_shift,
    a_template,
    an_agent,
)

QUICK = SolveOptions(seconds=5, workers=1)
COVERED = ServiceCoverage(weight=1)


def _broken(problem: Problem, rules: RuleSet) -> set[tuple[str, str | None]]:
    """Names of the broken required rules with the agents they are broken for."""
    result = solve(problem, rules, QUICK)
    assert result.status is Status.REQUIRED_RULES_BROKEN
    return {(found.rule, found.place.agent) for found in result.violations if found.required}


def test_an_agent_without_any_possible_shift_is_named_and_the_others_work() -> None:
    barred = an_agent("bob", contract=a_contract(templates=("nights only",)))
    result = solve(
        a_problem(agents=[an_agent("anna"), barred], need={"support": 1.0}),
        a_rule_set(COVERED, MaxShiftsPerDay(most=1)),
        QUICK,
    )
    assert any("No shift is possible" in said and "Bob" in said for said in result.warnings)
    assert {one.agent for one in result.roster.assignments} == {"anna"}


def test_owed_hours_of_somebody_without_possible_shifts_are_a_named_conflict() -> None:
    contract = a_contract(min_weekly_minutes=600, max_weekly_minutes=2_400, templates=())
    problem = a_problem(agents=[an_agent("anna"), an_agent("bob", contract=contract)], need={"support": 1.0})
    rules = a_rule_set(COVERED, ContractHours(limits="min", weight=None))
    assert ("contract_hours", "bob") in _broken(problem, rules)


def test_a_contract_that_owes_more_than_it_allows_is_refused() -> None:
    with pytest.raises(ValidationError, match="min_weekly_minutes must not exceed max_weekly_minutes"):
        Contract(name="impossible", min_weekly_minutes=2_400, max_weekly_minutes=1_200)


def test_a_contract_that_owes_more_than_fits_a_week_of_such_shifts_is_a_named_conflict() -> None:
    contract = a_contract(min_weekly_minutes=2_400, max_weekly_minutes=2_400)
    problem = a_problem(
        agents=[an_agent("anna", contract=contract)],
        templates=[a_template(hours=4)],
        days=7,
        need={"support": 1.0},
    )
    rules = a_rule_set(COVERED, ContractHours(limits="min", weight=None), MaxShiftsPerDay(most=1))
    found = solve(problem, rules, QUICK)
    assert _broken(problem, rules) == {("contract_hours", "anna")}
    assert found.roster.assignments, "the cheapest way to break it is to work as much as there is"


def test_five_thousand_templates_are_refused_by_the_documented_limit() -> None:
    templates = [a_template(f"template {number}") for number in range(5_000)]
    with pytest.raises(ValidationError, match=f"at most {MOST_TEMPLATES}"):
        a_problem(templates=templates)


def test_as_many_templates_as_are_allowed_are_refused_when_they_offer_too_much() -> None:
    templates = [
        a_template(f"template {number}", "00:00", "23:55", hours=(4, 5, 6, 7, 8), step_minutes=5)
        for number in range(MOST_TEMPLATES)
    ]
    with pytest.raises(ProblemTooLargeError, match="use fewer starts, lengths, dates or agents"):
        solve(a_problem(templates=templates, days=7, need={"support": 1.0}), a_rule_set(COVERED), QUICK)


def test_a_period_of_ten_years_is_refused_by_the_documented_limit() -> None:
    with pytest.raises(ValidationError, match=f"less than or equal to {LONGEST_PERIOD_DAYS}"):
        PlanningPeriod(first_date=date(2026, 1, 1), days=3_650, zone="UTC")


def test_locked_shifts_that_overlap_a_shift_carried_in_are_refused_with_agent_and_times() -> None:
    with pytest.raises(ValidationError, match="agent anna has overlapping fixed shifts at 2026-03-01T22"):
        a_problem(
            carried_in=(a_shift("anna", day="2026-03-01", start="22:00", hours=8),),
            locked=(a_shift("anna", start="05:00"),),
        )


def test_locked_shifts_too_close_for_rest_are_kept_and_the_rule_is_named() -> None:
    late, early = a_shift("anna", start="14:00"), a_shift("anna", day="2026-03-03", start="05:00")
    problem = a_problem(locked=(late, early), days=2, need={"support": 1.0})
    assert ("min_rest", "anna") in _broken(problem, a_rule_set(COVERED, MinRest(hours=11)))


@pytest.mark.parametrize("weight", [math.nan, math.inf, -1, 1.5, "much"])
def test_a_weight_that_is_no_whole_number_is_refused_with_its_field(weight: object) -> None:
    with pytest.raises(ValidationError, match="weight"):
        ServiceCoverage(weight=weight)  # type: ignore[arg-type]


@pytest.mark.parametrize("hours", [math.nan, math.inf, -math.inf])
def test_hours_that_are_no_number_are_refused_with_their_field(hours: float) -> None:
    with pytest.raises(ValidationError, match="hours"):
        MinRest(hours=hours)


@pytest.mark.parametrize("amount", [math.nan, math.inf, -0.5, 1e9])
def test_a_requirement_that_is_no_amount_of_people_is_refused(amount: float) -> None:
    with pytest.raises(ValidationError, match="agents"):
        Requirement(queue="support", agents=(amount,))


@pytest.mark.parametrize("seconds", [math.nan, math.inf, 0, -1, 1e9])
def test_a_time_limit_that_is_none_is_refused(seconds: float) -> None:
    with pytest.raises(ValidationError, match="seconds"):
        SolveOptions(seconds=seconds)


def test_a_price_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValidationError, match="cost_per_hour"):
        a_contract(cost_per_hour=math.nan)


def test_rules_that_forbid_every_shift_leave_an_empty_roster_that_says_so() -> None:
    problem = a_problem(agents=[an_agent("anna"), an_agent("bob")], need={"support": 1.0}, days=3)
    result = solve(problem, a_rule_set(COVERED, BarredShifts()), QUICK)
    assert result.roster.assignments == ()
    assert result.measures.reachable_coverage is None, "nobody could be anywhere"
    assert any("No shift is possible" in said for said in result.warnings)
    assert result.status is Status.OPTIMAL


def test_rules_that_forbid_every_shift_and_ask_for_people_name_what_is_missing() -> None:
    problem = a_problem(need={"support": 1.0}, minimum={"support": 1})
    found = _broken(problem, a_rule_set(COVERED, BarredShifts(), MinimumStaffing(weight=None)))
    assert {rule for rule, _ in found} == {"minimum_staffing"}


def test_more_rules_than_a_rule_set_may_hold_are_refused() -> None:
    with pytest.raises(ValidationError, match="at most 500"):
        RuleSet(name="many", rules=tuple(MaxShiftsPerDay(most=1) for _ in range(501)))


def test_a_locked_shift_of_somebody_unknown_is_refused_by_name() -> None:
    with pytest.raises(ValidationError, match="unknown agent zoe"):
        a_problem(locked=(a_shift("zoe"),))


def test_a_locked_shift_outside_the_period_is_refused_with_its_time() -> None:
    with pytest.raises(ValidationError, match="starts outside the period"):
        a_problem(locked=(a_shift("anna", day="2027-03-01"),))
