"""Why an agent has a shift: what is lost without it, and who else could have it at what difference."""

import pytest

from solver.domain.people import Preference, Wish
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.explain import explain_assignment
from solver.explaining.answers import AssignmentAnswer
from solver.explaining.trying import AskedAmissError
from solver.rules.availability import Availability
from solver.rules.contract_hours import ContractHours
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.paid_hours import PaidHours
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.wishes import Wishes
from tests.solver.builders import (
    a_contract,
    a_problem,
    a_roster,
    a_rule_set,
    a_shift,
    a_span,
    a_template,
    an_agent,
    utc,
)

RULES = a_rule_set(
    MaxShiftsPerDay(most=1),
    Availability(),
    ServiceCoverage(weight=1),
    PaidHours(weight=1),
    Wishes(weight=1),
)


def asked(problem: Problem, roster: Roster, agent: str, start: str) -> AssignmentAnswer:
    return explain_assignment(problem, RULES, roster, agent, utc(start))


def test_without_the_shift_its_coverage_is_lost_and_its_cost_saved() -> None:
    problem = a_problem(need={"support": lambda start: 1 if 9 <= start.hour < 17 else 0})
    answer = asked(problem, a_roster(a_shift("anna")), "anna", "2026-03-02 09:00")
    changes = {change.tier: change.change for change in answer.without.tiers if change.change}
    assert changes == {Tier.SERVICE: 8 * 10 * 5, Tier.COST: -32}
    assert answer.without.gained_hours == -8
    assert "Without it 8 agent-hours of coverage would be lost" in answer.said
    assert "nobody else" in answer.said


def test_others_are_stopped_by_a_rule_or_could_have_it_at_a_difference() -> None:
    wish = Preference(wish=Wish.AVOIDS, span=a_span("2026-03-02 00:00", "2026-03-03 00:00"))
    agents = [
        an_agent("anna"),
        an_agent("ben", preferences=(wish,)),
        an_agent("cleo", unavailable=(a_span("2026-03-02 12:00", "2026-03-02 13:00"),)),
        an_agent("dan", contract=a_contract(templates=("other",))),
        an_agent("eve"),
    ]
    problem = a_problem(
        agents=agents, templates=[a_template(), a_template("other", "10:00")], need={"support": 1}
    )
    roster = a_roster(a_shift("anna"), a_shift("eve", start="10:00", template="other"))
    answer = asked(problem, roster, "anna", "2026-03-02 09:00")
    reasons = {each.agent: each.reason for each in answer.others}
    assert reasons == {
        "ben": "possible",
        "cleo": "availability",
        "dan": "no_shift_offered",
        "eve": "possible",
    }
    swap, given = answer.options
    assert (swap.agent, swap.said) == ("eve", "Eve could have it for theirs of that day.")
    assert given.agent == "ben"
    assert {change.tier: change.change for change in given.tiers}[Tier.PREFERENCES] == 1


def test_hours_owed_to_the_giver_are_told_and_do_not_speak_against_the_taker() -> None:
    rules = RULES.model_copy(update={"rules": (*RULES.rules, ContractHours(limits="min"))})
    agents = [an_agent("anna", contract=a_contract(min_weekly_minutes=480)), an_agent("ben")]
    problem = a_problem(agents=agents, need={"support": 1}, days=7)
    answer = explain_assignment(problem, rules, a_roster(a_shift("anna")), "anna", utc("2026-03-02 09:00"))
    assert [violation.rule for violation in answer.without.broken] == ["contract_hours"]
    assert answer.reasons == {"possible": 1}
    assert answer.options[0].allowed is False


@pytest.mark.parametrize(
    ("agent", "start", "said"),
    [
        ("zoe", "2026-03-02 09:00", "agent: expected one of the roster's 1 agents"),
        ("anna", "2026-03-02 10:00", "start: expected the start of a shift of Anna: 2026-03-02T09:00"),
    ],
)
def test_questions_about_what_is_not_there_are_refused(agent: str, start: str, said: str) -> None:
    with pytest.raises(AskedAmissError, match=said):
        asked(a_problem(), a_roster(a_shift("anna")), agent, start)
