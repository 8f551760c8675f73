"""The cheapest hires by month as a small integer programme."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from forecasting.hiring.availability import equivalents, survival
from forecasting.hiring.documents import HiringCell
from forecasting.staffing.waiting import Floats

MOST_NODES = 50_000
"""Search limit for one cell, in nodes and not seconds so that the same request gives the same plan."""


class HiringProgrammeError(RuntimeError):
    """The hiring programme ended without a plan, although hiring nobody is always one."""


@dataclass(frozen=True, slots=True)
class HiringPlan:
    """Heads decided, agents added and agents still missing per month, the cost, and whether it is proved."""

    hires: NDArray[np.int64]
    added: Floats
    shortage: Floats
    cost: float
    proved: bool


def plan_hires(cell: HiringCell, needed: Floats, available: Floats) -> HiringPlan:
    """Least cost of hires and shortage so that available + added + shortage ≥ needed in every month.

    Σ_h x_h·S(t−h−L)·r(t−h−L) agents are added in month t by x_h hires decided in month h (L lead months, S
    survival, r ramp), x_h a multiple of the class size. Cost: head-months of hires, hires, missing
    agent-months. Shortage is priced, not forbidden: the first L months cannot be repaired.
    """
    months = needed.size
    added = np.zeros((months, months))
    head_months = np.zeros(months)
    for decided in range(months):
        for month in range(decided + cell.lead_months, months):
            tenure = month - decided - cell.lead_months
            added[month, decided] = equivalents(cell, tenure)
            head_months[decided] += survival(cell, tenure)
    missing = np.maximum(needed - available, 0.0)
    size = cell.class_size
    hire_cost = size * (cell.head_month_cost * head_months + cell.hire_cost)
    most = np.inf if cell.largest_class is None else cell.largest_class // size
    # Whoever starts after the last month helps nobody in the plan.
    useful = np.arange(months) + cell.lead_months < months
    result = optimize.milp(
        c=np.concatenate([hire_cost, np.full(months, cell.shortage_cost)]),
        constraints=optimize.LinearConstraint(
            sparse.csr_array(np.hstack([added * size, np.eye(months)])), lb=missing, ub=np.inf
        ),
        integrality=np.concatenate([np.ones(months), np.zeros(months)]),
        bounds=optimize.Bounds(0.0, np.concatenate([np.where(useful, most, 0.0), np.full(months, np.inf)])),
        options={"node_limit": MOST_NODES, "mip_rel_gap": 0.0},
    )
    if result.x is None:
        raise HiringProgrammeError(f"{HiringProgrammeError.__doc__} ({result.message})")
    hires = np.round(result.x[:months]).astype(np.int64) * size
    gained = added @ hires
    shortage = np.maximum(needed - available - gained, 0.0)
    cost = float(hire_cost @ (hires / size) + cell.shortage_cost * shortage.sum())
    return HiringPlan(hires, gained, shortage, cost, bool(result.status == 0))
