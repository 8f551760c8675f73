"""The least integer and real numbers of agents that meet every goal of every cell, vectorised."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import special

from forecasting.staffing.live_team import LiveLoad, Team, live_team
from forecasting.staffing.service_level import ServiceLevelDefinition
from forecasting.staffing.waiting import Floats

Integers = NDArray[np.int64]
Margin = Callable[[Floats, Integers], Floats]
"""Margin(agents, cell indices): at least 0 exactly where every goal is met, growing with the agents."""

LEAST_PART = 1e-6
"""Real answers lie this much above the integer below, so that rounding up always gives the integer answer."""
PRECISION = 1e-9


class GoalKind(StrEnum):
    """The four things a live queue can be staffed to."""

    SERVICE_LEVEL = "service_level"
    SPEED_OF_ANSWER = "speed_of_answer"
    ABANDONMENT = "abandonment"
    OCCUPANCY = "occupancy"


@dataclass(frozen=True, slots=True)
class LiveGoal:
    """One limit: a share, or seconds for the speed of answer; a level has its definition and threshold."""

    kind: GoalKind
    limit: float
    threshold_seconds: float = 0.0
    definition: ServiceLevelDefinition = ServiceLevelDefinition.OFFERED


@dataclass(frozen=True, slots=True)
class LeastAgents:
    """Per cell the least integer and real numbers, and the position of the goal that decides."""

    whole: Integers
    real: Floats
    binding: Integers


def least_agents(load: LiveLoad, goals: tuple[LiveGoal, ...], *, real: bool = True) -> LeastAgents:
    """Least agents meeting all ``goals`` per cell; ``real=False`` leaves the real answer at the integer.

    All goals sit inside one bracketed search from 0 agents, never from the load: with impatient callers the
    answer may lie below it. Cells without load need nobody.
    """
    if not goals:
        raise ValueError("goals: expected at least one goal")

    def margins(n: Floats, cells: Integers) -> list[Floats]:
        return goal_margins(live_team(load.cells(cells), n), goals)

    def margin(n: Floats, cells: Integers) -> Floats:
        return np.asarray(np.minimum.reduce(margins(n, cells)))

    erlangs = load.erlangs
    # Without abandonment fewer agents than the load are never stable, so the search may begin above it.
    endless = np.isinf(load.patience_seconds) & (load.day_factors.size == 1)
    floor = np.where(endless & (erlangs > 0.0), np.floor(erlangs), -1.0)
    whole, below, above = least_whole(margin, floor, erlangs, goals)
    answer = _least_real(margin, whole, below, above) if real else whole.astype(np.float64)
    every = np.arange(len(whole))
    binding = np.argmin(np.stack(margins(answer, every)), axis=0).astype(np.int64)
    return LeastAgents(whole, answer, binding)


def goal_slacks(team: Team, goals: tuple[LiveGoal, ...]) -> list[Floats]:
    """By how much each goal is met, in its own unit, per cell; at least 0 is met, −∞ where unstable."""
    thresholds = {goal.threshold_seconds for goal in goals if goal.kind is GoalKind.SERVICE_LEVEL} or {0.0}
    figures = {threshold: team.figures_at(threshold) for threshold in thresholds}
    # All but the service level are the same at every threshold.
    timeless = next(iter(figures.values()))
    found = []
    for goal in goals:
        match goal.kind:
            case GoalKind.SERVICE_LEVEL:
                slack = figures[goal.threshold_seconds].service_level(goal.definition) - goal.limit
            case GoalKind.ABANDONMENT:
                slack = goal.limit - timeless.abandon_probability
            case GoalKind.OCCUPANCY:
                slack = goal.limit - team.occupancy()
            case GoalKind.SPEED_OF_ANSWER:
                slack = goal.limit - team.answer_seconds()
        found.append(np.where(timeless.stable, slack, -np.inf))
    return found


def goal_margins(team: Team, goals: tuple[LiveGoal, ...]) -> list[Floats]:
    """The slacks in probits or logarithms, nearly straight in the agents, their signs unchanged."""
    found = []
    for goal, slack in zip(goals, goal_slacks(team, goals), strict=True):
        met = slack >= 0.0
        match goal.kind:
            case GoalKind.SERVICE_LEVEL:
                margin = _probit(goal.limit + slack) - _probit(goal.limit)
            case GoalKind.ABANDONMENT:
                margin = _probit(goal.limit) - _probit(goal.limit - slack)
            case GoalKind.OCCUPANCY:
                margin = np.maximum(10.0 * slack, -10.0)
            case GoalKind.SPEED_OF_ANSWER:
                with np.errstate(all="ignore"):
                    margin = np.clip(np.log(goal.limit / np.maximum(goal.limit - slack, 0.0)), -8.0, 8.0)
        found.append(_signed(margin, met))
    return found


def _probit(share: Floats | float) -> Floats:
    return np.asarray(special.ndtri(np.clip(share, 1e-15, 1.0 - 1e-15)))


def _signed(margin: Floats, met: NDArray[np.bool_]) -> Floats:
    """The margin with the sign of the plain comparison: rounding in the transform must not decide."""
    return np.where(met, np.maximum(margin, 0.0), np.minimum(margin, -1e-300))


def _first_spread(goals: tuple[LiveGoal, ...]) -> float:
    """Where to look first: spare agents per √load; only the speed of the search depends on it."""
    levels = [goal.limit for goal in goals if goal.kind is GoalKind.SERVICE_LEVEL]
    return float(special.ndtri(max(levels)) - 0.3) if levels else 0.0


def least_whole(
    margin: Margin, floor: Floats, erlangs: Floats, goals: tuple[LiveGoal, ...]
) -> tuple[Integers, Floats, Floats]:
    """Least integer with margin ≥ 0 above ``floor`` (known to fail), and the margins just below and at it."""
    spread = np.sqrt(erlangs)
    guess = np.maximum(np.ceil(erlangs + _first_spread(goals) * spread), 0.0)
    low, high = floor.copy(), np.full_like(floor, np.inf)
    low_margin, high_margin = np.full_like(floor, -np.inf), np.full_like(floor, np.inf)
    trial, step = np.maximum(guess, floor + 1.0), np.ones_like(floor)
    active = np.arange(len(floor))
    turn = 0
    while active.size:
        turn += 1
        n = trial[active]
        value = margin(n, active)
        met = value >= 0.0
        high[active[met]], high_margin[active[met]] = n[met], value[met]
        low[active[~met]], low_margin[active[~met]] = n[~met], value[~met]
        active = active[high[active] - low[active] > 1.0]
        lo, hi = low[active], high[active]
        f_lo, f_hi = low_margin[active], high_margin[active]
        # One side still open: walk by the margin (a probit is worth about √load agents), each time further.
        with np.errstate(all="ignore"):
            reach = np.maximum(np.ceil(np.abs(np.where(np.isinf(hi), f_lo, f_hi)) * spread[active]), 1.0)
            walk = np.where(np.isinf(hi), lo + reach * step[active], hi - reach * step[active])
            chord = np.round(lo + (hi - lo) * (f_lo / (f_lo - f_hi)))
        middle = np.floor((lo + hi) / 2.0)
        closed = np.isfinite(hi) & np.isfinite(f_lo)
        inside = np.where((turn % 3 == 0) | ~np.isfinite(chord), middle, chord)
        step[active] = np.where(closed, 1.0, step[active] * 2.0)
        trial[active] = np.clip(np.where(closed, inside, walk), lo + 1.0, hi - 1.0)
    return high.astype(np.int64), low_margin, high_margin


def _least_real(margin: Margin, whole: Integers, below: Floats, above: Floats) -> Floats:
    """Least real number in (whole − 1, whole] with margin ≥ 0, to ``PRECISION``, always on the met side."""
    low, high = whole - 1.0, whole.astype(np.float64)
    f_low, f_high = below.copy(), above.copy()
    active = np.flatnonzero((whole > 0) & (f_high > 0.0))
    # A margin not yet measured below (the stability edge, or no agents at all) starts from plain halving.
    turn = 0
    while active.size:
        turn += 1
        lo, hi, f_lo, f_hi = low[active], high[active], f_low[active], f_high[active]
        with np.errstate(all="ignore"):
            chord = lo + (hi - lo) * (f_lo / (f_lo - f_hi))
        # Step a hair past the chord so that both ends of the bracket close in.
        chord += np.where(turn % 2 == 0, -0.4, 0.4) * PRECISION
        usable = np.isfinite(chord) & (chord > lo) & (chord < hi) & (turn % 4 != 0)
        n = np.where(usable, chord, 0.5 * (lo + hi))
        value = margin(n, active)
        met = value >= 0.0
        high[active[met]], f_high[active[met]] = n[met], value[met]
        low[active[~met]], f_low[active[~met]] = n[~met], value[~met]
        active = active[(high[active] - low[active] > PRECISION) & (f_high[active] > 0.0)]
    return np.where(whole > 0, np.maximum(high, whole - 1.0 + LEAST_PART), 0.0)
