"""Service coverage, minimum staffing and leads."""

import pytest
from pydantic import ValidationError

from solver.domain.problem import Problem
from solver.domain.roster import Assignment
from solver.rule import Scope
from solver.rules.lead_on_duty import LeadOnDuty
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.service_coverage import ServiceCoverage
from tests.solver.builders import a_problem, a_queue, a_segment, a_shift, an_agent, utc
from tests.solver.rules.reading import excess_in

VOICE, CHAT = a_queue("voice", priority=8), a_queue("chat", priority=3)
BOTH = an_agent("anna", skills=("voice", "chat"))


def a_need(**need: float) -> Problem:
    """Agents needed from nine to ten, by queue."""
    return a_problem(
        agents=[BOTH, an_agent("ben", skills=("chat",))],
        queues=[VOICE, CHAT],
        need={
            queue: (lambda start, agents=agents: agents * (start.hour == 9)) for queue, agents in need.items()
        },
    )


def test_an_agent_counts_once_for_the_queues_they_can_serve() -> None:
    assert excess_in(ServiceCoverage(), a_need(voice=0.6, chat=0.4), a_shift()) == 0
    assert excess_in(ServiceCoverage(), a_need(voice=0.6, chat=0.5), a_shift()) == 3 * 1


def test_the_queue_of_higher_priority_is_served_first() -> None:
    assert excess_in(ServiceCoverage(), a_need(voice=1, chat=1), a_shift()) == 3 * 10
    assert excess_in(ServiceCoverage(), a_need(voice=1, chat=1), a_shift("ben")) == 8 * 10


def test_an_agent_on_a_break_does_not_cover() -> None:
    on_a_break = a_shift(breaks=[a_segment(utc("2026-03-02 09:15"), 15)])
    assert excess_in(ServiceCoverage(), a_need(voice=0.1), on_a_break) == 8


def test_a_tenth_begun_is_a_tenth_needed() -> None:
    assert excess_in(ServiceCoverage(), a_need(voice=0.11)) == 8 * 2


def test_the_minimum_counts_whole_agents_one_queue_each() -> None:
    problem = a_problem(
        agents=[BOTH, an_agent("ben", skills=("chat",))],
        queues=[VOICE, CHAT],
        minimum={
            "voice": lambda start: int(start.hour == 9),
            "chat": lambda start: int(start.hour in (9, 10)),
        },
    )
    assert excess_in(MinimumStaffing(), problem) == 3
    assert excess_in(MinimumStaffing(), problem, a_shift()) == 1
    assert excess_in(MinimumStaffing(), problem, a_shift(), a_shift("ben")) == 0


@pytest.mark.parametrize("kind", [ServiceCoverage, MinimumStaffing])
def test_rules_about_queues_refuse_a_scope(kind: type[ServiceCoverage] | type[MinimumStaffing]) -> None:
    with pytest.raises(ValidationError, match="give it no scope"):
        kind(scope=Scope(sites=("dublin",)))


TEAM = a_problem(
    agents=[
        an_agent("anna", role="lead"),
        an_agent("bea", role="lead"),
        *(an_agent(f"c{n}") for n in range(9)),
    ],
    need={"support": lambda start: 1.0 * (10 <= start.hour < 12)},
)
LEAD = a_shift("anna", hours=4)


def others(count: int, hours: float = 4) -> list[Assignment]:
    return [a_shift(f"c{number}", hours=hours) for number in range(count)]


def test_nobody_works_without_a_lead() -> None:
    assert excess_in(LeadOnDuty(), TEAM) == 0
    assert excess_in(LeadOnDuty(), TEAM, *others(1)) == 4
    assert excess_in(LeadOnDuty(), TEAM, LEAD, *others(1, hours=5)) == 1


def test_a_lead_for_every_eight_of_the_others_begun() -> None:
    assert excess_in(LeadOnDuty(span=8), TEAM, LEAD, *others(8)) == 0
    assert excess_in(LeadOnDuty(span=8), TEAM, LEAD, *others(9)) == 4


def test_a_lead_is_there_while_work_is_required_whoever_else_is() -> None:
    rule = LeadOnDuty(during="work_required")
    assert excess_in(rule, TEAM) == 2
    assert excess_in(rule, TEAM, *others(3)) == 2
    assert excess_in(rule, TEAM, LEAD) == 0


def test_a_lead_is_there_in_the_window_on_the_clocks_of_its_zone() -> None:
    written = {"during": "window", "window": {"start": "14:30", "end": "17:30"}, "zone": "Asia/Kolkata"}
    rule = LeadOnDuty.model_validate(written)
    assert excess_in(rule, TEAM) == 3
    assert excess_in(rule, TEAM, a_shift("bea", hours=3)) == 0


def test_a_window_is_given_when_and_only_when_it_is_asked_for() -> None:
    with pytest.raises(ValidationError, match="window goes with"):
        LeadOnDuty(during="window")
