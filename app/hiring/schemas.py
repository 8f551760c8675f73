"""What callers ask of the hiring gap and read of it."""

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import Field, StrictInt, ValidationInfo, field_validator

from app.fields import Day, Document
from app.forecasts.schemas import PlanState, QueueNames, QueueRefusal
from forecasting.hiring.documents import CellGap, GapMonth, PlanningLevel
from forecasting.hiring.ramp import LinearRamp, Ramp

MonthlyShare = Annotated[float, Field(ge=0, lt=1, strict=True)]


class HiringParameters(Document):
    """How people come, grow and leave. The defaults are usual figures of contact centres, to be replaced.

    ``yearly_attrition`` is the share of heads lost in a year, ``early_attrition`` the share lost in each of
    the first ``early_months`` (absent: like the others). ``lead_months`` pass from the decision to hire to
    the first day. New agents are productive by ``ramp``. Hires come in multiples of ``class_size``, at most
    ``largest_class`` a month. ``weekly_hours`` are paid hours of one full agent. ``shrinkage`` stands in for
    that of the queues. ``hire_for`` is the quantile of demand that hires are planned for. Costs are relative
    to one head and month.
    """

    first_month: Annotated[Day, Field(description="A first of a month; absent: the next one.")] | None = None
    months: Annotated[StrictInt, Field(ge=1, le=18)] = 12
    queues: QueueNames | None = None
    yearly_attrition: MonthlyShare = 0.25
    early_attrition: MonthlyShare | None = None
    early_months: Annotated[StrictInt, Field(ge=0, le=24)] = 3
    lead_months: Annotated[StrictInt, Field(ge=0, le=18)] = 2
    ramp: Ramp = LinearRamp(new_handle_ratio=1.5, months=3, training_months=1)
    class_size: Annotated[StrictInt, Field(ge=1, le=1000)] = 1
    largest_class: Annotated[StrictInt, Field(ge=0, le=10_000)] | None = None
    weekly_hours: Annotated[float, Field(ge=1, le=168, strict=True)] = 40.0
    shrinkage: MonthlyShare | None = None
    hire_for: PlanningLevel = PlanningLevel.P80
    hire_cost: Annotated[float, Field(ge=0, le=1e6, strict=True)] = 1.0
    shortage_cost: Annotated[float, Field(gt=0, le=1e6, strict=True)] = 50.0

    @field_validator("first_month")
    @classmethod
    def _a_first(cls, day: date | None) -> date | None:
        if day is not None and day.day != 1:
            raise ValueError("expected the first day of a month")
        return day

    @field_validator("largest_class")
    @classmethod
    def _room_for_a_class(cls, largest: int | None, info: ValidationInfo) -> int | None:
        least = info.data.get("class_size", 1)
        if largest is not None and 0 < largest < least:
            raise ValueError(f"expected 0 for no hires, or at least the class_size of {least}")
        return largest


class QueueWork(Document):
    """What one queue asks of a skill at a site in a month; contacts and hours are of P50 demand.

    Agents = contacts × handle_seconds ÷ 3600 × share × inflation ÷ productive_hours.
    """

    queue: str
    contacts_p50: float
    contacts_p80: float
    contacts_p95: float
    handle_seconds: float
    inflation: float
    share: float
    workload_hours: float
    agent_hours: float
    shrinkage: float
    productive_hours: float
    agents_p50: float
    agents_p80: float
    agents_p95: float


class HiringMonth(GapMonth):
    """A month of a skill at a site, with the work behind what it requires."""

    work: tuple[QueueWork, ...]


class HiringCell(CellGap):
    """A skill at a site; ``skill`` names all skills that the work needs together."""

    months: tuple[HiringMonth, ...]
    queues: tuple[str, ...]
    agents: int = Field(description="People who can do the work, whatever else they do.")
    heads_now: float = Field(description="Full agents' worth of their time that falls to this work.")
    equivalents_now: float = Field(description="The same in proficient agents.")


class HiringGap(Document):
    """Skill × site × month; ``formulas`` tell how each figure arises from the others."""

    first_month: date
    months: int
    cells: tuple[HiringCell, ...]
    formulas: dict[str, str]
    warnings: tuple[str, ...]
    refusals: tuple[QueueRefusal, ...]


class HiringReportRead(Document):
    """A report: what it was planned with and, once it is ready, what it says."""

    id: uuid.UUID
    state: PlanState
    parameters: HiringParameters
    job: str
    created_at: datetime
    ready_at: datetime | None
    report: HiringGap | None
