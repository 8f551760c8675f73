"""A lower bound of one tier from the linear relaxation of a program that leaves nothing out."""

from collections.abc import Mapping

import numpy as np
from ortools.sat.python import cp_model

from solver.domain.result import Tier
from solver.search.program import Objective
from solver.search.relaxation import Relaxed, relaxed, rows_of


def tier_bound(
    program: cp_model.CpModel,
    objectives: Mapping[Tier, Objective],
    tier: Tier,
    held: Mapping[Tier, int],
    seconds: float,
) -> int:
    """What the tier cannot undercut while those above keep the values ``held``; zero when nothing is found in
    the seconds.
    """
    found = tier_relaxed(program, objectives, tier, held, seconds)
    return 0 if found is None else max(0, found.bound)


def tier_relaxed(
    program: cp_model.CpModel,
    objectives: Mapping[Tier, Objective],
    tier: Tier,
    held: Mapping[Tier, int],
    seconds: float,
) -> Relaxed | None:
    """The bound of the tier and the relaxed solution behind it; None when nothing is found in the seconds."""
    cp = program.clone()
    for above, value in held.items():
        if above in objectives:
            cp.add(objectives[above].expression <= value)
    rows = rows_of(cp)
    objective = objectives[tier]
    cost = np.zeros(len(rows.least), dtype=np.int64)
    np.add.at(cost, objective.indices, objective.coefficients)
    return relaxed(rows, cost, int(objective.offsets.sum()), seconds)
