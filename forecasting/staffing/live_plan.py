"""Voice and chat: which load counts in each interval, and the least agents for it."""

import numpy as np
from numpy.typing import NDArray

from forecasting.staffing.chat import chat_waiting, least_chat_agents, useful_levels
from forecasting.staffing.erlang import occupancy, waiting_of_team
from forecasting.staffing.least_agents import GoalKind, LiveGoal, least_agents
from forecasting.staffing.live_team import LiveLoad
from forecasting.staffing.offered_load import LONG_HANDLE, modified_offered_load
from forecasting.staffing.plan import Plan, Predicted
from forecasting.staffing.requirement import (
    AbandonmentGoal,
    Binding,
    Channel,
    ServiceLevelGoal,
    SpeedOfAnswerGoal,
    StaffingRequest,
)
from forecasting.staffing.service_level import ServiceLevelDefinition
from forecasting.staffing.waiting import Floats, Waiting

BELOW_LOAD = 0.95
"""Fewer agents than this share of the load lean on an exact patience distribution that nobody knows."""


def plan_live(request: StaffingRequest) -> Plan:
    """Least real agents per interval, on its own load, or on a lagging one when handling is long."""
    count, seconds = len(request.starts), request.interval_minutes * 60.0
    open_share = np.array(request.open)
    is_open = open_share > 0.0
    asked = np.asarray(request.volume)
    offered = np.where(is_open, asked, 0.0)
    handle = _filled(np.broadcast_to(np.asarray(request.handle_seconds, dtype=np.float64), (count,)))
    ratios = np.asarray(request.concurrency)
    levels = useful_levels(ratios) if request.channel is Channel.CHAT else 1
    ratios = ratios[:levels]
    stay = handle * ratios[-1]
    patience = np.inf if request.patience_seconds is None else request.patience_seconds
    warnings = _warnings(request, asked[~is_open].sum(), levels)
    typical = float(np.average(stay, weights=offered)) if offered.any() else 0.0
    lagging = typical >= LONG_HANDLE * seconds
    if lagging:
        first = request.starts[0]
        since = np.array([(start - first).total_seconds() for start in request.starts])
        present = modified_offered_load(offered / seconds, stay, since, seconds)
        present = np.where(is_open & (present > 1e-9), present, 0.0)
    else:
        present = offered / (seconds * np.where(is_open, open_share, 1.0)) * stay
    rate = present / stay
    load = present / levels
    goals = _live_goals(request)
    busy = np.flatnonzero(load > 0.0)
    net = np.zeros(count)
    binding = [Binding.NO_WORK if opened else Binding.CLOSED for opened in is_open]
    waits = np.full(count, patience)
    by_level = handle[:, None] * ratios
    if busy.size:
        if levels > 1:
            least = least_chat_agents(rate[busy], by_level[busy], waits[busy], goals)
        else:
            least = least_agents(LiveLoad(rate[busy], handle[busy], waits[busy]), goals)
        net[busy] = least.real
        for place, position in zip(busy, least.binding, strict=True):
            binding[place] = Binding(goals[position].kind.value)
    low = busy[net[busy] < BELOW_LOAD * load[busy]]
    if low.size:
        warnings.append(
            f"{low.size} intervals are staffed below 95 % of their load, counting on contacts giving up; "
            "an abandonment goal guards against patience being other than assumed"
        )
    level_goal = next((goal for goal in goals if goal.kind is GoalKind.SERVICE_LEVEL), None)
    within = level_goal.threshold_seconds if level_goal else 0.0
    definition = level_goal.definition if level_goal else ServiceLevelDefinition.OFFERED

    def predicted(agents: Floats) -> Predicted:
        if levels > 1:
            return _mixed(agents, rate, by_level, waits, within, definition)
        figures = waiting_of_team(agents, rate, handle, waits, np.full(count, within))
        return _seen(figures, rate, agents / handle, definition)

    family = "Erlang C" if request.patience_seconds is None else "Erlang A"
    name = f"{family} for chats held {levels} at a time (birth–death chain)" if levels > 1 else family
    shape = "modified offered load" if lagging else "load of the interval"
    return Plan(
        load=load,
        buffer=np.zeros(count),
        net=net,
        binding=tuple(binding),
        predicted=predicted,
        service_level_meaning=_meaning(within, definition),
        method=f"{name} on the {shape}",
        formula=(
            f"agents_net = least n meeting every goal by {name}; load = "
            + ("mean of m′ = λ − m/h over the interval" if lagging else "volume × handle ÷ (interval × open)")
            + (f", ÷ {levels} chats in hand" if levels > 1 else "")
            + "; agents = max(agents_net, minimum staffing) ÷ (1 − shrinkage); heads = agents rounded up"
        ),
        warnings=tuple(warnings),
    )


