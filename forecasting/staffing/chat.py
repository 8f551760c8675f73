"""Agents for chats when one agent holds several at once and each of them then takes longer."""

import numpy as np

from forecasting.staffing.erlang import occupancy, speed_of_answer
from forecasting.staffing.least_agents import (
    LEAST_PART,
    Integers,
    LeastAgents,
    LiveGoal,
    goal_margins,
    goal_slacks,
    least_whole,
)
from forecasting.staffing.live_team import ONE_DAY, Team, average_of_days, over_days
from forecasting.staffing.waiting import Floats, Waiting, waiting


def useful_levels(handle_by_level: Floats) -> int:
    """Number of chats up to which holding one more still finishes more chats an hour: k/AHT_k not falling.

    ``handle_by_level`` holds seconds per chat while an agent has 1, 2, … K chats.
    """
    if handle_by_level.size == 0 or not (handle_by_level > 0.0).all():
        raise ValueError("concurrency: expected at least one handle time, all above 0")
    speed = np.arange(1, handle_by_level.size + 1) / handle_by_level
    falling = np.flatnonzero(np.diff(speed) < 0.0)
    return int(falling[0]) + 1 if falling.size else int(handle_by_level.size)


def chat_waiting(
    agents: Integers,
    arrival_rate: Floats,
    handle_by_level: Floats,
    patience_seconds: Floats,
    threshold_seconds: float,
) -> Waiting:
    """Waiting figures per cell of chats given to the least loaded agent, from their birth–death chain.

    ``handle_by_level`` is cells × K seconds per chat at 1 … K chats in hand, all levels useful. With m chats
    on N agents, q = ⌊m/N⌋, the team finishes (N − m mod N)·r_q + (m mod N)·r_{q+1} chats a second, r_k =
    k/AHT_k. Beyond N·K chats wait, and that part of the chain is the queue of Erlang A at speed N·r_K.
    """
    levels = handle_by_level.shape[1]
    speed = np.arange(levels + 1) / np.column_stack([np.ones(len(agents)), handle_by_level])
    odds = np.array(
        [_log_odds_free(int(n), r, rate) for n, r, rate in zip(agents, speed, arrival_rate, strict=True)]
    )
    full_rate = agents * speed[:, -1]
    with np.errstate(divide="ignore"):
        impatience = 1.0 / patience_seconds
    return waiting(odds, arrival_rate, full_rate, impatience, np.full_like(full_rate, threshold_seconds))


def chat_team(
    agents: Integers,
    arrival_rate: Floats,
    handle_by_level: Floats,
    patience_seconds: Floats,
    day_factors: Floats = ONE_DAY,
) -> Team:
    """A trial team of whole agents per cell, its figures averaged over the contacts of uncertain days.

    Occupancy is the share of full speed.
    """
    days, cells = day_factors.size, agents.size
    rate = arrival_rate * day_factors[:, None]
    n, patience = np.tile(agents, days), np.tile(patience_seconds, days)
    handle = np.tile(handle_by_level, (days, 1))
    full_rate = (n * handle.shape[1] / handle[:, -1]).reshape(days, cells)

    def at(threshold: float) -> Waiting:
        figures = chat_waiting(n, rate.ravel(), handle, patience, threshold)
        return Waiting(*(getattr(figures, each).reshape(days, cells) for each in Waiting.__slots__))

    def answer_seconds() -> Floats:
        figures = at(0.0)
        wait = speed_of_answer(figures, rate, full_rate, patience.reshape(days, cells))
        return average_of_days(wait, rate * (1.0 - figures.abandon_probability))

    return Team(
        lambda threshold: over_days(at(threshold), rate),
        lambda: np.asarray(occupancy(at(0.0), rate, full_rate).mean(axis=0)),
        answer_seconds,
    )


def least_chat_agents(
    arrival_rate: Floats,
    handle_by_level: Floats,
    patience_seconds: Floats,
    goals: tuple[LiveGoal, ...],
    day_factors: Floats = ONE_DAY,
) -> LeastAgents:
    """Least agents per cell meeting all goals; arguments as in `chat_waiting`.

    The chain knows whole agents only, so the real answer is the mix of N − 1 and N agents over time that
    meets the deciding goal on average: its margin interpolated between the two.
    """

    def team(n: Floats, cells: Integers) -> Team:
        return chat_team(
            n.astype(np.int64),
            arrival_rate[cells],
            handle_by_level[cells],
            patience_seconds[cells],
            day_factors,
        )

    def margin(n: Floats, cells: Integers) -> Floats:
        return np.asarray(np.minimum.reduce(goal_margins(team(n, cells), goals)))

    top_load = arrival_rate * handle_by_level[:, -1] / handle_by_level.shape[1]
    stable_floor = np.where(np.isinf(patience_seconds) & (top_load > 0.0), np.floor(top_load), -1.0)
    whole, _, _ = least_whole(margin, stable_floor, top_load, goals)
    every = np.arange(len(whole))
    at = np.stack(goal_slacks(team(whole.astype(np.float64), every), goals))
    below = np.stack(goal_slacks(team(np.maximum(whole - 1.0, 0.0), every), goals))
    # Each goal asks for its own share of the time with the last agent; an unstable queue for all of it.
    with np.errstate(invalid="ignore", divide="ignore"):
        missing = np.where(below >= 0.0, 0.0, np.where(np.isfinite(below), -below / (at - below), 1.0))
    binding = np.argmax(missing, axis=0).astype(np.int64)
    part = np.clip(missing.max(axis=0), LEAST_PART, 1.0)
    return LeastAgents(whole, np.where(whole > 0, whole - 1.0 + part, 0.0), binding)


def _log_odds_free(agents: int, speed: Floats, arrival_rate: float) -> float:
    """Log odds ln Σ_{m<NK} π_m/π_{NK} of one cell, summed from the full state downwards in logarithms."""
    if agents == 0 or arrival_rate == 0.0:
        return -np.inf if agents == 0 else np.inf
    chats = np.arange(agents * (speed.size - 1), 0, -1)
    held, extra = np.divmod(chats, agents)
    above = speed[np.minimum(held + 1, speed.size - 1)]
    finish = (agents - extra) * speed[held] + extra * above
    steps = np.cumsum(np.log(finish / arrival_rate))
    top = steps.max()
    return float(top + np.log(np.exp(steps - top).sum()))
