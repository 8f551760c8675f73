"""Agents with which every interval meets its goals although the one before it still has its effect."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from forecasting.staffing.least_agents import LiveGoal, goal_margins
from forecasting.staffing.live_team import Team
from forecasting.staffing.time_varying import (
    CLOSED,
    ChangingQueue,
    IntervalFigures,
    Passage,
    Present,
    TransientQueue,
)
from forecasting.staffing.waiting import Floats, Waiting

PRECISION = 0.01
"""Agents; a chain of whole contacts and a mixed team is no sharper."""
SETTLED = 0.1
"""Agents up to which the answer for a settled queue stands if it is the same whole team: the two continue
differently between whole agents, where Erlang's formula is smooth and the chain mixes teams."""
LARGEST_TEAM = 400.0
"""Agents up to which the chain is followed; its work grows with the square of the team."""
SHORTEST_HANDLE = 0.05
"""Handle time over interval length below which an interval forgets the one before at once."""
SHORTEST_PATIENCE = 1.0
"""Seconds; with less nobody waits and the chain would only count departures."""
WARM_UP_HANDLES = 6.0
"""Handle times after which where a queue started is forgotten."""


@dataclass(frozen=True, slots=True)
class HeldIntervals:
    """Least agents per interval, and the position of the goal that decides, None where there is no work."""

    net: Floats
    binding: tuple[int | None, ...]


def hold_every_interval(
    queue: ChangingQueue, first_guess: Floats, least: Floats, goals: tuple[LiveGoal, ...]
) -> HeldIntervals:
    """Least real agents for each interval in turn, given the state that the ones before leave behind.

    Going forward from the start, every interval gets the least team that meets all goals over its own
    contacts, found by a bracketed secant on the transient chain from ``first_guess``, the answer for a
    settled queue (which stands where it is right to SETTLED and the same whole team). ``least`` agents are
    there anyway. The intervals before count with whole people, so that rounding each team up leaves every
    interval met: effects run forward only, and one pass leaves none short and none with slack.
    """
    chain = TransientQueue(queue, np.maximum(first_guess * 1.2 + 3.0, least))
    present = _before_the_first(chain, np.maximum(first_guess, least))
    net = np.zeros_like(first_guess)
    binding: list[int | None] = [None] * net.size
    for index in np.flatnonzero(queue.seconds > 0.0).tolist():
        before = chain.opening() if queue.opens[index] else present
        if queue.arrival_rate[index] > 0.0:
            net[index], binding[index] = _least_team(chain, index, float(first_guess[index]), before, goals)
        present = chain.interval(index, _whole(max(net[index], least[index])), before).end
    return HeldIntervals(net, tuple(binding))


def evaluate_intervals(
    queue: ChangingQueue, agents: Floats, threshold_seconds: float
) -> tuple[Waiting, Floats]:
    """Figures and occupancy of each interval with ``agents`` rounded up to whole people throughout."""
    chain = TransientQueue(queue, agents + 1.0)
    present = _before_the_first(chain, agents)
    figures, busy = [CLOSED] * agents.size, np.zeros_like(agents)
    for index in np.flatnonzero(queue.seconds > 0.0).tolist():
        passage = chain.interval(
            index, _whole(agents[index]), chain.opening() if queue.opens[index] else present
        )
        present, busy[index] = passage.end, passage.occupancy
        figures[index] = chain.figures(passage, threshold_seconds)
        after = index + 1
        if after < agents.size and queue.seconds[after] > 0.0 and not queue.opens[after]:
            figures[index] = chain.relieved(passage, figures[index], threshold_seconds, _whole(agents[after]))
    return as_waiting(figures), busy


def follows_the_chain(load: Floats, handle_seconds: float, patience_seconds: float, seconds: float) -> bool:
    """Whether intervals are worth following one by one: not too large, too short or without any waiting."""
    return bool(
        0.0 < load.max() <= LARGEST_TEAM
        and handle_seconds >= SHORTEST_HANDLE * seconds
        and patience_seconds >= SHORTEST_PATIENCE
    )


