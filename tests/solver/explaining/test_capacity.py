"""Too few people: the hours required, the hours possible, and the rules that keep them from being more."""

from datetime import date

import pytest

from solver.domain.problem import Problem
from solver.explain import explain_conflict
from solver.explaining.answers import Answer, Conflict
from solver.explaining.capacity import find_capacity
from solver.explaining.elastic import Elastic
from solver.rule import Rule
from solver.rules.contract_hours import ContractHours
from solver.rules.max_days_per_week import MaxDaysPerWeek
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.service_coverage import ServiceCoverage
from tests.solver.builders import a_contract, a_problem, a_queue, a_rule_set, a_template, an_agent

OWED: tuple[Rule, ...] = (
    MaxShiftsPerDay(most=1),
    MaxDaysPerWeek(days=6),
    ContractHours(weight=None),
    ServiceCoverage(weight=None),
)


def a_short_week(agents: int = 3, need: float = 2.0, **fields: object) -> Problem:
    """So many people of 16 hours a week and one shift of 8 hours a day, for which ``need`` are required."""
    people = [
        an_agent(f"agent {number}", contract=a_contract(max_weekly_minutes=960)) for number in range(agents)
    ]
    return a_problem(
        agents=people,
        templates=[a_template()],
        days=7,
        need={"support": lambda start: need if 9 <= start.hour < 17 else 0.0},
        **fields,
    )


def explained(problem: Problem) -> Conflict:
    found = explain_conflict(problem, a_rule_set(*OWED), seconds=6)
    assert (found.answer, found.proved) == (Answer.CONTRADICTION, True)
    assert found.repair is not None
    assert found.repair.solved
    assert found.repair.validated
    return found


def test_a_week_that_takes_more_hours_than_contracts_hold_is_told_with_both_numbers() -> None:
    found = explained(a_short_week())
    assert found.shortfall is not None
    assert (found.shortfall.required_hours, found.shortfall.possible_hours) == (112, 48)
    assert (found.shortfall.queues, found.shortfall.agents) == (("support",), 3)
    assert [member.rule for member in found.members] == ["service_coverage", "contract_hours"]
    assert found.said.startswith("Support requires 112.0 agent-hours from Mon 2 Mar 09:00 (UTC)")
    assert (
        "at most 48.0 are possible: that is all the 3 people who can serve it could work then." in found.said
    )
    assert "Everyone gets the weekly hours of their contract." in found.said


def test_a_moment_that_takes_more_people_than_there_are_needs_no_rule_to_be_impossible() -> None:
    found = explained(a_short_week(agents=1))
    assert found.shortfall is not None
    assert (found.shortfall.required_hours, found.shortfall.possible_hours) == (2, 1)
    assert [member.rule for member in found.members] == ["service_coverage"]


def test_queues_that_share_people_are_short_together_though_neither_is_alone() -> None:
    queues = [a_queue("calls", skills=("spoken",)), a_queue("chats", skills=("written",))]
    people = [an_agent(f"agent {number}", skills=("spoken", "written")) for number in range(3)]
    both = {queue: (lambda start: 2.0 if start.hour == 10 else 0.0) for queue in ("calls", "chats")}
    problem = a_problem(agents=people, queues=queues, need=both)
    rules = a_rule_set(ServiceCoverage(weight=None))
    capacity = find_capacity(problem, rules, Elastic(problem, rules), 10)
    assert capacity is not None
    assert (capacity.queues, capacity.required, capacity.possible) == (("calls", "chats"), 40, 30)


@pytest.mark.parametrize(
    ("zone", "first", "hours"),
    [
        ("Europe/Dublin", date(2026, 3, 23), 112),
        ("Africa/Cairo", date(2026, 4, 20), 112),
        ("Asia/Kathmandu", date(2026, 3, 2), 112),
        ("Pacific/Apia", date(2011, 12, 26), 96),
    ],
)
def test_hours_are_summed_over_whatever_days_there_are(zone: str, first: date, hours: float) -> None:
    problem = a_problem(
        agents=[
            an_agent(f"agent {n}", zone=zone, contract=a_contract(max_weekly_minutes=960)) for n in range(3)
        ],
        templates=[a_template()],
        first_date=first,
        days=7,
        zone=zone,
        need={"support": 0.0},
    )
    axis = problem.axis
    offered = Elastic(problem, a_rule_set(MaxShiftsPerDay(most=1))).offered("agent 0")
    worked = {interval for shift in offered for interval in axis.covered(shift.start, shift.end)}
    need = tuple(2.0 if interval in worked else 0.0 for interval in range(axis.intervals))
    [requirement] = problem.requirements
    problem = problem.model_copy(update={"requirements": (requirement.model_copy(update={"agents": need}),)})
    rules = a_rule_set(*OWED)
    capacity = find_capacity(problem, rules, Elastic(problem, rules), 20)
    assert capacity is not None
    assert capacity.required * problem.interval_minutes / 600 == hours
    assert capacity.possible * problem.interval_minutes / 600 == 48


def test_enough_people_and_preferred_coverage_are_no_lack() -> None:
    enough = a_short_week(agents=7)
    rules = a_rule_set(*OWED)
    assert find_capacity(enough, rules, Elastic(enough, rules), 10) is None
    short = a_short_week()
    wished = a_rule_set(*OWED[:-1], ServiceCoverage(weight=1))
    assert find_capacity(short, wished, Elastic(short, wished), 10) is None
    assert find_capacity(short, rules, Elastic(short, rules), 0) is None, "no time, no answer"
