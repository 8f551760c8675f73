"""Contradictory rules: the conflict named, nothing in it spared, and a repair that solves."""

from datetime import date, datetime, timedelta

import pytest

from solver.domain.people import TimeOff
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.time import Span, local_midnight
from solver.explain import explain_conflict, with_required
from solver.explaining.allowance import with_allowances
from solver.explaining.answers import Answer, Conflict
from solver.explaining.elastic import Elastic, Verdict
from solver.explaining.grounds import Ground
from solver.model.assigned import assigned
from solver.rule import Rule
from solver.rules import RULES, RuleSet
from solver.rules.availability import Availability
from solver.rules.barred_shifts import BarredShifts
from solver.rules.contract_hours import ContractHours
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.min_rest import MinRest
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.template_tags import TemplateTags
from solver.rules.time_off import TimeOffKept
from solver.validate import structural_violations, violations_by_rule
from tests.solver.builders import (
    a_contract,
    a_problem,
    a_roster,
    a_rule_set,
    a_shift,
    a_span,
    a_template,
    an_agent,
)
from tests.solver.rules.conformance import cases_of, every_choice, the_rule

BUSY_WEEK = a_contract(min_weekly_minutes=1_440)


def explained(problem: Problem, *rules: Rule) -> Conflict:
    found = explain_conflict(problem, a_rule_set(*rules), seconds=8)
    assert found.answer is Answer.CONTRADICTION
    assert found.proved
    assert found.repair is not None
    assert found.repair.solved
    assert found.repair.validated
    assert found.repair.bound <= found.repair.price
    return found


def test_hours_owed_to_someone_who_is_never_available_are_named_with_person_days_and_rules() -> None:
    anna = an_agent("anna", contract=BUSY_WEEK, available=(a_span("2026-03-02 00:00", "2026-03-04 00:00"),))
    problem = a_problem(agents=[anna, an_agent("ben", contract=BUSY_WEEK)], days=7)
    found = explained(problem, Availability(), ContractHours(weight=None), MaxShiftsPerDay(most=1))
    rules = [member.rule for member in found.members]
    assert rules.count("contract_hours") == 1
    assert rules.count("availability") == 5, "one day more and the hours would be found"
    assert {agent for member in found.members for agent in member.agents} == {"anna"}
    assert "Anna" in found.said
    assert "Everyone gets the weekly hours of their contract" in found.said
    [action] = found.repair.actions if found.repair else []
    assert (action.rule, action.amount) == ("contract_hours", 480)
    assert found.repair is not None
    assert found.repair.cheapest


def test_locked_shifts_without_rest_between_them_are_members_and_one_is_unlocked() -> None:
    late, early = a_shift("anna", "2026-03-02", "14:00"), a_shift("anna", "2026-03-03", "06:00")
    problem = a_problem(
        templates=[a_template("day", "06:00", "14:00", step_minutes=480)], days=2, locked=[late, early]
    )
    found = explained(problem, MinRest(hours=11))
    assert sorted(member.rule for member in found.members) == ["locked_shift", "locked_shift", "min_rest"]
    assert {member.start for member in found.members if member.rule == "locked_shift"} == {
        late.start,
        early.start,
    }
    assert found.repair is not None
    [action] = found.repair.actions
    assert action.kind == "unlock_shift"
    assert action.said.startswith("Unlock the shift of Anna on ")
    assert len(found.repair.roster.assignments) <= 1


def test_a_minimum_nobody_can_serve_is_a_conflict_by_itself_and_is_lowered_where_it_is() -> None:
    problem = a_problem(minimum={"support": lambda start: 2.0 if start.hour == 10 else 0.0})
    found = explained(problem, MinimumStaffing(weight=None))
    [member] = found.members
    assert (member.rule, member.queues) == ("minimum_staffing", ("support",))
    assert member.start is not None
    assert (member.start.hour, member.end) == (10, member.start + timedelta(hours=1))
    assert "lacks" in member.without[0]
    assert found.repair is not None
    assert [(action.rule, action.amount) for action in found.repair.actions] == [("minimum_staffing", 1)]


def test_must_haves_can_be_asked_about_as_if_they_were_required() -> None:
    problem = a_problem(minimum={"support": lambda start: 2.0 if start.hour == 10 else 0.0})
    rules = a_rule_set(MinimumStaffing(weight=1))
    assert explain_conflict(problem, rules, seconds=4).answer is Answer.SOLVABLE
    asked = explain_conflict(problem, rules, seconds=4, must_haves=True)
    assert asked.answer is Answer.CONTRADICTION
    assert asked.proved


def test_rules_that_can_be_kept_are_told_to_be() -> None:
    found = explain_conflict(a_problem(), a_rule_set(MinRest(), Availability()), seconds=4)
    assert (found.answer, found.members, found.repair) == (Answer.SOLVABLE, (), None)


def test_which_templates_there_are_is_taken_for_granted_and_said() -> None:
    day = a_template(tags=frozenset({"day"}))
    problem = a_problem(agents=[an_agent(contract=BUSY_WEEK)], templates=[day], days=7)
    found = explain_conflict(
        problem,
        a_rule_set(TemplateTags(tags=frozenset({"night"})), ContractHours(weight=None)),
        seconds=4,
    )
    assert [member.rule for member in found.members] == ["contract_hours"]
    assert found.given == (TemplateTags.sentence,)


