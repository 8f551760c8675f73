"""Email, ticket, social and callback: the request of one queue turned into level capacity and its buffer."""

import numpy as np
from scipy import special

from forecasting.staffing.deferred import Backlog, deferred_work
from forecasting.staffing.plan import Plan, Predicted
from forecasting.staffing.requirement import Binding, ResponseGoal, StaffingRequest
from forecasting.staffing.waiting import Floats


def plan_deferred(request: StaffingRequest) -> Plan:
    """Level agents plus buffer per open interval, at least what the occupancy cap asks for."""
    (goal,) = (goal for goal in request.goals if isinstance(goal, ResponseGoal))
    count, seconds = len(request.starts), request.interval_minutes * 60.0
    is_open = np.array(request.open) > 0.0
    volume = np.asarray(request.volume)
    if is_open.any():
        work = deferred_work(
            volume=volume,
            handle_seconds=np.broadcast_to(np.asarray(request.handle_seconds, dtype=np.float64), (count,)),
            is_open=is_open,
            interval_seconds=seconds,
            window_seconds=goal.within_open_seconds,
            share=goal.share,
            handle_cv=request.handle_time_cv,
            backlog=None
            if request.opening_backlog is None
            else tuple(
                Backlog(item.contacts, item.due_in_open_seconds, item.handle_seconds)
                for item in request.opening_backlog
            ),
        )
        level, buffer, spread, due, arrived = work.level, work.buffer, work.spread, work.due, work.arrived
    else:
        level = buffer = spread = due = arrived = np.zeros(count)
    goal_net = level + buffer
    capped = level / request.occupancy_cap if request.occupancy_cap is not None else np.zeros(count)
    net = np.where(is_open, np.maximum(goal_net, capped), 0.0)

    def predicted(agents: Floats) -> Predicted:
        with np.errstate(divide="ignore", invalid="ignore"):
            certain = np.where(agents >= level, np.inf, -np.inf)
            slack = np.where(spread > 0.0, (agents - level) / spread, certain)
            busy = np.where(agents > 0.0, np.minimum(level / agents, 1.0), 0.0)
        return Predicted(np.asarray(special.ndtr(slack)), np.zeros(count), busy)

    return Plan(
        load=level,
        buffer=buffer,
        net=net,
        binding=tuple(
            Binding.CLOSED
            if not opened
            else Binding.OCCUPANCY
            if cap > needed
            else Binding.RESPONSE
            if needed > 0.0
            else Binding.NO_WORK
            for opened, cap, needed in zip(is_open, capped, goal_net, strict=True)
        ),
        predicted=predicted,
        service_level_meaning=(
            "probability that the work released within "
            f"{goal.within_open_seconds / 3600:g} open hours is answered within them"
        ),
        method="level capacity for due times in open hours (Yao–Demers–Shenker) with a buffer for randomness",
        formula=(
            "agents_net = level + z·√(Λ_w·E[S²])/w; level = flattest work per interval with due ≤ cumulative "
            "work ≤ arrived; Λ_w = contacts released within the window w, E[S²] = handle²·(1 + cv²), "
            f"z = normal quantile of {goal.share:g}; "
            "agents = max(agents_net, minimum staffing) ÷ (1 − shrinkage); heads = agents rounded up"
        ),
        warnings=tuple(_warnings(request, level, seconds)),
        due=due,
        arrived=arrived,
    )


def _warnings(request: StaffingRequest, level: Floats, seconds: float) -> list[str]:
    found = []
    if request.opening_backlog is not None:
        handle = np.asarray(request.handle_seconds, dtype=np.float64)
        coming = float((np.asarray(request.volume) * handle).sum())
        coming += sum(item.contacts * item.handle_seconds for item in request.opening_backlog)
        left = coming - float(level.sum()) * seconds
        if left > 1.0:
            found.append(f"{left / 3600:,.1f} hours of work are due after the period and left to it")
        overdue = sum(item.contacts for item in request.opening_backlog if item.due_in_open_seconds == 0.0)
        if overdue:
            found.append(
                f"{overdue:,.0f} overdue contacts are staffed in the first open interval; "
                "a later due time spreads them"
            )
    return found
