"""The model's words: breaks counted by class come out as breaks of persons, exactly."""

import random

import pytest
from ortools.sat.python import cp_model

from solver.domain.coverage import coverage_of
from solver.domain.problem import Problem
from solver.domain.work import BreakPlan
from solver.model.on_duty import break_windows
from solver.model.roster_model import RosterModel
from solver.validate import structural_violations
from tests.solver.builders import a_break, a_problem, a_queue, a_template, an_agent

DAY = (
    a_break(15, 45, 100, name="first"),
    a_break(30, 150, 200, name="meal"),
    a_break(15, 260, 330, name="last"),
)


def _problem(rng: random.Random, agents: int, grain: int) -> Problem:
    kinds = (("chat",), ("voice",), ("chat", "voice"))
    return a_problem(
        agents=[an_agent(f"agent{number}", skills=rng.choice(kinds)) for number in range(agents)],
        queues=[a_queue("chat", priority=3), a_queue("voice", priority=8)],
        templates=[a_template(start="07:00", latest="10:00", hours=(7, 8), breaks=DAY)],
        need={
            "chat": lambda instant: (instant.hour * 7 + instant.minute) % 23 / 10,
            "voice": lambda instant: (instant.hour * 5 + instant.minute) % 17 / 10,
        },
        interval_minutes=grain,
    )


@pytest.mark.parametrize("grain", [15, 30, 60])
@pytest.mark.parametrize("seed", range(4))
def test_the_models_shortfall_is_the_one_read_off_the_roster_it_hands_out(seed: int, grain: int) -> None:
    problem = _problem(random.Random(seed), agents=5, grain=grain)
    model = RosterModel(problem)
    rng = random.Random(seed)
    for agent in problem.agents:
        # Everybody works some shift; the breaks are what is left to decide.
        model.cp.add(model.takes(rng.choice(model.shifts(agent.id))) == 1)
    price = {queue.id: queue.priority for queue in problem.queues}
    short = cp_model.LinearExpr.sum(
        [
            price[queue.id] * model.short(queue.id, interval)
            for queue in problem.queues
            for interval in range(model.axis.intervals)
        ]
    )
    model.cp.minimize(short)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 20
    assert solver.solve(model.cp) == cp_model.OPTIMAL
    roster = model.roster(solver.value)
    read = coverage_of(problem, roster)
    weighted = sum(price[queue] * int(read.short[row].sum()) for row, queue in enumerate(read.queues))
    assert weighted == round(solver.objective_value)
    assert not list(structural_violations(problem, roster))


def test_a_break_window_holds_the_grid_points_inside_it() -> None:
    problem = a_problem(
        templates=[a_template(start="09:10", hours=8, breaks=[a_break(15, 60, 100)])], interval_minutes=15
    )
    model = RosterModel(problem)
    (shift,) = model.shifts("anna")
    (window,) = break_windows(model.axis, shift)
    assert window.first.minute == 15
    assert window.count == 3


def test_a_window_without_a_grid_point_has_its_earliest_start_alone() -> None:
    plan = BreakPlan(name="tea", minutes=10, earliest_offset=65, latest_offset=70)
    problem = a_problem(templates=[a_template(start="09:00", hours=8, breaks=[plan])], interval_minutes=15)
    model = RosterModel(problem)
    (window,) = break_windows(model.axis, model.shifts("anna")[0])
    assert (window.first.hour, window.first.minute, window.count) == (10, 5, 1)


def test_nobody_takes_two_shifts_that_overlap() -> None:
    problem = a_problem(templates=[a_template(start="06:00", latest="20:00", hours=(4, 8), step_minutes=60)])
    model = RosterModel(problem)
    model.cp.maximize(model.total(model.shifts("anna")))
    solver = cp_model.CpSolver()
    assert solver.solve(model.cp) == cp_model.OPTIMAL
    roster = model.roster(solver.value)
    assert not list(structural_violations(problem, roster))
    # From 06:00, four hours each and the last one late: a fifth would start at 22:00.
    assert len(roster.assignments) == 4
