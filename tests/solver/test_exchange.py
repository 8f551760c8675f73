"""Shifts exchanged among people: worth kept up to date, rules kept, what is settled left alone."""

import numpy as np
import pytest

from solver.domain.coverage import coverage_of
from solver.domain.problem import Problem
from solver.model.on_duty import break_windows
from solver.rules import RuleSet
from solver.rules.lead_on_duty import LeadOnDuty
from solver.search.candidates import candidates
from solver.search.classes import classes_of
from solver.search.everyone import everyone_planned
from solver.search.exchange import Exchange
from solver.search.exchange_supply import supply_of
from solver.search.greedy import Plan
from solver.search.guard import Guard, roster_of
from solver.search.lawful_week import LawfulWeek
from solver.search.missing import Missing
from solver.search.patterns import Patterns
from solver.validate import validate
from tests.solver.builders import (
    a_break,
    a_contract,
    a_problem,
    a_queue,
    a_span,
    a_template,
    an_agent,
)
from tests.solver.weeks import RULES, means


def a_crew(zone: str = "UTC", interval_minutes: int = 30) -> Problem:
    contract = a_contract(min_weekly_minutes=960, max_weekly_minutes=2_400)
    away = a_span("2026-03-04 00:00", "2026-03-05 00:00")
    people = [
        an_agent(
            f"agent-{number:02}",
            skills=("chat",) if number % 3 else ("chat", "voice"),
            contract=contract,
            zone=zone,
            role="lead" if number == 0 else "associate",
            unavailable=(away,) if number % 5 == 0 else (),
        )
        for number in range(15)
    ]
    return a_problem(
        agents=people,
        queues=[a_queue("chat", priority=2), a_queue("voice", priority=1)],
        templates=[
            a_template("early", "06:00", hours=8, breaks=[a_break(30, 180, 240)]),
            a_template("middle", "10:00", hours=6, breaks=[a_break(30, 120, 180)]),
            a_template("late", "14:00", hours=8, breaks=[a_break(30, 180, 240)]),
        ],
        need={
            "chat": lambda start: (5.0 if 10 <= start.hour < 16 else 2.0) * (6 <= start.hour < 22),
            "voice": lambda start: 1.0 * (8 <= start.hour < 20),
        },
        days=7,
        interval_minutes=interval_minutes,
    )


def first_weeks(problem: Problem, rule_set: RuleSet) -> dict[str, Plan]:
    offered = candidates(problem, rule_set)
    classes = classes_of(problem, rule_set, offered)
    return everyone_planned(problem, rule_set, offered, classes, {}, seed=1)


def exchanged(
    problem: Problem, rule_set: RuleSet, plans: dict[str, Plan], settled: frozenset[str] = frozenset()
) -> dict[str, Plan]:
    offered = candidates(problem, rule_set)
    classes = classes_of(problem, rule_set, offered)
    patterns = Patterns(problem, rule_set, lambda: False)
    exchange = Exchange(problem, rule_set, offered, classes, patterns, means())
    found = exchange.run(plans, 0.0, Guard(problem, rule_set), settled)
    assert found is not None
    return found


def lacking(problem: Problem, plans: dict[str, Plan]) -> int:
    missing = Missing(problem, RULES)
    for plan in plans.values():
        missing.add(plan.duty, 1)
    return missing.lacking()


@pytest.mark.parametrize(
    ("zone", "interval_minutes"), [("UTC", 30), ("Asia/Kathmandu", 15), ("Pacific/Kiritimati", 60)]
)
def test_exchanged_weeks_keep_every_rule_and_leave_less_to_wish_for(zone: str, interval_minutes: int) -> None:
    problem = a_crew(zone, interval_minutes)
    before = first_weeks(problem, RULES)
    after = exchanged(problem, RULES, before)
    found = validate(problem, RULES, roster_of(problem, after))
    assert not [violation for violation in found if violation.required]
    assert lacking(problem, after) < 0.9 * lacking(problem, before)


def test_what_is_left_to_wish_for_is_what_readers_see() -> None:
    problem = a_crew()
    after = exchanged(problem, RULES, first_weeks(problem, RULES))
    found = validate(problem, RULES, roster_of(problem, after))
    weights = {"service_coverage": 10, "idle_hours": 1}
    assert lacking(problem, after) == sum(weights[one.rule] * one.excess for one in found)


def test_a_settled_week_stays_as_it_is() -> None:
    problem = a_crew()
    before = first_weeks(problem, RULES)
    after = exchanged(problem, RULES, before, frozenset({"agent-03"}))
    assert after["agent-03"].shifts == before["agent-03"].shifts
    assert any(after[name].shifts != before[name].shifts for name in before)


def test_leads_are_on_duty_no_less_than_before() -> None:
    problem = a_crew()
    rules = RuleSet(name="led", rules=(*RULES.rules, LeadOnDuty(during="work_required")))
    before = first_weeks(problem, rules)
    guard = Guard(problem, rules)
    assert guard.value(exchanged(problem, rules, before)) <= guard.value(before)


def test_breaks_of_exchanged_weeks_begin_inside_their_windows() -> None:
    problem = a_crew()
    for plan in exchanged(problem, RULES, first_weeks(problem, RULES)).values():
        for (shift, number), begin in plan.breaks.items():
            window = break_windows(problem.axis, shift)[number]
            assert window.first <= begin
            assert (begin - window.first).total_seconds() / 60 / problem.interval_minutes < window.count


def test_nobody_on_duty_is_worth_nothing_beyond_what_is_missing() -> None:
    problem = a_crew()
    offered = candidates(problem, RULES)
    able = [frozenset({"chat"}), frozenset({"chat", "voice"})]
    supply = supply_of(problem, RULES, able, 1)
    assert supply is not None
    assert supply.worth.sum() == 0
    assert coverage_of(problem, roster_of(problem, {})).covered.sum() == 0
    assert len(offered) == len(problem.agents)


def test_nothing_required_leaves_nothing_to_exchange_for() -> None:
    problem = a_crew().model_copy(update={"requirements": ()})
    assert supply_of(problem, RULES, [frozenset({"chat"})], 1) is None


def test_the_rows_of_a_lawful_week_tell_lawful_choices_from_others() -> None:
    problem = a_crew()
    agent = problem.agents[1]
    shifts = candidates(problem, RULES)[agent.id]
    week = LawfulWeek(problem, RULES, agent, shifts, priced=False)
    best = week.best(np.ones(len(shifts)), frozenset(range(len(shifts))), 1)
    assert best is not None
    assert week.lawful([best, [0, 1]]).tolist() == [True, False]


def test_patterns_are_the_lengths_a_person_can_have_in_a_week() -> None:
    problem = a_crew()
    agent = problem.agents[1]
    shifts = candidates(problem, RULES)[agent.id]
    (rows,) = Patterns(problem, RULES, lambda: False).of(agent, shifts)
    found = set(zip(*(row.choices for row in rows), strict=True))
    paid = sorted({shift.paid_minutes for shift in shifts})
    expected = {
        (short, long)
        for short in range(6)
        for long in range(6 - short)
        if 960 <= short * paid[0] + long * paid[1] <= 2_400
    }
    assert found == expected


def test_like_agents_share_a_listing_and_keep_their_own_names() -> None:
    problem = a_crew()
    offered = candidates(problem, RULES)
    assert all(shift.agent == agent_id for agent_id, shifts in offered.items() for shift in shifts)
    assert len(offered["agent-05"]) == len(offered["agent-10"]) < len(offered["agent-01"])
