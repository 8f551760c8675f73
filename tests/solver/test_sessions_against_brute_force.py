"""Tiny random problems with sessions: no choice of shifts, breaks and attendance beats what is found."""

import random
from collections.abc import Iterator
from itertools import product

import pytest

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Status
from solver.domain.roster import Activity, Assignment, Roster, Segment
from solver.domain.session import segment_of
from solver.domain.shift import possible_shifts
from solver.domain.time import MINUTE
from solver.rules import RuleSet
from solver.rules.idle_hours import IdleHours
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.sessions_held import SessionsHeld
from solver.rules.sessions_if_quiet import SessionsIfQuiet
from solver.solve import solve
from solver.validate import values_by_tier, violations_by_rule
from tests.solver.builders import a_break, a_problem, a_rule_set, a_session, a_template, an_agent

HOURS = range(8, 14)


def a_random_problem(seed: int) -> Problem:
    rng = random.Random(seed)
    need = {hour: float(rng.choice((0, 1, 1.5, 2))) for hour in HOURS}
    starts = sorted(f"{hour:02}:{rng.choice(('00', '30'))}" for hour in rng.sample(HOURS, 3))
    session = a_session(
        "cohort",
        starts,
        ["anna", "ben"],
        least=rng.choice((None, 1)),
        facilitators=("cleo",) if rng.random() < 0.5 else (),
        minutes=rng.choice((30, 60, 90)),
    )
    pause = a_break(60, rng.choice((0, 60)), rng.choice((60, 120)))
    return a_problem(
        agents=[an_agent("anna"), an_agent("ben"), an_agent("cleo", skills=())],
        templates=[
            a_template("short", "08:00", "10:00", step_minutes=120, hours=4, breaks=[pause]),
        ],
        need={"support": lambda start: need.get(start.hour, 0.0)},
        sessions=(session,),
    )


def every_day_of(problem: Problem, agent: str) -> Iterator[tuple[Assignment, ...]]:
    """No shift, or one with its break and the session anywhere they fit."""
    [person] = [each for each in problem.agents if each.id == agent]
    [session] = problem.sessions
    yield ()
    for shift in possible_shifts(problem, person):
        [plan] = shift.length.breaks
        for offset in range(plan.earliest_offset, plan.latest_offset + 1, problem.interval_minutes):
            begins = shift.start + offset * MINUTE
            pause = Segment(activity=Activity.BREAK, start=begins, end=begins + plan.minutes * MINUTE)
            attended: list[tuple[Segment, ...]] = [()]
            for start in session.starts:
                held = segment_of(session, start)
                touched = problem.axis.touched(held.start, held.end)
                paused = problem.axis.touched(pause.start, pause.end)
                inside = shift.start <= held.start and held.end <= shift.end
                if inside and not set(touched) & set(paused):
                    attended.append((held,))
            for sessions in attended:
                breaks = tuple(sorted((pause, *sessions), key=lambda segment: segment.start))
                yield (
                    Assignment(
                        agent=agent, template=shift.template, start=shift.start, end=shift.end, breaks=breaks
                    ),
                )


def best_of_all(problem: Problem, rules: RuleSet) -> tuple[int, ...]:
    """The least values of the tiers in order, over every roster there is."""
    days = [list(every_day_of(problem, agent.id)) for agent in problem.agents]
    return min(
        tuple(
            values_by_tier(
                violations_by_rule(
                    problem, rules, Roster(assignments=tuple(one for day in chosen for one in day))
                )
            ).values()
        )
        for chosen in product(*days)
    )


@pytest.mark.parametrize("seed", range(6))
def test_no_roster_holds_sessions_at_less_cost(seed: int) -> None:
    problem = a_random_problem(seed)
    first = SessionsHeld() if seed % 2 else SessionsIfQuiet()
    rules = a_rule_set(first, ServiceCoverage(weight=10), IdleHours())
    result = solve(problem, rules, SolveOptions(seconds=20, workers=1))
    assert result.status is Status.OPTIMAL
    assert tuple(int(tier.value) for tier in result.tiers) == best_of_all(problem, rules)
