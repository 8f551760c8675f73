"""What a hiring plan is asked and what it answers, per skill and site and month."""

from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from forecasting.documents import Document
from forecasting.hiring.ramp import Ramp


def _first_of_month(day: date) -> date:
    if day.day != 1:
        raise ValueError(f"expected the first day of a month, got {day.isoformat()}")
    return day


Month = Annotated[date, AfterValidator(_first_of_month)]
Heads = Annotated[float, Field(ge=0.0, le=1e6)]
MonthlyRate = Annotated[float, Field(ge=0.0, lt=1.0)]
Label = Annotated[str, Field(min_length=1, max_length=200)]


class PlanningLevel(StrEnum):
    """Which quantile of demand is hired for."""

    P50 = "p50"
    P80 = "p80"
    P95 = "p95"


class RequiredMonth(Document):
    """Proficient agents on the payroll that a month asks for, shrinkage included, by demand quantile."""

    month: Month
    p50: Heads
    p80: Heads
    p95: Heads

    @model_validator(mode="after")
    def _quantiles_rise(self) -> Self:
        if not self.p50 <= self.p80 <= self.p95:
            raise ValueError(f"{self.month.isoformat()}: expected p50 ≤ p80 ≤ p95")
        return self

    def at(self, level: PlanningLevel) -> float:
        return {"p50": self.p50, "p80": self.p80, "p95": self.p95}[level.value]


class NewAgents(Document):
    """Agents already at work who are still ramping up, ``tenure_months`` after their start."""

    tenure_months: Annotated[int, Field(ge=0, le=120)]
    heads: Heads


class PlannedChange(Document):
    """Heads that start or leave in a month, already agreed."""

    month: Month
    heads: Heads


class HiringCell(Document):
    """One skill at one site: what each month requires, who is there, how people come, grow and leave.

    ``tenured_heads`` are proficient-equivalents at work in the first month. Attrition is a monthly share;
    ``early_attrition`` holds in the first ``early_months`` of tenure. ``lead_months`` pass from the decision
    to hire to the first day; hires come in multiples of ``class_size``, at most ``largest_class`` a month.
    Costs in any one unit: per head and month, once per hire, and per missing agent and month.
    """

    skill: Label
    site: Label
    required: Annotated[tuple[RequiredMonth, ...], Field(min_length=1, max_length=36)]
    tenured_heads: Heads
    new_agents: tuple[NewAgents, ...] = ()
    planned_hires: tuple[PlannedChange, ...] = ()
    planned_leavers: tuple[PlannedChange, ...] = ()
    attrition: MonthlyRate = 0.0
    early_attrition: MonthlyRate | None = None
    early_months: Annotated[int, Field(ge=0, le=60)] = 3
    lead_months: Annotated[int, Field(ge=0, le=24)] = 0
    ramp: Ramp
    class_size: Annotated[int, Field(ge=1, le=10_000)] = 1
    largest_class: Annotated[int, Field(ge=0, le=100_000)] | None = None
    head_month_cost: Annotated[float, Field(ge=0.0, le=1e9)] = 1.0
    hire_cost: Annotated[float, Field(ge=0.0, le=1e9)] = 0.001
    shortage_cost: Annotated[float, Field(gt=0.0, le=1e12)] = 50.0

    @model_validator(mode="after")
    def _months_follow_each_other(self) -> Self:
        months = [row.month for row in self.required]
        for row, (before, after) in enumerate(pairwise(months), start=1):
            if after != month_after(before, 1):
                raise ValueError(f"required[{row}].month: expected {month_after(before, 1)}, got {after}")
        for name in ("planned_hires", "planned_leavers"):
            for row, change in enumerate(getattr(self, name)):
                if not months[0] <= change.month <= months[-1]:
                    raise ValueError(f"{name}[{row}].month: expected {months[0]} to {months[-1]}")
        return self


class HiringRequest(Document):
    """All skill-and-site cells of a plan and the demand quantile to hire for."""

    cells: Annotated[tuple[HiringCell, ...], Field(min_length=1, max_length=500)]
    hire_for: PlanningLevel = PlanningLevel.P80

    @model_validator(mode="after")
    def _cells_differ(self) -> Self:
        names = [(cell.skill, cell.site) for cell in self.cells]
        for row, name in enumerate(names):
            if name in names[:row]:
                raise ValueError(f"cells[{row}]: skill {name[0]} at site {name[1]} is given twice")
        return self


class GapMonth(Document):
    """One month of one cell, in proficient-equivalent agents; a negative gap is a surplus.

    ``available`` = ``from_tenured`` + ``from_new`` + ``from_planned`` without any further hire.
    ``hire_now`` heads are decided in this month and start ``lead_months`` later. ``start_hiring_by`` is the
    first of the month in which hiring had to begin to close this month's gap with proficient people;
    ``too_late`` when that lies before the plan. ``shortage`` remains after the planned hires.
    """

    month: Month
    required_p50: float
    required_p80: float
    required_p95: float
    from_tenured: float
    from_new: float
    from_planned: float
    available: float
    gap_p50: float
    gap_p80: float
    gap_p95: float
    hire_now: int
    starting: int
    available_with_hires: float
    shortage: float
    start_hiring_by: date | None
    too_late: bool


class CellGap(Document):
    """The plan of one skill at one site; ``proved`` says that no cheaper plan exists."""

    skill: str
    site: str
    months: tuple[GapMonth, ...]
    hires: int
    cost: float
    proved: bool
    naive_hires: int
    """Heads required in the last month minus heads today: a plan without attrition and ramp."""
    warnings: tuple[str, ...] = ()


class HiringGapReport(Document):
    """Gap, hires and dates per cell; ``formulas`` and ``inputs`` make every figure recomputable."""

    cells: tuple[CellGap, ...]
    formulas: dict[str, str]
    inputs: HiringRequest


def month_after(month: date, count: int) -> date:
    """The first of the month ``count`` months later (earlier when negative)."""
    years, index = divmod(month.month - 1 + count, 12)
    return date(month.year + years, index + 1, 1)
