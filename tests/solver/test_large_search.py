"""Teams beyond what one program holds: small programs of a few people, the others standing."""

from datetime import date
from typing import Any

import pytest

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Status, Tier
from solver.rules.contract_hours import ContractHours
from solver.rules.idle_hours import IdleHours
from solver.rules.lead_on_duty import LeadOnDuty
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.min_days_off import MinDaysOff
from solver.rules.min_rest import MinRest
from solver.rules.qualified_work import QualifiedWork
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.sessions_held import SessionsHeld
from solver.search import climb, large
from solver.search.greedy import Plan
from solver.solve import solve
from tests.solver.builders import (
    a_break,
    a_contract,
    a_problem,
    a_queue,
    a_rule_set,
    a_session,
    a_shift,
    a_template,
    an_agent,
)

RULES = a_rule_set(
    MaxShiftsPerDay(most=1),
    QualifiedWork(),
    MinRest(hours=11),
    ContractHours(weight=None),
    ServiceCoverage(weight=10),
    IdleHours(weight=1),
)


@pytest.fixture(autouse=True)
def _every_team_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(climb, "LARGE", 0)


def a_crew(**fields: object) -> Problem:
    contract = a_contract(min_weekly_minutes=960, max_weekly_minutes=1_440)
    return a_problem(
        agents=[
            an_agent(f"agent-{number:02}", skills=("chat",) if number % 2 else ("voice",), contract=contract)
            for number in range(12)
        ],
        queues=[a_queue("chat", priority=1), a_queue("voice", priority=1)],
        templates=[
            a_template("early", "06:00", hours=8, breaks=[a_break(60, 180, 240)]),
            a_template("late", "14:00", hours=8, breaks=[a_break(60, 180, 240)]),
        ],
        need={
            queue: lambda start: (2.0 if start.hour < 14 else 1.0) * (6 <= start.hour < 22)
            for queue in ("chat", "voice")
        },
        days=7,
        **fields,
    )


def test_a_large_team_gets_a_lawful_roster_with_a_bound() -> None:
    result = solve(a_crew(), RULES, SolveOptions(deterministic=True, deterministic_budget=1.0))
    assert result.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert not [violation for violation in result.violations if violation.required]
    (service,) = result.tiers
    assert service.tier is Tier.SERVICE
    assert 0 < service.bound <= service.value <= 1.3 * service.bound


def test_a_large_team_puts_its_few_leads_where_they_are_missed_and_covers_the_rest() -> None:
    crew = a_crew()
    leads = tuple(agent.model_copy(update={"role": "lead"}) for agent in crew.agents[:2])
    led = crew.model_copy(update={"agents": (*leads, *crew.agents[2:])})
    charge = LeadOnDuty(during="work_required", weight=1)
    rules = RULES.model_copy(update={"rules": (*RULES.rules, charge, MinDaysOff(days=1, weight=None))})
    options = SolveOptions(deterministic=True, deterministic_budget=1.0)
    result = solve(led, rules, options)
    assert not [violation for violation in result.violations if violation.required]
    must_have, service = result.tiers
    # Sixteen hours a day want a lead; two leads have three shifts of eight hours each.
    assert must_have.value == (7 * 16 - 2 * 3 * 8) * 60 // led.interval_minutes
    alone = solve(led, RULES, options).tiers[0]
    assert service.value <= 1.3 * alone.value


def test_a_team_with_many_people_to_a_class_begins_with_weeks_along_the_relaxation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[int] = []
    share_out = large.relaxed_weeks

    def told(*given: Any) -> dict[str, Plan]:
        weeks = share_out(*given)
        begun.append(len(weeks))
        return weeks

    monkeypatch.setattr(large, "relaxed_weeks", told)
    options = SolveOptions(seconds=60, deterministic=True, deterministic_budget=2)
    solve(a_crew(), RULES, options)
    assert begun == [], "six people to a class are no crowd"
    monkeypatch.setattr(large, "_CROWD", 6)
    result = solve(a_crew(), RULES, options)
    assert begun == [12]
    assert not [violation for violation in result.violations if violation.required]


def test_a_locked_shift_of_a_large_team_stays() -> None:
    locked = a_shift("agent-03", "2026-03-04", "06:00", 8, template="early")
    result = solve(a_crew(locked=[locked]), RULES, SolveOptions(seconds=3, workers=1))
    kept = [shift for shift in result.roster.assignments if shift.agent == "agent-03" and shift.locked]
    assert [shift.start for shift in kept] == [locked.start]


def test_sessions_of_a_large_team_are_placed_once_it_is_settled_who_works_when() -> None:
    cohorts = tuple(
        a_session(
            f"cohort {first}",
            [f"{hour:02}:00" for hour in range(6, 20)],
            [f"agent-{number:02}" for number in range(first, 12, 3)],
            facilitators=("agent-11",),
            day=date(2026, 3, 3 + first),
        )
        for first in range(2)
    )
    rules = a_rule_set(*RULES.rules, SessionsHeld())
    options = SolveOptions(seconds=60, deterministic=True, deterministic_budget=2)
    result = solve(a_crew(sessions=cohorts), rules, options)
    assert [found for found in result.violations if found.required or found.rule == "sessions_held"] == []
    assert sum(bool(segment.session) for one in result.roster.assignments for segment in one.breaks) == 10


def test_the_breaks_of_whoever_serves_no_queue_stay_in_their_windows() -> None:
    crew = a_crew()
    contract = crew.agents[0].contract
    trainers = [
        an_agent(f"trainer-{number}", skills=(), role="operations analyst", contract=contract)
        for number in range(3)
    ]
    problem = crew.model_copy(update={"agents": (*crew.agents, *trainers)})
    options = SolveOptions(seconds=60, deterministic=True, deterministic_budget=1)
    result = solve(problem, RULES, options)
    assert [found for found in result.violations if found.required] == []


def test_stopping_at_once_still_ends_with_a_lawful_roster_that_keeps_what_is_locked() -> None:
    locked = a_shift("agent-03", "2026-03-04", "06:00", 8, template="early")
    result = solve(a_crew(locked=[locked]), RULES, SolveOptions(seconds=30), stop=lambda: True)
    assert result.status is Status.STOPPED
    kept = [shift for shift in result.roster.assignments if shift.agent == "agent-03" and shift.locked]
    assert [shift.start for shift in kept] == [locked.start]


def test_work_instead_of_time_gives_a_large_team_the_same_roster_twice() -> None:
    options = SolveOptions(seconds=4, deterministic=True, deterministic_budget=0.6)
    first, second = (solve(a_crew(), RULES, options) for _ in range(2))
    assert first.roster == second.roster
