"""Rows over the first variables of a program say exactly what the whole of it does."""

import random
from itertools import pairwise, product

import numpy as np
from ortools.sat.python import cp_model

from solver.search.projection import Sides, projected

COLUMNS = 5


def a_program(rng: random.Random) -> cp_model.CpModel:
    """Five choices, two amounts and two marks, tied by rows of every kind rules write."""
    cp = cp_model.CpModel()
    takes = [cp.new_bool_var("") for _ in range(COLUMNS)]
    amounts = [cp.new_int_var(0, 2, "") for _ in range(2)]
    marks = [cp.new_bool_var("") for _ in range(2)]
    cp.add_at_most_one(rng.sample(takes, 2))
    for _ in range(4):
        amount, mark, some = rng.choice(amounts), rng.choice(marks), rng.sample(takes, 3)
        total = sum(rng.choice((1, 1, 2, -1)) * take for take in some)
        kind = rng.randrange(7)
        if kind == 0:
            cp.add(amount <= total)
        elif kind == 1:
            cp.add(amount + mark >= total)
        elif kind == 2:
            cp.add(amount == total)
        elif kind == 3:
            cp.add(total >= 1).only_enforce_if(mark)
            cp.add(total <= 0).only_enforce_if(~mark)
        elif kind == 4:
            cp.add_bool_or([some[0], some[1], ~mark]).only_enforce_if(some[2])
            cp.add_implication(some[0], mark)
        elif kind == 5:
            cp.add_exactly_one([some[0], ~some[1], mark])
        else:
            cp.add_bool_and([mark, ~some[1]]).only_enforce_if(some[0])
    cp.add(sum(amounts) >= rng.randrange(3))
    cp.add(sum(amounts) + sum(marks) <= rng.randrange(1, 4))
    return cp


class _Held(cp_model.CpSolverSolutionCallback):
    """Gathers what the choices are in every solution."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[int, ...]] = set()

    def on_solution_callback(self) -> None:
        self.found.add(tuple(self.response_proto.solution)[:COLUMNS])


def held(cp: cp_model.CpModel) -> set[tuple[int, ...]]:
    """The choices that the others can be chosen for."""
    solver, heard = cp_model.CpSolver(), _Held()
    solver.parameters.num_workers = 1
    solver.parameters.enumerate_all_solutions = True
    solver.solve(cp, heard)
    return heard.found


def told(sides: Sides) -> set[tuple[int, ...]]:
    """The choices that the rows allow."""
    choices = product((0, 1), repeat=COLUMNS)
    return {choice for choice in choices if (sides.matrix @ np.array(choice) <= sides.most).all()}


def test_what_the_rows_allow_is_what_the_program_allows() -> None:
    known = 0
    for seed in range(60):
        cp = a_program(random.Random(seed))
        sides = projected(cp, COLUMNS)
        if sides is not None:
            known += 1
            assert told(sides) == held(cp), seed
    assert known >= 40


def test_variables_that_rows_cannot_tell_are_said_so() -> None:
    cp = cp_model.CpModel()
    takes = [cp.new_bool_var("") for _ in range(COLUMNS)]
    pairs = cp.new_int_var(0, 2, "")
    cp.add(2 * pairs == sum(takes))
    assert projected(cp, COLUMNS) is None
    cp = cp_model.CpModel()
    takes = [cp.new_bool_var("") for _ in range(COLUMNS)]
    cp.add_allowed_assignments(takes, [(0,) * COLUMNS])
    assert projected(cp, COLUMNS) is None


def test_a_run_of_two_among_five_is_told_by_the_rows_that_matter() -> None:
    cp = cp_model.CpModel()
    works = [cp.new_bool_var("") for _ in range(COLUMNS)]
    runs = [cp.new_bool_var("") for _ in range(COLUMNS - 1)]
    for run, (day, next_day) in zip(runs, pairwise(works), strict=True):
        cp.add(run <= 1 - day)
        cp.add(run <= 1 - next_day)
    cp.add(sum(runs) >= 1)
    sides = projected(cp, COLUMNS)
    assert sides is not None
    assert told(sides) == {choice for choice in product((0, 1), repeat=COLUMNS) if (0, 0) in pairwise(choice)}
    assert len(sides.most) <= 8
