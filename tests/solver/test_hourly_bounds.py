"""What an hour says of its intervals together: never more than any roster does."""

import random
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

import pytest

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.model.assigned import assigned
from solver.model.on_duty import break_windows
from solver.rules.contract_hours import ContractHours
from solver.rules.idle_hours import IdleHours
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.paid_hours import PaidHours
from solver.rules.service_coverage import ServiceCoverage
from solver.search.candidates import candidates
from solver.search.hourly_bounds import HourlyBounds
from solver.validate import violations_by_rule
from tests.solver.builders import (
    a_break,
    a_contract,
    a_problem,
    a_queue,
    a_rule_set,
    a_shift,
    a_template,
    an_agent,
)

RULES = a_rule_set(
    MinimumStaffing(weight=1),
    ServiceCoverage(weight=3),
    IdleHours(weight=1),
    PaidHours(priced=False, weight=1),
    ContractHours(limits="min", weight=10),
)
SECONDS = 60.0


def _busy(start: datetime) -> float:
    return 1.3 + start.hour % 3 + (0.4 if start.minute == 15 else 0.0)


def _team(zone: str, first_date: date, grain: int) -> Problem:
    skills = [("chat",), ("voice",), ("chat", "voice"), ("voice", "mail")]
    breaks = [a_break(15, 30, 75, name="first"), a_break(30, 120, 200, name="meal", paid=False)]
    return a_problem(
        agents=[
            an_agent(
                f"agent{number}",
                zone=zone,
                skills=skills[number % 4],
                contract=a_contract(min_weekly_minutes=600),
            )
            for number in range(5)
        ],
        queues=[a_queue("chat", priority=2), a_queue("voice", priority=7), a_queue("mail", priority=1)],
        templates=[
            a_template("day", "06:00", "15:00", hours=(5, 7.5), step_minutes=105, breaks=breaks),
            a_template("night", "21:40", hours=(8,), breaks=breaks, keep="wall_time"),
        ],
        need={"chat": _busy, "voice": lambda start: 2 * _busy(start), "mail": 0.2},
        minimum={"voice": 1},
        first_date=first_date,
        zone=zone,
        days=2,
        interval_minutes=grain,
        lead_in_minutes=300,
        carried_in=(a_shift("agent1", day=first_date, start="00:00", hours=3, zone=zone),),
    )


def _any_roster(problem: Problem, rng: random.Random) -> Roster:
    """Shifts that do not overlap, their breaks at any grid point of the windows."""
    axis = problem.axis
    chosen: list[Shift] = []
    begins: dict[tuple[Shift, int], datetime] = {}
    for agent in problem.agents:
        free_from = max((one.end for one in problem.carried_in if one.agent == agent.id), default=None)
        for shift in candidates(problem, RULES)[agent.id]:
            if (free_from is None or shift.start >= free_from) and rng.random() < 0.3:
                chosen.append(shift)
                free_from = shift.end
    for shift in chosen:
        for number, window in enumerate(break_windows(axis, shift)):
            if window.count > 1:
                point = axis.minute(window.first) // axis.interval_minutes + rng.randrange(window.count)
                begins[shift, number] = axis.instant(point)
    return Roster(assignments=tuple(assigned(shift, axis, begins) for shift in chosen))


def _values(problem: Problem, roster: Roster) -> Mapping[Tier, int]:
    values: defaultdict[Tier, int] = defaultdict(int)
    for rule, found in violations_by_rule(problem, RULES, roster):
        values[rule.tier] += (rule.weight or 1) * sum(violation.excess for violation in found)
    return values


@pytest.mark.parametrize(
    ("zone", "first_date", "grain"),
    [
        ("UTC", date(2026, 3, 2), 15),
        ("Asia/Kolkata", date(2026, 3, 2), 30),
        ("Europe/Dublin", date(2026, 3, 28), 15),
        ("America/Denver", date(2026, 10, 31), 15),
        ("Pacific/Apia", date(2011, 12, 29), 60),
    ],
)
def test_no_roster_undercuts_the_bound_given_what_it_holds_above(
    zone: str, first_date: date, grain: int
) -> None:
    problem = _team(zone, first_date, grain)
    bounds = HourlyBounds(problem, RULES, candidates(problem, RULES))
    rng = random.Random(first_date.toordinal())
    for _ in range(4):
        values = _values(problem, _any_roster(problem, rng))
        above = {Tier.MUST_HAVE: values[Tier.MUST_HAVE]}
        assert 0 < bounds.of(Tier.SERVICE, above, SECONDS) <= values[Tier.SERVICE]
        above[Tier.SERVICE] = values[Tier.SERVICE]
        assert bounds.of(Tier.COST, above, SECONDS) <= values[Tier.COST]


def test_what_nobody_can_cover_is_proved_to_be_short() -> None:
    problem = a_problem(
        agents=[an_agent("anna"), an_agent("bob")],
        templates=[a_template(start="09:00", hours=8, breaks=[a_break(60, 120, 300)])],
        need={"support": lambda start: 3.0 if 9 <= start.hour < 17 else 0.0},
        interval_minutes=30,
    )
    bounds = HourlyBounds(problem, RULES, candidates(problem, RULES))
    # Three people are asked for in 16 half hours; two are there, an hour of it on their break.
    assert bounds.of(Tier.SERVICE, {}, SECONDS) == 3 * 5 * 10 * (3 * 16 - 2 * 14)


def test_paid_time_is_proved_by_the_coverage_it_buys() -> None:
    problem = a_problem(
        agents=[an_agent(name) for name in ("anna", "bob", "carl")],
        templates=[a_template(start="09:00", hours=8, breaks=[a_break(60, 120, 300, paid=False)])],
        need={"support": lambda start: 1.0 if 9 <= start.hour < 17 else 0.0},
        interval_minutes=30,
    )
    rules = a_rule_set(ServiceCoverage(weight=1), PaidHours(priced=False, weight=1))
    bounds = HourlyBounds(problem, rules, candidates(problem, rules))
    assert bounds.of(Tier.COST, {Tier.SERVICE: 0}, SECONDS) >= 4 * 8
    assert bounds.of(Tier.COST, {Tier.SERVICE: 10**6}, SECONDS) == 0
