"""Callbacks offered to those who would wait long: what stays live and what becomes deferred work."""

from dataclasses import dataclass

import numpy as np

from forecasting.staffing.erlang import queue_waiting
from forecasting.staffing.waiting import Floats

STEPS = 200
SETTLED = 1e-10


@dataclass(frozen=True, slots=True)
class CallbackOffer:
    """An offer made when the predicted wait exceeds ``above_seconds``, taken by a share ``accepted``.

    An accepted callback takes ``attempts`` on average, each answered with ``answer_share``; an attempt that
    is not answered costs ``attempt_seconds``, the conversation ``handle_seconds``.
    """

    above_seconds: float
    accepted: float
    handle_seconds: float
    answer_share: float = 1.0
    attempts: float = 1.0
    attempt_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class CallbackSplit:
    """Contacts per second that stay live and that become callbacks, and seconds of work per callback."""

    live_rate: Floats
    callback_rate: Floats
    seconds_per_callback: float


def split_callbacks(
    offer: CallbackOffer,
    agents: Floats,
    arrival_rate: Floats,
    handle_seconds: Floats,
    patience_seconds: Floats,
) -> CallbackSplit:
    """λ_live = λ·(1 − accepted·P(V > above)) at the rate that stays, per cell; arrays of one shape.

    Callbacks move work, they do not remove it: staff them as deferred work with the promised window.
    Estimate patience on those who decline. The model has no measurement behind it yet. Raises ValueError for
    impossible input.
    """
    for name in ("accepted", "answer_share"):
        if not 0.0 <= getattr(offer, name) <= 1.0:
            raise ValueError(f"{name}: expected a share from 0 to 1")
    for name in ("above_seconds", "handle_seconds", "attempts", "attempt_seconds"):
        if not 0.0 <= getattr(offer, name) < np.inf:
            raise ValueError(f"{name}: expected a finite number of at least 0")
    high, low = arrival_rate.astype(np.float64), arrival_rate * (1.0 - offer.accepted)
    for _ in range(STEPS):
        trial = 0.5 * (low + high)
        waits = queue_waiting(agents, trial, handle_seconds, patience_seconds, offer.above_seconds)
        # More live contacts mean longer waits and more offers, so the solution is the only crossing.
        over = trial > arrival_rate * (1.0 - offer.accepted * waits.virtual_exceeds)
        low, high = np.where(over, low, trial), np.where(over, trial, high)
        if np.all(high - low <= SETTLED * np.maximum(arrival_rate, SETTLED)):
            break
    work = offer.answer_share * offer.handle_seconds + (1.0 - offer.answer_share) * offer.attempt_seconds
    return CallbackSplit(high, arrival_rate - high, offer.attempts * work)
