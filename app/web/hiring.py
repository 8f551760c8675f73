"""The hiring gap: a line for each skill and site, and every month behind it."""

from dataclasses import dataclass
from datetime import date

from app.hiring.schemas import HiringCell, HiringGap, HiringMonth, HiringParameters
from app.web.figures import month, percent
from forecasting.hiring.documents import PlanningLevel


@dataclass(frozen=True, slots=True)
class CellLine:
    """One skill at one site: its widest gap and when hiring has to begin for the first one."""

    skill: str
    site: str
    gap: float
    month: date
    hires: int
    start_by: date | None
    too_late: bool
    months: tuple[HiringMonth, ...]


@dataclass(frozen=True, slots=True)
class HiringPart:
    """The hiring gap on the page."""

    lede: str
    level: str
    cells: tuple[CellLine, ...]
    formulas: tuple[tuple[str, str], ...]


def hiring_part(gap: HiringGap, parameters: HiringParameters) -> HiringPart:
    """What the page shows of a report; the widest gaps first."""
    level = parameters.hire_for
    cells = sorted((_line(cell, level) for cell in gap.cells), key=lambda line: -line.gap)
    return HiringPart(
        lede=(
            f"{gap.months} months from {month(gap.first_month)}, hired for {level.upper()} of demand, with "
            f"{percent(parameters.yearly_attrition, 0)} attrition a year, {parameters.lead_months} months to "
            "hire, and new agents as the ramp tells. Proficient equivalents; a gap below zero is a surplus."
        ),
        level=level.upper(),
        cells=tuple(cells),
        formulas=(
            *gap.formulas.items(),
            *(("warning", warning) for warning in gap.warnings),
            ("planned with", parameters.model_dump_json(exclude_none=True)),
        ),
    )


def _line(cell: HiringCell, level: PlanningLevel) -> CellLine:
    widest = max(cell.months, key=lambda row: _gap(row, level))
    first = next((row for row in cell.months if row.start_hiring_by is not None), None)
    return CellLine(
        skill=cell.skill,
        site=cell.site,
        gap=_gap(widest, level),
        month=widest.month,
        hires=cell.hires,
        start_by=first.start_hiring_by if first else None,
        too_late=first.too_late if first else False,
        months=cell.months,
    )


def _gap(row: HiringMonth, level: PlanningLevel) -> float:
    return {
        PlanningLevel.P50: row.gap_p50,
        PlanningLevel.P80: row.gap_p80,
        PlanningLevel.P95: row.gap_p95,
    }[level]
