"""Staffing for whole days: enough agents that a day meets its service level with a given probability."""

from dataclasses import replace

import numpy as np
from scipy import special

from forecasting.staffing.day_factor import FOR_TAILS, day_factors
from forecasting.staffing.erlang import queue_waiting
from forecasting.staffing.least_agents import LiveGoal, least_agents
from forecasting.staffing.live_team import ONE_DAY, LiveLoad
from forecasting.staffing.shrinkage import whole_heads
from forecasting.staffing.waiting import Floats

BUSIEST = 4.0
"""Multiple of the forecast beyond which a day goal is taken for unreachable."""
PRECISION = 1e-3


class UnreachableDayError(ValueError):
    """No staffing up to four times the forecast gives the day its probability: ask for less."""


def day_chance(
    load: LiveLoad, contacts: Floats, agents: Floats, goal: LiveGoal, day_cv: float, spread: float
) -> float:
    """P(share of the day's contacts answered in time ≥ goal) = E[Φ((S(G) − τ)/σ(G))] over day factors G.

    Cells are the intervals of one day, ``contacts`` their volume. S(g) is the contact-weighted stationary
    level at g times the rate, σ² = κ·S(1 − S)/N(g) with ``spread`` κ from simulated days (Roubos, Koole &
    Stolletz study this variability); N(g) are the day's contacts.
    """
    level, variance = np.zeros(0), np.zeros(0)
    for factor in day_factors(day_cv, FOR_TAILS).tolist():
        waits = queue_waiting(
            agents,
            load.arrival_rate * factor,
            load.handle_seconds,
            load.patience_seconds,
            goal.threshold_seconds,
        )
        mean = float(np.average(waits.service_level(goal.definition), weights=contacts))
        level = np.append(level, mean)
        variance = np.append(variance, spread * mean * (1.0 - mean) / (contacts.sum() * factor))
    with np.errstate(divide="ignore"):
        distance = (level - goal.limit) / np.sqrt(variance)
    return float(special.ndtr(distance).mean())


def agents_for_day(
    load: LiveLoad,
    contacts: Floats,
    goals: tuple[LiveGoal, ...],
    goal: LiveGoal,
    *,
    day_cv: float,
    spread: float,
    probability: float,
) -> tuple[Floats, float]:
    """Real agents per interval of a day, all staffed for one multiple of the forecast, and that multiple.

    The multiple is the least with which whole people give `day_chance` ≥ ``probability``; with certain
    volume (cv 0) it still covers chance. All ``goals`` hold on a day at that multiple. Raises
    UnreachableDayError.
    """
    certain = replace(load, day_factors=ONE_DAY)

    def team(multiple: float) -> Floats:
        busier = replace(certain, arrival_rate=load.arrival_rate * multiple)
        return least_agents(busier, goals).real

    def chance(multiple: float) -> float:
        return day_chance(certain, contacts, whole_heads(team(multiple)), goal, day_cv, spread)

    low, high = 0.5, BUSIEST
    if chance(high) < probability:
        raise UnreachableDayError(UnreachableDayError.__doc__)
    while high - low > PRECISION:
        middle = 0.5 * (low + high)
        if chance(middle) >= probability:
            high = middle
        else:
            low = middle
    return team(high), high
