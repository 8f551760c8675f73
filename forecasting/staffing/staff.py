"""From volume, handle time and goals to agents per interval: the one entry for every channel."""

import numpy as np
from numpy.typing import NDArray

from forecasting.staffing.deferred_plan import plan_deferred
from forecasting.staffing.live_plan import plan_live
from forecasting.staffing.patience import estimate_patience
from forecasting.staffing.plan import Plan
from forecasting.staffing.requirement import Binding, PatienceInterval, Requirement, StaffingRequest
from forecasting.staffing.shrinkage import combined_share, scheduled_agents, whole_heads
from forecasting.staffing.waiting import Floats

PATIENCE_CONFIDENCE = 0.95


def staff_requirements(request: StaffingRequest) -> Requirement:
    """Agents needed per interval: goals → minimum staffing → ÷ (1 − shrinkage) → rounded up once.

    Needs nothing beyond the request. Raises ValueError only for what the documents cannot see.
    """
    count = len(request.starts)
    is_open = np.array(request.open) > 0.0
    plan: Plan = plan_live(request) if request.channel.is_live else plan_deferred(request)
    least = np.where(is_open, per_interval(request.minimum_staffing, count), 0.0)
    present = np.maximum(plan.net, least)
    lost = combined_share(per_interval(part.share, count) for part in request.shrinkage if not part.rostered)
    share = np.where(is_open, np.broadcast_to(lost, (count,)), 0.0)
    agents = scheduled_agents(present, share)
    seen = plan.predicted(present)
    worked = is_open & (plan.load > 0.0)
    return Requirement(
        queue=request.queue,
        channel=request.channel,
        interval_minutes=request.interval_minutes,
        starts=request.starts,
        load=_numbers(plan.load),
        buffer=_numbers(plan.buffer),
        agents_net=_numbers(plan.net),
        agents=_numbers(agents),
        heads=tuple(int(heads) for heads in whole_heads(agents)),
        shrinkage=_numbers(share),
        binding=tuple(
            Binding.MINIMUM_STAFFING if floor > net else decides
            for floor, net, decides in zip(least, plan.net, plan.binding, strict=True)
        ),
        service_level=_where(worked, seen.service_level),
        service_level_meaning=plan.service_level_meaning,
        abandonment=_where(worked, seen.abandonment),
        occupancy=_where(worked, seen.occupancy),
        due_seconds=_numbers(plan.due),
        arrived_seconds=_numbers(plan.arrived),
        patience_interval=_patience_interval(request),
        method=plan.method,
        formula=plan.formula,
        warnings=plan.warnings,
        inputs=request,
    )


def _patience_interval(request: StaffingRequest) -> PatienceInterval | None:
    seen = request.waiting_seen
    if seen is None:
        return None
    found = estimate_patience(seen.abandons, seen.waited_seconds, PATIENCE_CONFIDENCE)
    return PatienceInterval(low=found.low_seconds, high=found.high_seconds, confidence=PATIENCE_CONFIDENCE)


def per_interval(value: float | tuple[float, ...], count: int) -> Floats:
    """One value per interval from a tuple or from the one number that holds throughout."""
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (count,))


def _numbers(values: Floats) -> tuple[float, ...]:
    return tuple(values.tolist())


def _where(shown: NDArray[np.bool_], values: Floats) -> tuple[float | None, ...]:
    return tuple(value if show else None for show, value in zip(shown, values.tolist(), strict=True))
