"""Proficient-equivalent agents month by month: survival by tenure times productivity by tenure."""

import numpy as np

from forecasting.hiring.documents import HiringCell
from forecasting.staffing.waiting import Floats


def survival(cell: HiringCell, tenure_months: int) -> float:
    """Share of a class still there ``tenure_months`` after its start; the first month loses nobody."""
    early = cell.attrition if cell.early_attrition is None else cell.early_attrition
    newly = min(tenure_months, cell.early_months)
    return float((1.0 - early) ** newly * (1.0 - cell.attrition) ** (tenure_months - newly))


def equivalents(cell: HiringCell, tenure_months: int) -> float:
    """Proficient agents that one hire is worth at this tenure, on average."""
    return survival(cell, tenure_months) * cell.ramp.productivity(tenure_months)


def from_tenured(cell: HiringCell) -> Floats:
    """Those at work in month 0, less attrition and the agreed leavers; never below 0."""
    months = np.arange(len(cell.required))
    stay = 1.0 - cell.attrition
    present = np.asarray(cell.tenured_heads * stay**months, dtype=np.float64)
    for change in cell.planned_leavers:
        since = months - month_index(cell, change.month.year, change.month.month)
        present = present - np.where(since >= 0, change.heads * stay ** np.maximum(since, 0), 0.0)
    return np.maximum(present, 0.0)


def from_new(cell: HiringCell) -> Floats:
    """Agents still ramping up in month 0, with their own attrition from there."""
    total = np.zeros(len(cell.required))
    for group in cell.new_agents:
        here = survival(cell, group.tenure_months)
        total += [
            group.heads * equivalents(cell, group.tenure_months + month) / here for month in range(total.size)
        ]
    return total


def from_planned(cell: HiringCell) -> Floats:
    """Agreed hires from their first month on."""
    total = np.zeros(len(cell.required))
    for change in cell.planned_hires:
        begin = month_index(cell, change.month.year, change.month.month)
        total[begin:] += [change.heads * equivalents(cell, tenure) for tenure in range(total.size - begin)]
    return total


def month_index(cell: HiringCell, year: int, month: int) -> int:
    """Number of a month, counted from the first one of the plan."""
    first = cell.required[0].month
    return (year - first.year) * 12 + month - first.month
