"""Erlang B, C and A for real numbers of agents: exact, vectorised, stable to 10,000 agents and beyond."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from forecasting.staffing.service_level import ServiceLevelDefinition
from forecasting.staffing.waiting import (
    Floats,
    Waiting,
    log_gamma_odds,
    served_wait,
    waiting,
)

NOBODY = 1e-9
"""Fewer agents than this are none: what they would serve is lost in float64."""


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """Erlang A (or C, where patience is endless) at given agents; arrays of the broadcast input shape.

    Times in seconds. Where ``stable`` is False waits and queue are infinite and the service level is 0.
    """

    wait_probability: Floats
    abandon_probability: Floats
    abandon_in_time: Floats
    wait_exceeds: Floats
    mean_wait: Floats
    """Over all contacts, served and abandoned."""
    asa: Floats
    """Average speed of answer: mean wait of the contacts that are served."""
    occupancy: Floats
    queue_length: Floats
    stable: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    waiting: Waiting

    def service_level(self, definition: ServiceLevelDefinition = ServiceLevelDefinition.OFFERED) -> Floats:
        """Share answered within the threshold under the named definition."""
        return self.waiting.service_level(definition)


def erlang_b(agents: ArrayLike, load: ArrayLike) -> Floats:
    """Blocking probability of ``agents`` (real) lines under ``load`` erlangs: B = 1/(1 + Q(n, a)/f(n; a))."""
    n, a = _cells(agents=agents, load=load)
    with np.errstate(all="ignore"):
        blocked = special.expit(-log_gamma_odds(n, a, upper=True))
    return np.where(a == 0.0, np.where(n == 0.0, 1.0, 0.0), blocked)


def queue_waiting(
    agents: ArrayLike,
    arrival_rate: ArrayLike,
    handle_seconds: ArrayLike,
    patience_seconds: ArrayLike = np.inf,
    threshold_seconds: ArrayLike = 0.0,
) -> Waiting:
    """Waiting figures of M/M/n+M (Erlang A), M/M/n (Erlang C) for infinite and M/M/n/n (B) for zero patience.

    ``arrival_rate`` in contacts per second. Raises ValueError naming an input that is negative or NaN.
    """
    n, rate, handle, patience, limit = _cells(
        agents=agents,
        arrival_rate=arrival_rate,
        handle_seconds=handle_seconds,
        patience_seconds=patience_seconds,
        threshold_seconds=threshold_seconds,
    )
    return waiting_of_team(n, rate, handle, patience, limit)


def waiting_of_team(n: Floats, rate: Floats, handle: Floats, patience: Floats, limit: Floats) -> Waiting:
    """`queue_waiting` for checked float arrays of one shape: what a search calls many times."""
    with np.errstate(all="ignore"):
        # Contacts without handle time load nobody: an empty queue, whatever the number of agents.
        busy_rate = np.where(handle > 0.0, rate, 0.0)
        n = np.where(n < NOBODY, 0.0, n)
        odds = log_gamma_odds(n, rate * handle, upper=True)
        return waiting(odds, busy_rate, n / np.where(handle > 0.0, handle, 1.0), 1.0 / patience, limit)


def queue_figures(
    agents: ArrayLike,
    arrival_rate: ArrayLike,
    handle_seconds: ArrayLike,
    patience_seconds: ArrayLike = np.inf,
    threshold_seconds: ArrayLike = 0.0,
) -> QueueFigures:
    """Every stationary figure of the queue; arguments as in `queue_waiting`."""
    n, rate, handle, patience, limit = _cells(
        agents=agents,
        arrival_rate=arrival_rate,
        handle_seconds=handle_seconds,
        patience_seconds=patience_seconds,
        threshold_seconds=threshold_seconds,
    )
    figures = waiting_of_team(n, rate, handle, patience, limit)
    lost, p = figures.abandon_probability, figures.wait_probability
    with np.errstate(all="ignore"):
        full_rate = np.where(n < NOBODY, 0.0, n) / np.where(handle > 0.0, handle, 1.0)
        asa = speed_of_answer(figures, rate, full_rate, patience)
        # Nobody gives up under endless patience, so everybody's wait is the served one's.
        mean_wait = np.where((lost > 0.0) & np.isfinite(patience), lost * patience, asa)
        mean_wait = np.where(p == 0.0, 0.0, np.where(patience == 0.0, 0.0, mean_wait))
        queue = np.where(rate == 0.0, 0.0, rate * mean_wait)
    return QueueFigures(
        wait_probability=p,
        abandon_probability=lost,
        abandon_in_time=np.clip(1.0 - figures.served_in_time - figures.wait_exceeds, 0.0, 1.0),
        wait_exceeds=figures.wait_exceeds,
        mean_wait=mean_wait,
        asa=asa,
        occupancy=occupancy(figures, np.where(handle > 0.0, rate, 0.0), full_rate),
        queue_length=queue,
        stable=figures.stable,
        waiting=figures,
    )


def occupancy(figures: Waiting, rate: Floats, full_rate: Floats) -> Floats:
    """Busy share of the team's full speed, λ(1 − P(ab))/R; 1 for no agents under load, 0 without load."""
    carried = rate * (1.0 - figures.abandon_probability)
    ratio = np.divide(carried, full_rate, out=np.ones_like(carried), where=full_rate > 0.0)
    return np.where(rate == 0.0, 0.0, np.minimum(ratio, 1.0))


def speed_of_answer(figures: Waiting, rate: Floats, full_rate: Floats, patience: Floats) -> Floats:
    """Mean wait in seconds of served contacts; infinite where unstable or where nobody is ever served."""
    with np.errstate(all="ignore"):
        served = 1.0 - figures.abandon_probability
        delayed = np.clip(figures.wait_probability - figures.abandon_probability, 0.0, 1.0)
        wait = served_wait(rate, full_rate, 1.0 / patience)
        value = np.where(delayed > 0.0, delayed * wait, 0.0) / served
    return np.where(figures.stable, np.where(served > 0.0, value, np.inf), np.inf)


def _cells(**inputs: ArrayLike) -> tuple[Floats, ...]:
    """The inputs as float arrays of one shape with at least one dimension."""
    arrays = []
    for name, value in inputs.items():
        array = np.asarray(value, dtype=np.float64)
        if np.isnan(array).any() or (array < 0.0).any():
            raise ValueError(f"{name} must be numbers of at least 0")
        if name not in ("patience_seconds", "threshold_seconds") and np.isinf(array).any():
            raise ValueError(f"{name} must be finite")
        arrays.append(np.atleast_1d(array))
    return tuple(np.array(a) for a in np.broadcast_arrays(*arrays))