def as_waiting(figures: list[IntervalFigures]) -> Waiting:
    """The figures as arrays, for every definition of the service level."""

    def column(name: str) -> Floats:
        return np.array([getattr(figure, name) for figure in figures])

    return Waiting(
        column("wait_probability"),
        column("abandon_probability"),
        column("served_in_time"),
        column("wait_exceeds"),
        column("virtual_exceeds"),
        np.ones(len(figures), dtype=np.bool_),
    )


def _before_the_first(chain: TransientQueue, agents: Floats) -> Present:
    """Where a period that does not begin with an opening starts: after its own last intervals."""
    queue = chain.queue
    present = chain.opening()
    if queue.opens[0]:
        return present
    needed = WARM_UP_HANDLES * float(queue.handle_seconds.max())
    first = agents.size - 1
    while first > 0 and not queue.opens[first] and queue.seconds[first:].sum() < needed:
        first -= 1
    for index in range(first, agents.size):
        if queue.seconds[index] > 0.0:
            present = chain.interval(index, _whole(agents[index]), present).end
    return present


def _least_team(
    chain: TransientQueue, index: int, guess: float, before: Present, goals: tuple[LiveGoal, ...]
) -> tuple[float, int]:
    """Least agents of one interval, and which goal decides."""
    decides: dict[float, int] = {}

    def margin(agents: float) -> float:
        passage = chain.interval(index, agents, before)
        found = np.concatenate(goal_margins(_team(chain, passage), goals))
        decides[agents] = int(np.argmin(found))
        return float(found.min())

    whole = _whole(guess)
    if guess > SETTLED and margin(max(whole - 1.0, guess - SETTLED)) < 0.0 <= margin(
        min(whole, guess + SETTLED)
    ):
        return guess, decides[min(whole, guess + SETTLED)]
    low, high, at_low, at_high = _bracket(margin, max(guess, 0.1))
    while high - low > PRECISION and at_high > 0.0:
        # A hair beyond the chord, so that the met end closes in; never less than a tenth of the bracket.
        chord = low + (high - low) * at_low / (at_low - at_high) + 0.5 * PRECISION
        trial = min(max(chord, low + 0.1 * (high - low)), high - 0.1 * (high - low))
        value = margin(trial)
        if value < 0.0:
            low, at_low = trial, value
            continue
        high, at_high = trial, value
        nearer = max(high - PRECISION, 0.5 * (low + high))
        value = margin(nearer)
        if value < 0.0:
            low, at_low = nearer, value
        else:
            high, at_high = nearer, value
    return high, decides[high]


def _bracket(margin: Callable[[float], float], guess: float) -> tuple[float, float, float, float]:
    """A team that fails and one that meets the goals, near ``guess``, with their margins."""
    step = 0.02 * guess + 0.2
    trial, value = guess, margin(guess)
    if value >= 0.0:
        high, at_high = trial, value
        while True:
            trial = max(high - step, 0.0)
            value = margin(trial)
            if value < 0.0 or high == 0.0:
                return trial, high, value, at_high
            high, at_high, step = trial, value, 2.0 * step
    low, at_low = trial, value
    while True:
        trial = low + step
        value = margin(trial)
        if value >= 0.0:
            return low, trial, at_low, value
        low, at_low, step = trial, value, 2.0 * step


def _whole(agents: float) -> float:
    return max(math.ceil(agents - 1e-9), 0.0)


def _team(chain: TransientQueue, passage: Passage) -> Team:
    def at(threshold: float) -> Waiting:
        return as_waiting([chain.figures(passage, threshold)])

    return Team(
        at,
        lambda: np.array([passage.occupancy]),
        lambda: np.array([chain.figures(passage, 0.0).answer_seconds]),
    )
