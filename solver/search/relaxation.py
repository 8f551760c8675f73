"""The linear relaxation of a program: fractional values to start from, and a bound that rounding cannot
falsify.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
from ortools.math_opt import model_pb2  # type: ignore[import-untyped]
from ortools.math_opt.python import mathopt  # type: ignore[import-untyped]
from ortools.sat.python import cp_model
from scipy import sparse

_SCALE = 1 << 20
_ENDLESS = 1 << 40
_SAFE = float(1 << 61)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Rows:
    """lower ≤ matrix · x ≤ upper over variables within [least, most]; ±2^40 stands for no limit."""

    matrix: sparse.csr_array
    lower: Ints
    upper: Ints
    least: Ints
    most: Ints


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A fractional optimum and a lower bound of the objective, proved in whole numbers."""

    values: Floats
    bound: int


def rows_of(cp: cp_model.CpModel) -> Rows:
    """Every unconditional linear row of the program; leaving out the others relaxes it."""
    lengths: list[int] = []
    indices: list[int] = []
    coefficients: list[int] = []
    lower: list[int] = []
    upper: list[int] = []
    for constraint in cp.proto.constraints:
        if constraint.has_linear() and not len(constraint.enforcement_literal):
            linear = constraint.linear
            lengths.append(len(linear.vars))
            indices += linear.vars
            coefficients += linear.coeffs
            lower.append(linear.domain[0])
            upper.append(linear.domain[len(linear.domain) - 1])
        elif constraint.has_at_most_one():
            literals = constraint.at_most_one.literals
            if min(literals) >= 0:
                lengths.append(len(literals))
                indices += literals
                coefficients += [1] * len(literals)
                lower.append(0)
                upper.append(1)
    variables = cp.proto.variables
    least = [variable.domain[0] for variable in variables]
    most = [variable.domain[len(variable.domain) - 1] for variable in variables]
    starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    shape = (len(lengths), len(least))
    matrix = sparse.csr_array((np.array(coefficients, dtype=np.int64), np.array(indices), starts), shape)
    return Rows(
        matrix=matrix,
        lower=np.clip(np.array(lower, dtype=np.int64), -_ENDLESS, _ENDLESS),
        upper=np.clip(np.array(upper, dtype=np.int64), -_ENDLESS, _ENDLESS),
        least=np.array(least, dtype=np.int64),
        most=np.array(most, dtype=np.int64),
    )


def relaxed(rows: Rows, cost: Ints, offset: int, seconds: float) -> Relaxed | None:
    """Minimise ``cost`` · x + ``offset`` by HiGHS within the seconds; None when it finds no optimum in time.

    The bound does not rest on the solver's tolerances: its duals are rounded and the Lagrangian they give is
    evaluated in integers, which bounds the optimum from below for any duals whatever.
    """
    model = _model(rows, cost)
    parameters = mathopt.SolveParameters(
        time_limit=timedelta(seconds=seconds), lp_algorithm=mathopt.LPAlgorithm.BARRIER
    )
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
    if (
        result.termination.reason is not mathopt.TerminationReason.OPTIMAL
        or not result.has_dual_feasible_solution()
    ):
        return None
    values = np.array(list(result.variable_values().values()), dtype=np.float64)
    duals = np.array(list(result.dual_values().values()), dtype=np.float64)
    bound = _lagrangian(rows, cost, duals)
    return None if bound is None else Relaxed(values, bound + offset)


def _model(rows: Rows, cost: Ints) -> mathopt.Model:
    proto = model_pb2.ModelProto()
    count = len(rows.least)
    proto.variables.ids.extend(range(count))
    proto.variables.lower_bounds.extend(rows.least.astype(float))
    proto.variables.upper_bounds.extend(rows.most.astype(float))
    proto.variables.integers.extend([False] * count)
    proto.variables.names.extend([""] * count)
    used = np.flatnonzero(cost)
    proto.objective.linear_coefficients.ids.extend(used)
    proto.objective.linear_coefficients.values.extend(cost[used].astype(float))
    proto.linear_constraints.ids.extend(range(len(rows.lower)))
    proto.linear_constraints.lower_bounds.extend(_endless(rows.lower))
    proto.linear_constraints.upper_bounds.extend(_endless(rows.upper))
    proto.linear_constraints.names.extend([""] * len(rows.lower))
    entries = rows.matrix.tocsr(copy=True)
    entries.sum_duplicates()
    entries.eliminate_zeros()
    coordinates = entries.tocoo()
    proto.linear_constraint_matrix.row_ids.extend(coordinates.row)
    proto.linear_constraint_matrix.column_ids.extend(coordinates.col)
    proto.linear_constraint_matrix.coefficients.extend(coordinates.data.astype(float))
    return mathopt.Model.from_model_proto(proto)


def _endless(sides: Ints) -> Floats:
    limits = sides.astype(np.float64)
    limits[sides <= -_ENDLESS] = -np.inf
    limits[sides >= _ENDLESS] = np.inf
    return limits


def _lagrangian(rows: Rows, cost: Ints, duals: Floats) -> int | None:
    """Σ y · side + Σ min over the box of the reduced costs, in units of 1/2^20, rounded up at the end."""
    if not np.isfinite(duals).all() or np.abs(duals).max(initial=0.0) > 1e9:
        return None
    prices = np.rint(duals * _SCALE).astype(np.int64)
    prices[(prices > 0) & (rows.lower <= -_ENDLESS)] = 0
    prices[(prices < 0) & (rows.upper >= _ENDLESS)] = 0
    size = np.abs(rows.matrix).T.astype(float) @ np.abs(prices).astype(float)
    if size.max(initial=0.0) > _SAFE:
        return None
    reduced = cost * _SCALE - rows.matrix.T @ prices
    sides = np.where(prices > 0, rows.lower, rows.upper)
    # Python's integers do not overflow.
    total = _dot(prices, sides) + _dot(reduced, np.where(reduced > 0, rows.least, rows.most))
    return -(-total // _SCALE)


def _dot(left: Sequence[int] | Ints, right: Sequence[int] | Ints) -> int:
    return sum(int(one) * int(other) for one, other in zip(left, right, strict=True) if one)