def _live_goals(request: StaffingRequest) -> tuple[LiveGoal, ...]:
    goals = []
    for goal in request.goals:
        match goal:
            case ServiceLevelGoal():
                goals.append(
                    LiveGoal(GoalKind.SERVICE_LEVEL, goal.share, goal.within_seconds, goal.definition)
                )
            case SpeedOfAnswerGoal():
                goals.append(LiveGoal(GoalKind.SPEED_OF_ANSWER, goal.max_seconds))
            case AbandonmentGoal():
                goals.append(LiveGoal(GoalKind.ABANDONMENT, goal.max_share))
    if request.occupancy_cap is not None:
        goals.append(LiveGoal(GoalKind.OCCUPANCY, request.occupancy_cap))
    return tuple(goals)


def _filled(handle: Floats) -> Floats:
    """Handle times with those of empty intervals (0) taken from the last one known, or the first to come."""
    known = np.flatnonzero(handle > 0.0)
    if not known.size:
        return np.ones_like(handle)
    before = np.searchsorted(known, np.arange(handle.size), side="right") - 1
    return handle[known[np.maximum(before, 0)]]


def _warnings(request: StaffingRequest, outside: float, levels: int) -> list[str]:
    found = []
    if outside > 0.0:
        found.append(f"{outside:,.1f} contacts arrive outside opening hours and are not staffed")
    if request.channel is Channel.CHAT and levels < len(request.concurrency):
        found.append(
            f"more than {levels} chats at once finish fewer chats an hour: concurrency is capped at {levels}"
        )
    longest = float(np.max(request.handle_seconds))
    if longest > request.interval_minutes * 60:
        found.append(
            "handle time exceeds the interval: single intervals may miss the goal that the day meets"
        )
    if request.patience_seconds is None and all(isinstance(goal, AbandonmentGoal) for goal in request.goals):
        found.append("nobody gives up under endless patience: the abandonment goal asks for stability only")
    if request.patience_seconds is not None and any(
        isinstance(goal, ServiceLevelGoal)
        and goal.definition is ServiceLevelDefinition.SHORT_ABANDONS_MET
        and goal.within_seconds > request.patience_seconds
        for goal in request.goals
    ):
        found.append(
            "contacts give up sooner than the threshold and count as met: few agents may meet the goal"
        )
    return found


def _meaning(within: float, definition: ServiceLevelDefinition) -> str:
    counted = {
        ServiceLevelDefinition.OFFERED: "of offered contacts served",
        ServiceLevelDefinition.ANSWERED: "of served contacts served",
        ServiceLevelDefinition.EXCLUDING_SHORT_ABANDONS: "of contacts that did not give up sooner, served",
        ServiceLevelDefinition.SHORT_ABANDONS_MET: "of offered contacts no longer waiting",
        ServiceLevelDefinition.VIRTUAL: "of endlessly patient contacts served",
    }
    return f"share {counted[definition]} within {within:g} seconds ({definition.value})"


def _seen(figures: Waiting, rate: Floats, full_rate: Floats, definition: ServiceLevelDefinition) -> Predicted:
    busy = occupancy(figures, rate, full_rate)
    return Predicted(figures.service_level(definition), figures.abandon_probability, busy)


def _mixed(
    agents: Floats,
    rate: Floats,
    by_level: Floats,
    patience: Floats,
    within: float,
    definition: ServiceLevelDefinition,
) -> Predicted:
    """Figures of whole chat agents, mixed over time where ``agents`` lies between two whole numbers."""
    low = np.floor(agents + 1e-9)
    part = np.maximum(agents - low, 0.0)
    speed = by_level.shape[1] / by_level[:, -1]

    def at(whole: Floats) -> Predicted:
        team: NDArray[np.int64] = whole.astype(np.int64)
        figures = chat_waiting(team, rate, by_level, patience, within)
        return _seen(figures, rate, whole * speed, definition)

    fewer, more = at(low), at(low + 1.0)
    return Predicted(
        fewer.service_level * (1.0 - part) + more.service_level * part,
        fewer.abandonment * (1.0 - part) + more.abandonment * part,
        fewer.occupancy * (1.0 - part) + more.occupancy * part,
    )
