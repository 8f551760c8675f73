"""The hiring gap: required minus available agents per month, the hires that close it, and when to begin."""

import numpy as np

from forecasting.hiring.availability import from_new, from_planned, from_tenured
from forecasting.hiring.documents import (
    CellGap,
    GapMonth,
    HiringCell,
    HiringGapReport,
    HiringRequest,
    PlanningLevel,
    month_after,
)
from forecasting.hiring.programme import plan_hires
from forecasting.hiring.ramp import PROFICIENT, months_to_proficiency
from forecasting.staffing.shrinkage import whole_heads

FORMULAS = {
    "required": "workload hours × staffing inflation ÷ (paid hours per agent-month × (1 − shrinkage))",
    "from_tenured": "tenured_heads × (1 − attrition)^t − leavers × (1 − attrition)^(t − month of leaving)",
    "from_new": "Σ heads × S(k + t) ÷ S(k) × r(k + t), k months of tenure at the start",
    "from_planned": "Σ heads × S(t − m) × r(t − m) for starts in month m ≤ t",
    "available": "from_tenured + from_new + from_planned",
    "gap": "required − available",
    "S(x)": "(1 − early_attrition)^min(x, early_months) × (1 − attrition)^max(x − early_months, 0)",
    "r(x)": "stepped: shares[x]; linear and exponential: proficient ÷ new handle time at x; 0 in training",
    "hire_now": (
        "classes of least Σ head_month_cost × head-months + hire_cost × hires + shortage_cost × shortage"
    ),
    "available_with_hires": "available + Σ hire_now(h) × S(t − h − lead) × r(t − h − lead) for h + lead ≤ t",
    "shortage": "max(required at hire_for − available_with_hires, 0)",
    "start_hiring_by": f"month − lead_months − months until r reaches {PROFICIENT:g}, where gap > 0",
    "naive_hires": "required in the last month − heads today, rounded up, at least 0",
}


def hiring_gap(request: HiringRequest) -> HiringGapReport:
    """Gap per month, skill and site, with the cheapest hires for the demand quantile ``hire_for``."""
    return HiringGapReport(
        cells=tuple(_cell_gap(cell, request.hire_for) for cell in request.cells),
        formulas=FORMULAS,
        inputs=request,
    )


def _cell_gap(cell: HiringCell, level: PlanningLevel) -> CellGap:
    tenured, new, planned = from_tenured(cell), from_new(cell), from_planned(cell)
    available = tenured + new + planned
    needed = np.array([row.at(level) for row in cell.required])
    plan = plan_hires(cell, needed, available)
    back = cell.lead_months + months_to_proficiency(cell.ramp)
    first = cell.required[0].month
    rows = []
    for index, row in enumerate(cell.required):
        missing = needed[index] - available[index] > 1e-9
        begin = month_after(row.month, -back) if missing else None
        decided = index - cell.lead_months
        rows.append(
            GapMonth(
                month=row.month,
                required_p50=row.p50,
                required_p80=row.p80,
                required_p95=row.p95,
                from_tenured=tenured[index],
                from_new=new[index],
                from_planned=planned[index],
                available=available[index],
                gap_p50=row.p50 - available[index],
                gap_p80=row.p80 - available[index],
                gap_p95=row.p95 - available[index],
                hire_now=plan.hires[index],
                starting=plan.hires[decided] if decided >= 0 else 0,
                available_with_hires=available[index] + plan.added[index],
                shortage=plan.shortage[index],
                start_hiring_by=begin,
                too_late=begin is not None and begin < first,
            )
        )
    heads = cell.tenured_heads + sum(group.heads for group in cell.new_agents)
    return CellGap(
        skill=cell.skill,
        site=cell.site,
        months=tuple(rows),
        hires=int(plan.hires.sum()),
        cost=plan.cost,
        proved=plan.proved,
        naive_hires=int(whole_heads(needed[-1:] - heads)[0]),
        warnings=_warnings(cell, rows, proved=plan.proved),
    )


def _warnings(cell: HiringCell, rows: list[GapMonth], *, proved: bool) -> tuple[str, ...]:
    found = []
    if cell.lead_months >= len(rows):
        found.append("the lead time is longer than the plan: no hire can start within it")
    helpful = next((tenure for tenure in range(len(rows)) if cell.ramp.productivity(tenure) > 0.0), len(rows))
    soonest = cell.lead_months + helpful
    early = [row for row in rows[:soonest] if row.shortage > 1e-9]
    if early:
        most = max(row.shortage for row in early)
        found.append(
            f"up to {most:.1f} agents are missing before any hire can help: overtime or other sites must"
        )
    later = [row for row in rows[soonest:] if row.shortage > 1e-9]
    if later:
        found.append(f"{len(later)} later months keep a shortage: hiring for it costs more or is not allowed")
    if not proved:
        found.append("the search limit was reached: the plan is good, a cheaper one may exist")
    return tuple(found)
