"""From monthly contacts to agents on the payroll, by workload and the staffing inflation of a real week."""

from calendar import monthrange
from typing import Annotated

import numpy as np
from pydantic import Field

from forecasting.documents import Document
from forecasting.hiring.documents import Label, Month, PlanningLevel, RequiredMonth
from forecasting.staffing.requirement import Requirement


class VolumeQuantiles(Document):
    """Contacts of one month."""

    p50: Annotated[float, Field(ge=0.0, le=1e12)]
    p80: Annotated[float, Field(ge=0.0, le=1e12)]
    p95: Annotated[float, Field(ge=0.0, le=1e12)]

    def at(self, level: PlanningLevel) -> float:
        return {"p50": self.p50, "p80": self.p80, "p95": self.p95}[level.value]


class QueueMonth(Document):
    """One queue's month, the share of it that this skill and site takes, and its staffing inflation."""

    queue: Label
    volume: VolumeQuantiles
    handle_seconds: Annotated[float, Field(ge=0.0, le=1e8)]
    inflation: Annotated[float, Field(gt=0.0, le=1e4)]
    share: Annotated[float, Field(ge=0.0, le=1.0)] = 1.0


class MonthlyAgents(Document):
    """Agents required in a month with the numbers in between; hours are of P50 demand."""

    required: RequiredMonth
    workload_hours: float
    agent_hours: float
    paid_hours_per_agent: float
    shrinkage: float
    formula: str


def staffing_inflation(requirement: Requirement) -> float:
    """Agent-hours that a week requires before shrinkage ÷ hours of work in it; 1 where there is no work.

    The excess over 1 is the idle time that service goals, minimum staffing and randomness cost.
    """
    asked = requirement.inputs
    volume = np.asarray(asked.volume)
    if asked.channel.is_live:
        volume = np.where(np.asarray(asked.open) > 0.0, volume, 0.0)
    contacts = volume * np.asarray(asked.handle_seconds, dtype=np.float64)
    # Chats held side by side cost less agent time than their handle times add up to; the ratio shows it.
    work = float(contacts.sum())
    present = np.asarray(requirement.agents) * (1.0 - np.asarray(requirement.shrinkage))
    return float(present.sum()) * requirement.interval_minutes * 60.0 / work if work > 0.0 else 1.0


def monthly_agents(
    month: Month, queues: tuple[QueueMonth, ...], weekly_hours: float, shrinkage: float
) -> MonthlyAgents:
    """Agents for one month of the queues of one skill and site.

    Σ volume × handle ÷ 3600 × inflation × share gives agent-hours; an agent of ``weekly_hours`` paid hours is
    productive for weekly_hours × days ÷ 7 × (1 − shrinkage) of them. Quantiles of several queues are added,
    as if they rose together. Raises ValueError for hours or shrinkage that leave nobody productive.
    """
    if not 0.0 < weekly_hours <= 168.0:
        raise ValueError("weekly_hours: expected more than 0 and at most 168")
    if not 0.0 <= shrinkage < 1.0:
        raise ValueError("shrinkage: expected at least 0 and below 1")
    paid = weekly_hours * monthrange(month.year, month.month)[1] / 7.0
    productive = paid * (1.0 - shrinkage)

    def hours(level: PlanningLevel, *, inflated: bool) -> float:
        return sum(
            queue.volume.at(level)
            * queue.handle_seconds
            / 3600.0
            * queue.share
            * (queue.inflation if inflated else 1.0)
            for queue in queues
        )

    return MonthlyAgents(
        required=RequiredMonth(
            month=month,
            p50=hours(PlanningLevel.P50, inflated=True) / productive,
            p80=hours(PlanningLevel.P80, inflated=True) / productive,
            p95=hours(PlanningLevel.P95, inflated=True) / productive,
        ),
        workload_hours=hours(PlanningLevel.P50, inflated=False),
        agent_hours=hours(PlanningLevel.P50, inflated=True),
        paid_hours_per_agent=paid,
        shrinkage=shrinkage,
        formula=(
            "Σ volume × handle ÷ 3600 × share × inflation ÷ (weekly hours × days ÷ 7 × (1 − shrinkage)); "
            "inflation = agent-hours of a staffed week before shrinkage ÷ its hours of work"
        ),
    )
