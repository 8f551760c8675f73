"""Why an interval asks for its agents: formula, inputs and the numbers in between, recomputable by hand."""

from datetime import datetime
from statistics import NormalDist

import numpy as np

from forecasting.documents import Document
from forecasting.staffing.requirement import (
    AbandonmentGoal,
    Binding,
    Requirement,
    ResponseGoal,
    ServiceGoal,
    ServiceLevelGoal,
    SpeedOfAnswerGoal,
)


class Figure(Document):
    """One number with how it came about: an input ("given") or the formula that gives it from those above."""

    name: str
    formula: str
    value: float
    unit: str


class IntervalExplanation(Document):
    """The whole way from contacts to heads in one interval."""

    queue: str
    start: datetime
    method: str
    goals: tuple[str, ...]
    binding: Binding
    figures: tuple[Figure, ...]
    summary: str


def explain_interval(requirement: Requirement, index: int) -> IntervalExplanation:
    """Explanation of interval number ``index`` (from 0); raises IndexError outside the requirement."""
    if not 0 <= index < len(requirement.starts):
        raise IndexError(f"index: expected 0 to {len(requirement.starts) - 1}, got {index}")
    asked, binding = requirement.inputs, requirement.binding[index]
    least = (
        asked.minimum_staffing[index] if isinstance(asked.minimum_staffing, tuple) else asked.minimum_staffing
    )
    figures = [*_inputs(requirement, index), *_load(requirement, index)]
    net, agents, heads = (
        requirement.agents_net[index],
        requirement.agents[index],
        requirement.heads[index],
    )
    share = requirement.shrinkage[index]
    figures += [
        Figure(name="agents_net", formula=_net_formula(requirement, binding), value=net, unit="agents"),
        Figure(
            name="minimum_staffing",
            formula="given, while open",
            value=0.0 if binding is Binding.CLOSED else least,
            unit="agents",
        ),
        Figure(name="shrinkage", formula=_shrinkage_formula(requirement), value=share, unit="share"),
        *_correction(requirement, index),
        Figure(name="agents", formula=_agents_formula(requirement), value=agents, unit="agents"),
        Figure(name="heads", formula="agents rounded up", value=float(heads), unit="people"),
    ]
    figures += _predicted(requirement, index)
    return IntervalExplanation(
        queue=requirement.queue,
        start=requirement.starts[index],
        method=requirement.method,
        goals=tuple(_goal_text(goal) for goal in asked.goals) + _cap_text(requirement),
        binding=binding,
        figures=tuple(figures),
        summary=_summary(requirement, index),
    )


def _inputs(requirement: Requirement, index: int) -> list[Figure]:
    asked = requirement.inputs
    handle = asked.handle_seconds[index] if isinstance(asked.handle_seconds, tuple) else asked.handle_seconds
    figures = [
        Figure(name="volume", formula=f"given ({asked.basis})", value=asked.volume[index], unit="contacts"),
        Figure(name="handle_seconds", formula="given", value=handle, unit="seconds"),
        Figure(name="interval", formula="given", value=asked.interval_minutes * 60.0, unit="seconds"),
        Figure(name="open", formula="given", value=asked.open[index], unit="share"),
    ]
    if asked.channel.is_live:
        figures += _patience(requirement)
    if len(asked.concurrency) > 1:
        figures += [
            Figure(
                name=f"handle_seconds_at_{held}",
                formula=f"handle_seconds × {ratio:g}",
                value=handle * ratio,
                unit="seconds",
            )
            for held, ratio in enumerate(asked.concurrency, start=1)
        ]
    return figures


def _patience(requirement: Requirement) -> list[Figure]:
    """Endless patience has no figure."""
    seen, known = requirement.inputs.waiting_seen, requirement.inputs.patience
    figures = []
    if seen is not None:
        figures = [
            Figure(name="abandons_seen", formula="given", value=float(seen.abandons), unit="contacts"),
            Figure(name="waited_seen", formula="given, everybody", value=seen.waited_seconds, unit="seconds"),
        ]
    if known is not None:
        formula = "given" if seen is None else "waited_seen ÷ abandons_seen"
        figures.append(Figure(name="patience", formula=formula, value=known, unit="seconds"))
    interval = requirement.patience_interval
    if interval is not None:
        told = f"end of the {interval.confidence:.0%} interval, exact for Poisson abandons"
        ends = (
            ("patience_low", f"lower {told}", interval.low),
            ("patience_high", f"upper {told}", interval.high),
        )
        figures += [
            Figure(name=name, formula=formula, value=value, unit="seconds")
            for name, formula, value in ends
            if value is not None
        ]
    return figures


