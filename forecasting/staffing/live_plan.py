"""Voice and chat: which load counts in each interval, and the least agents for it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from forecasting.staffing.chat import chat_team, least_chat_agents, useful_levels
from forecasting.staffing.day_factor import day_factors
from forecasting.staffing.day_goal import agents_for_day
from forecasting.staffing.every_interval import (
    LARGEST_TEAM,
    evaluate_intervals,
    follows_the_chain,
    hold_every_interval,
)
from forecasting.staffing.least_agents import GoalKind, LiveGoal, least_agents
from forecasting.staffing.live_team import ONE_DAY, LiveLoad, Team, live_team
from forecasting.staffing.offered_load import LONG_HANDLE, modified_offered_load
from forecasting.staffing.plan import Plan, Predicted
from forecasting.staffing.redials import rate_with_redials
from forecasting.staffing.requirement import (
    AbandonmentGoal,
    Binding,
    Channel,
    Dynamics,
    ServiceLevelGoal,
    SpeedOfAnswerGoal,
    StaffingRequest,
)
from forecasting.staffing.service_level import ServiceLevelDefinition
from forecasting.staffing.time_varying import ChangingQueue
from forecasting.staffing.waiting import Floats

BELOW_LOAD = 0.95
"""Fewer agents than this share of the load lean on an exact patience distribution that nobody knows."""


@dataclass(frozen=True, slots=True)
class _Live:
    """A live request as arrays per interval, rates per second while open, handle times never 0."""

    seconds: Floats
    """Open time of the interval."""
    arriving: Floats
    """Rate at which contacts come."""
    rate: Floats
    """Rate that loads a settled queue as the contacts in hand and those before do."""
    handle: Floats
    by_level: Floats
    load: Floats
    lagging: bool
    patience: float
    factors: Floats


def plan_live(request: StaffingRequest) -> Plan:
    """Least real agents per interval: settled queues on their load, then voice interval by interval."""
    count = len(request.starts)
    is_open = np.array(request.open) > 0.0
    levels = useful_levels(np.asarray(request.concurrency)) if request.channel is Channel.CHAT else 1
    live = _as_arrays(request, levels)
    warnings = _warnings(request, np.asarray(request.volume)[~is_open].sum(), levels)
    goals = _live_goals(request)
    busy = np.flatnonzero(live.load > 0.0)
    net = np.zeros(count)
    binding = [Binding.NO_WORK if opened else Binding.CLOSED for opened in is_open]
    waits = np.full(count, live.patience)
    load = LiveLoad(live.rate, live.handle, waits, live.factors, request.redial_share)
    if busy.size:
        if levels > 1:
            least = least_chat_agents(live.rate[busy], live.by_level[busy], waits[busy], goals, live.factors)
        else:
            least = least_agents(load.cells(busy), goals)
        net[busy] = least.real
        if request.day_goal is not None:
            net[busy] = _busier_days(request, load, goals, busy, warnings)
        for place, position in zip(busy, least.binding, strict=True):
            binding[place] = Binding(goals[position].kind.value)
    queue = _changing_queue(request, live, net, warnings) if levels == 1 and busy.size else None
    if queue is not None:
        usual = _mean_day(load, net, busy, goals, busier=request.day_goal is not None)
        held = hold_every_interval(queue, usual, _floors(request, is_open), goals)
        # What uncertain or busier days ask for beyond a day as forecast stays on top.
        spare = net - usual
        net = np.where(held.net > 0.0, np.maximum(held.net + spare, 0.0), 0.0)
        for row, decider in enumerate(held.binding):
            if decider is not None:
                binding[row] = Binding(goals[decider].kind.value)
    low = busy[net[busy] < BELOW_LOAD * live.load[busy]]
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
            return _mixed(agents, live, waits, within, definition)
        if queue is not None and live.factors.size == 1:
            figures, occupied = evaluate_intervals(queue, agents, within)
            return Predicted(figures.service_level(definition), figures.abandon_probability, occupied)
        return _seen(live_team(load, agents), within, definition)

    family = "Erlang C" if request.patience is None else "Erlang A"
    name = f"{family} for chats held {levels} at a time (birth–death chain)" if levels > 1 else family
    shape = "modified offered load" if live.lagging else "load of the interval"
    followed = ", corrected interval by interval (transient chain)" if queue is not None else ""
    return Plan(
        load=live.load,
        buffer=np.zeros(count),
        net=net,
        binding=tuple(binding),
        predicted=predicted,
        service_level_meaning=_meaning(within, definition),
        method=f"{name} on the {shape}{followed}",
        formula=(
            f"agents_net = least n meeting every goal by {name}; load = "
            + (
                "mean of m′ = λ − m/h over the interval"
                if live.lagging
                else "volume × handle ÷ (interval × open)"
            )
            + (f", ÷ {levels} chats in hand" if levels > 1 else "")
            + (
                "; then least n of each interval in turn on the chain of contacts present, s → s + 1 at λ, "
                "s → s − 1 at min(s, n)/h + (s − n)⁺/patience, as the interval before left it"
                if queue is not None
                else ""
            )
            + "; agents = max(agents_net, minimum staffing) ÷ (1 − shrinkage); heads = agents rounded up"
        ),
        warnings=tuple(warnings),
    )


def _as_arrays(request: StaffingRequest, levels: int) -> _Live:
    count, seconds = len(request.starts), request.interval_minutes * 60.0
    open_share = np.array(request.open)
    is_open = open_share > 0.0
    offered = np.where(is_open, np.asarray(request.volume), 0.0)
    handle = _filled(np.broadcast_to(np.asarray(request.handle_seconds, dtype=np.float64), (count,)))
    by_level = handle[:, None] * np.asarray(request.concurrency)[:levels]
    stay = by_level[:, -1]
    arriving = offered / (seconds * np.where(is_open, open_share, 1.0))
    typical = float(np.average(stay, weights=offered)) if offered.any() else 0.0
    lagging = typical >= LONG_HANDLE * seconds
    if lagging:
        first = request.starts[0]
        since = np.array([(start - first).total_seconds() for start in request.starts])
        present = modified_offered_load(offered / seconds, stay, since, seconds)
        present = np.where(is_open & (present > 1e-9), present, 0.0)
    else:
        present = arriving * stay
    return _Live(
        seconds=seconds * open_share,
        arriving=arriving,
        rate=present / stay,
        handle=handle,
        by_level=by_level,
        load=present / levels,
        lagging=lagging,
        patience=np.inf if request.patience is None else request.patience,
        factors=day_factors(request.day_factor_cv),
    )


def _changing_queue(
    request: StaffingRequest, live: _Live, net: Floats, warnings: list[str]
) -> ChangingQueue | None:
    """The request as a queue to follow through its intervals, None where settled queues are exact enough."""
    if request.dynamics is Dynamics.STATIONARY:
        return None
    seconds = request.interval_minutes * 60.0
    typical = float(np.average(live.handle, weights=live.arriving)) if live.arriving.any() else 0.0
    if not follows_the_chain(net, typical, live.patience, seconds):
        if net.max() > LARGEST_TEAM:
            warnings.append(
                f"teams above {LARGEST_TEAM:.0f} agents are staffed interval by interval as if settled"
            )
        return None
    step = timedelta(seconds=seconds)
    closed = live.seconds == 0.0
    # The period before was like this one, so what precedes the first interval is the last one.
    opens = np.roll(closed, 1)
    for row in range(1, opens.size):
        opens[row] = opens[row] or request.starts[row] - request.starts[row - 1] > step
    arriving = live.arriving
    if request.redial_share > 0.0:
        waits = np.full_like(arriving, live.patience)
        again = rate_with_redials(net, live.rate, live.handle, waits, request.redial_share)
        arriving = arriving * np.divide(again, live.rate, out=np.ones_like(again), where=live.rate > 0.0)
    return ChangingQueue(
        arriving, live.handle, live.seconds, opens & ~closed, live.patience, request.waiting_at_opening
    )


def _mean_day(
    load: LiveLoad, net: Floats, busy: NDArray[np.int64], goals: tuple[LiveGoal, ...], *, busier: bool
) -> Floats:
    """Net agents for a day exactly as forecast that shall only meet its goals on average."""
    if load.day_factors.size == 1 and not busier:
        return net
    certain = np.zeros_like(net)
    certain[busy] = least_agents(replace(load.cells(busy), day_factors=ONE_DAY), goals).real
    return certain


def _busier_days(
    request: StaffingRequest,
    load: LiveLoad,
    goals: tuple[LiveGoal, ...],
    busy: NDArray[np.int64],
    warnings: list[str],
) -> Floats:
    """Net agents of the busy intervals: each local day meets its service level as likely as asked."""
    asked = request.day_goal
    assert asked is not None  # noqa: S101 # the caller has seen it
    zone = ZoneInfo(asked.time_zone)
    level = next(goal for goal in goals if goal.kind is GoalKind.SERVICE_LEVEL)
    dates = np.array([request.starts[row].astimezone(zone).date().toordinal() for row in busy.tolist()])
    net, multiples = np.zeros(busy.size), []
    for date in np.unique(dates):
        rows = np.flatnonzero(dates == date)
        net[rows], multiple = agents_for_day(
            load.cells(busy[rows]),
            np.asarray(request.volume)[busy[rows]],
            goals,
            level,
            day_cv=request.day_factor_cv,
            spread=asked.spread,
            probability=asked.probability,
        )
        multiples.append(multiple)
    warnings.append(
        f"days are staffed for {min(multiples):.3f} to {max(multiples):.3f} times the forecast, so that "
        f"{asked.probability:.0%} of them meet the service level"
    )
    return net


def _floors(request: StaffingRequest, is_open: NDArray[np.bool_]) -> Floats:
    least = np.broadcast_to(np.asarray(request.minimum_staffing, dtype=np.float64), is_open.shape)
    return np.where(is_open, least, 0.0)


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
    settled = request.channel is Channel.CHAT or request.dynamics is Dynamics.STATIONARY
    if settled and longest > request.interval_minutes * 60:
        found.append(
            "handle time exceeds the interval: single intervals may miss the goal that the day meets"
        )
    if request.patience is None and all(isinstance(goal, AbandonmentGoal) for goal in request.goals):
        found.append("nobody gives up under endless patience: the abandonment goal asks for stability only")
    if request.patience is not None and any(
        isinstance(goal, ServiceLevelGoal)
        and goal.definition is ServiceLevelDefinition.SHORT_ABANDONS_MET
        and goal.within_seconds > request.patience
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


def _seen(team: Team, within: float, definition: ServiceLevelDefinition) -> Predicted:
    figures = team.figures_at(within)
    return Predicted(figures.service_level(definition), figures.abandon_probability, team.occupancy())


def _mixed(
    agents: Floats, live: _Live, patience: Floats, within: float, definition: ServiceLevelDefinition
) -> Predicted:
    """Figures of whole chat agents, mixed over time where ``agents`` lies between two whole numbers."""
    low = np.floor(agents + 1e-9)
    part = np.maximum(agents - low, 0.0)

    def at(whole: Floats) -> Predicted:
        people: NDArray[np.int64] = whole.astype(np.int64)
        return _seen(chat_team(people, live.rate, live.by_level, patience, live.factors), within, definition)

    fewer, more = at(low), at(low + 1.0)
    return Predicted(
        fewer.service_level * (1.0 - part) + more.service_level * part,
        fewer.abandonment * (1.0 - part) + more.abandonment * part,
        fewer.occupancy * (1.0 - part) + more.occupancy * part,
    )