@pytest.mark.parametrize(
    ("zone", "first", "days"),
    [
        ("America/New_York", "2026-03-08", 2),
        ("Europe/Dublin", "2026-10-25", 2),
        ("Asia/Kathmandu", "2026-03-02", 2),
        ("America/Asuncion", "2026-03-22", 2),
        ("Pacific/Apia", "2011-12-29", 3),
        ("Africa/Cairo", "2026-04-24", 2),
    ],
)
def test_clock_changes_half_hours_and_skipped_dates_are_explained_like_any_other(
    zone: str, first: str, days: int
) -> None:
    day = date.fromisoformat(first)
    away = TimeOff(span=Span(start=utc_edge(day, zone, -1), end=utc_edge(day, zone, days + 1)))
    anna = an_agent("anna", zone=zone, contract=a_contract(min_weekly_minutes=2_400), time_off=(away,))
    problem = a_problem(
        agents=[anna], templates=[a_template("night", "22:00", hours=8)], first_date=day, days=days, zone=zone
    )
    found = explained(problem, TimeOffKept(), ContractHours(weight=None))
    assert "contract_hours" in {member.rule for member in found.members}


def utc_edge(day: date, zone: str, offset: int) -> datetime:
    return local_midnight(day + timedelta(days=offset), zone)


@pytest.mark.parametrize("kind", RULES, ids=[kind.an_example()["rule"] for kind in RULES])
def test_every_rule_is_broken_at_the_same_grounds_in_a_model_and_in_a_roster(kind: type[Rule]) -> None:
    case = cases_of(kind)[0]
    rule = the_rule(kind, {**case.parameters, "weight": None})
    problem = case.problem.model_copy(update={"locked": ()})
    elastic = Elastic(problem, RuleSet(name="one", rules=(rule,)))
    if rule.rule == "template_tags":
        assert elastic.grounds == ()
        return
    model = elastic._model
    for chosen in every_choice(model)[:40]:
        roster = a_roster(*(assigned(shift, model.axis, {}) for shift in chosen))
        read = {Ground.of(0, violation.place) for violation in rule.violations(problem, roster)}
        assert read <= set(elastic.grounds)


def test_what_is_allowed_is_no_violation_and_no_breach() -> None:
    anna = an_agent("anna", contract=BUSY_WEEK, available=(a_span("2026-03-02 00:00", "2026-03-04 00:00"),))
    problem = a_problem(agents=[anna], days=7)
    rules = a_rule_set(Availability(), ContractHours(weight=None), MaxShiftsPerDay(most=1))
    elastic = Elastic(problem, rules)
    assert elastic.trial(elastic.grounds, 5).verdict is Verdict.IMPOSSIBLE
    found = elastic.relax(dict.fromkeys(elastic.grounds, 1), 5)
    assert found is not None
    repaired = with_allowances(rules, found.excess)
    assert repaired.digest() != rules.digest()
    again = Elastic(problem, repaired)
    trial = again.trial(again.grounds, 5)
    assert trial.verdict is Verdict.SOLVABLE
    assert trial.roster is not None
    assert not any(read for _, read in violations_by_rule(problem, repaired, trial.roster))
    assert not any(structural_violations(problem, trial.roster))


def test_a_repair_counts_every_shift_it_needs_of_somebody_on_a_day_and_solves_in_little_time() -> None:
    problem = a_problem(
        templates=[a_template("day", "00:00", "16:00", step_minutes=480)], minimum={"support": 1.0}, days=2
    )
    rules = a_rule_set(BarredShifts(), MinimumStaffing(weight=None))
    found = explain_conflict(problem, rules, seconds=1)
    assert found.repair is not None
    assert (found.repair.solved, found.repair.validated, found.repair.cheapest) == (True, True, True)
    asked = {action.place.date: action.amount for action in found.repair.actions}
    assert asked == {date(2026, 3, 2): 3, date(2026, 3, 3): 3}
    assert found.repair.price == 6 * 480
    assert len(found.repair.roster.assignments) == 6


def test_what_is_allowed_at_a_place_is_allowed_once() -> None:
    problem = a_problem(templates=[a_template("day", "00:00", "16:00", step_minutes=480)])
    ground = Ground(0, agent="anna", date=date(2026, 3, 2))
    allowed = with_allowances(a_rule_set(BarredShifts()), {ground: 2})
    model = Elastic(problem, allowed)
    shifts = [a_shift("anna", start=start) for start in ("00:00", "08:00", "16:00")]
    assert model.with_shifts(shifts[:2], model.grounds, 5).verdict is Verdict.SOLVABLE
    assert model.with_shifts(shifts, model.grounds, 5).verdict is Verdict.IMPOSSIBLE
    [(_, two)] = violations_by_rule(problem, allowed, a_roster(*shifts[:2]))
    [(_, three)] = violations_by_rule(problem, allowed, a_roster(*shifts))
    assert [sum(each.excess for each in found) for found in (two, three)] == [0, 1]


def test_a_tier_can_be_made_required() -> None:
    rules = with_required(a_rule_set(MinimumStaffing(weight=1), MinRest(weight=2)), Tier.MUST_HAVE)
    assert [rule.weight for rule in rules.rules] == [None, 2]


def test_a_roster_that_keeps_everything_settles_the_question_at_once() -> None:
    problem = a_problem(minimum={"support": lambda start: 1.0 if start.hour == 10 else 0.0})
    elastic = Elastic(problem, a_rule_set(MinimumStaffing(weight=None)))
    elastic.suggest(a_roster(a_shift("anna")))
    trial = elastic.trial(elastic.grounds, 0.0)
    assert trial.verdict is Verdict.SOLVABLE
    assert trial.roster == a_roster(a_shift("anna"))
