"""Questions a reader may click: why a queue is short, why somebody has a shift, why rules contradict."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.rosters.schemas import QueueCoverage
from app.web.charts import Chart
from app.web.figures import moment, number
from solver.domain.result import Tier, Violation
from solver.domain.roster import Assignment

MOST_GAPS = 8
LEAST_TOLD = 0.1


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which a queue is short, where it lies in the chart, and the question about it as JSON."""

    when: str
    hours: str
    question: str
    x: float
    width: float


def gaps_of(
    queue: QueueCoverage, starts: Sequence[datetime], grain: timedelta, zone: ZoneInfo, chart: Chart
) -> tuple[Gap, ...]:
    """The stretches without a covered interval between, those that lack most first."""
    stretches: list[tuple[int, int]] = []
    for number_, short in enumerate(queue.short):
        if short > 0 and stretches and stretches[-1][1] == number_:
            stretches[-1] = (stretches[-1][0], number_ + 1)
        elif short > 0:
            stretches.append((number_, number_ + 1))
    lacking = sorted(stretches, key=lambda each: (-sum(queue.short[each[0] : each[1]]), each[0]))
    whole = len(starts)
    return tuple(
        Gap(
            when=f"{moment(starts[first].astimezone(zone))} to "
            f"{(starts[last - 1] + grain).astimezone(zone):%H:%M}",
            hours=_hours(sum(queue.short[first:last]) * (grain / timedelta(hours=1))),
            question=json.dumps(
                {
                    "about": "interval",
                    "queue_id": str(queue.queue_id),
                    "start": starts[first].isoformat(),
                    "end": (starts[last - 1] + grain).isoformat(),
                }
            ),
            x=round(chart.left + (chart.right - chart.left) * first / whole, 1),
            width=round((chart.right - chart.left) * (last - first) / whole, 1),
        )
        for first, last in lacking[:MOST_GAPS]
    )


def _hours(hours: float) -> str:
    """Agent-hours to a tenth; what is less than that is not told as nothing."""
    return number(hours, 1 if hours >= LEAST_TOLD else 3)


def about_shift(shift: Assignment) -> str:
    """The question why the agent has the shift."""
    return json.dumps({"about": "assignment", "agent_id": shift.agent, "start": shift.start.isoformat()})


def about_rules(violations: Sequence[Violation]) -> str | None:
    """The question that broken rules raise; None when all required and must-have rules are kept."""
    if any(violation.required for violation in violations):
        return json.dumps({"about": "conflict"})
    if any(violation.tier is Tier.MUST_HAVE for violation in violations):
        return json.dumps({"about": "conflict", "must_haves": True})
    return None
