"""Contacts that give up and come back: the rate at which they arrive in the end."""

import numpy as np

from forecasting.staffing.erlang import waiting_of_team
from forecasting.staffing.waiting import Floats

STEPS = 400
SETTLED = 1e-12


def rate_with_redials(
    agents: Floats, arrival_rate: Floats, handle_seconds: Floats, patience_seconds: Floats, share: float
) -> Floats:
    """Least rate with λ' = λ + share·λ'·P(abandon at λ'), arrays of one shape, rates per second.

    ``share`` of those who give up try again, each time as patient as before. Iterated upwards from λ:
    abandonment grows with the rate, so the steps rise to the least solution, at most λ/(1 − share).
    """
    if not 0.0 <= share < 1.0:
        raise ValueError("redial_share: expected at least 0 and below 1")
    rate = arrival_rate
    limit = np.zeros_like(rate)
    for _ in range(STEPS):
        lost = waiting_of_team(agents, rate, handle_seconds, patience_seconds, limit).abandon_probability
        following = arrival_rate / (1.0 - share * lost)
        done = np.all(np.abs(following - rate) <= SETTLED * following)
        rate = following
        if done:
            break
    return rate
