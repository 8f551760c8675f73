"""Coverage read off a roster."""

from datetime import date

import pytest

from solver.domain.coverage import coverage_of, tenths
from solver.domain.people import AgentSkill
from tests.solver.builders import a_problem, a_queue, a_roster, a_segment, a_shift, an_agent, utc


@pytest.mark.parametrize(
    ("agents", "counted"), [(0.0, 0), (0.1, 1), (0.30000000000000004, 3), (0.31, 4), (2.0, 20)]
)
def test_a_requirement_is_counted_in_tenths_rounded_up(agents: float, counted: int) -> None:
    assert tenths(agents) == counted


def test_an_agent_with_two_queues_counts_once() -> None:
    problem = a_problem(
        agents=[an_agent(skills=("chat", "voice"))],
        queues=[a_queue("chat", priority=3), a_queue("voice", priority=7)],
        need={"chat": 1.0, "voice": 0.4},
    )
    coverage = coverage_of(problem, a_roster(a_shift()))
    assert coverage.covered[:, 9].tolist() == [6, 4]
    assert coverage.short[:, 9].tolist() == [4, 0]
    assert coverage.short[:, 8].tolist() == [10, 4]


def test_nobody_covers_while_on_a_break_even_a_short_one() -> None:
    problem = a_problem(need={"support": 1.0})
    shift = a_shift(breaks=[a_segment(utc("2026-03-02 11:50"), minutes=15)])
    coverage = coverage_of(problem, a_roster(shift))
    assert [interval for interval in range(24) if coverage.short[0, interval] == 0] == [9, 10, 13, 14, 15, 16]


def test_a_shift_carried_in_covers_its_last_hours() -> None:
    problem = a_problem(
        need={"support": 1.0}, carried_in=(a_shift(day="2026-03-01", start="22:00", hours=8),)
    )
    coverage = coverage_of(problem, a_roster())
    assert coverage.short[0, :7].tolist() == [0, 0, 0, 0, 0, 0, 10]


def test_a_skill_that_has_expired_covers_nothing() -> None:
    skill = AgentSkill(skill="support", expires=date(2026, 3, 1))
    problem = a_problem(agents=[an_agent(skills=(skill,))], need={"support": 1.0})
    coverage = coverage_of(problem, a_roster(a_shift()))
    assert coverage.covered.sum() == 0
    assert coverage.idle.sum() == 0


def test_minimum_staffing_wants_whole_agents_apart_from_the_service_requirement() -> None:
    problem = a_problem(need={"support": 0.2}, minimum={"support": 2})
    coverage = coverage_of(problem, a_roster(a_shift()))
    assert coverage.short_of_minimum[0, 8:11].tolist() == [2, 1, 1]
    assert coverage.short[0, 9] == 0


def test_idle_time_is_what_covers_nothing() -> None:
    problem = a_problem(agents=[an_agent("anna"), an_agent("bob")], need={"support": 1.2})
    coverage = coverage_of(problem, a_roster(a_shift("anna"), a_shift("bob")))
    assert coverage.idle[9] == 8
    assert coverage.over[0, 9] == 8
    assert coverage.idle[8] == 0