def _load(requirement: Requirement, index: int) -> list[Figure]:
    load, asked = requirement.load[index], requirement.inputs
    if asked.channel.is_live:
        formula = "volume × handle_seconds ÷ (interval × open), 0 while closed"
        if "modified" in requirement.method:
            formula = "mean over the interval of m with m′ = λ − m ÷ handle, the period before like this one"
        if len(asked.concurrency) > 1:
            formula += ", at the handle time and per chat of full concurrency"
        return [Figure(name="load", formula=formula, value=load, unit="erlangs")]
    goal = next(goal for goal in asked.goals if isinstance(goal, ResponseGoal))
    z = NormalDist().inv_cdf(goal.share)
    window = _whole_window(goal.within_open_seconds, asked.interval_minutes * 60.0)
    buffer = requirement.buffer[index]
    # The buffer is linear in the standard deviation, so z gives back the work's own spread.
    spread = buffer / z * window if z > 0.0 else 0.0
    return [
        Figure(
            name="level",
            formula="flattest capacity with due ≤ cumulative work ≤ arrived",
            value=load,
            unit="agents",
        ),
        Figure(
            name="window", formula="response window in whole intervals", value=window, unit="open seconds"
        ),
        Figure(name="z", formula=f"normal quantile of {goal.share:g}", value=z, unit=""),
        Figure(
            name="work_spread",
            formula="√(Λ_w·handle²·(1 + cv²)), Λ_w contacts released within the window",
            value=spread,
            unit="seconds",
        ),
        Figure(name="buffer", formula="z × work_spread ÷ window", value=buffer, unit="agents"),
    ]


def _whole_window(window: float, interval: float) -> float:
    return float(np.floor(window / interval + 1e-9)) * interval


def _net_formula(requirement: Requirement, binding: Binding) -> str:
    if binding is Binding.CLOSED:
        return "0 while closed"
    if not requirement.inputs.channel.is_live:
        return "max(level + buffer, level ÷ occupancy cap)"
    return f"least real number meeting every goal at this load ({requirement.method})"


def _correction(requirement: Requirement, index: int) -> list[Figure]:
    if not requirement.correction:
        return []
    changed, reason = requirement.correction[index], requirement.correction_reason
    return [Figure(name="correction", formula=reason, value=changed, unit="agents")]


def _agents_formula(requirement: Requirement) -> str:
    formula = "max(agents_net, minimum_staffing) ÷ (1 − shrinkage)"
    return f"{formula} + correction" if requirement.correction else formula


def _shrinkage_formula(requirement: Requirement) -> str:
    parts = [part for part in requirement.inputs.shrinkage if not part.rostered]
    skipped = [part.name for part in requirement.inputs.shrinkage if part.rostered]
    text = "1 − " + " × ".join(f"(1 − {part.name})" for part in parts) if parts else "none"
    return f"{text}; already in the roster: {', '.join(skipped)}" if skipped else text


def _goal_text(goal: ServiceGoal) -> str:
    match goal:
        case ServiceLevelGoal():
            return f"{goal.share:.4g} answered within {goal.within_seconds:g} s, counted as {goal.definition}"
        case SpeedOfAnswerGoal():
            return f"mean wait of served contacts at most {goal.max_seconds:g} s"
        case AbandonmentGoal():
            return f"at most {goal.max_share:.4g} give up"
        case ResponseGoal():
            hours = goal.within_open_seconds / 3600
            return f"answered within {hours:g} open hours in {goal.share:.4g} of windows"


def _cap_text(requirement: Requirement) -> tuple[str, ...]:
    cap = requirement.inputs.occupancy_cap
    return () if cap is None else (f"occupancy at most {cap:.4g}",)


def _predicted(requirement: Requirement, index: int) -> list[Figure]:
    shown = {
        "service_level": (requirement.service_level, requirement.service_level_meaning),
        "abandonment": (requirement.abandonment, "share of offered contacts that give up"),
        "occupancy": (requirement.occupancy, "share of the team's capacity in use"),
    }
    team = "at whole people" if "transient" in requirement.method else "at the agents"
    return [
        Figure(name=name, formula=f"predicted {team} before shrinkage: {meaning}", value=value, unit="share")
        for name, (values, meaning) in shown.items()
        if (value := values[index]) is not None
    ]


def _summary(requirement: Requirement, index: int) -> str:
    binding, net = requirement.binding[index], requirement.agents_net[index]
    agents, heads = requirement.agents[index], requirement.heads[index]
    if binding is Binding.CLOSED:
        return f"{requirement.queue} is closed: nobody is needed."
    reasons = {
        Binding.NO_WORK: "there is no work",
        Binding.MINIMUM_STAFFING: f"the goals ask for {net:.1f}, minimum staffing for more",
        Binding.SERVICE_LEVEL: "the service level decides",
        Binding.SPEED_OF_ANSWER: "the speed of answer decides",
        Binding.ABANDONMENT: "the share giving up decides",
        Binding.OCCUPANCY: "the occupancy cap decides",
        Binding.RESPONSE: "the response window decides",
    }
    corrected = ""
    if requirement.correction and requirement.correction[index]:
        corrected = f", {requirement.correction[index]:+.1f} of them by simulation"
    return (
        f"{requirement.queue} needs {agents:.1f} agents ({heads} heads){corrected}: {reasons[binding]}; "
        f"{requirement.inputs.volume[index]:.1f} contacts come in this interval, "
        f"{requirement.shrinkage[index]:.1%} of paid time is lost."
    )
