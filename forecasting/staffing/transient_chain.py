"""How many contacts are present while rates and agents change: the Markov chain M_t/M/n_t+M, uniformised."""

import math

import numba
import numpy as np

from forecasting.staffing.waiting import Floats

LOST_MASS = 1e-13
"""Probability below which the edge of the distribution and the tail of the jumps are dropped."""


@numba.njit(cache=True)
def run_chain(
    start: Floats, arrival_rate: float, finish_rate: Floats, seconds: float
) -> tuple[Floats, Floats]:
    """Distribution of contacts present at the end of ``seconds``, and its mean over them.

    ``start[s]`` is the probability of s contacts; s grows at ``arrival_rate`` (not at the last state) and
    shrinks at ``finish_rate[s]``, both per second. Uniformised at Λ: p(t) = Σ_k Pois(k; Λt)·p·P^k, and its
    time mean weighs p·P^k by P(N(Λt) > k)/Λt. Exact but for LOST_MASS.
    """
    states = start.size
    rate = arrival_rate + finish_rate[0]
    for s in range(states):
        rate = max(rate, arrival_rate + finish_rate[s])
    jumps = rate * seconds
    if jumps <= 0.0:
        return start.copy(), start.copy()
    # A state on either side of the real ones holds nothing, so that the inner loop needs no cases.
    up = arrival_rate / rate
    down = np.zeros(states + 2)
    down[1:-1] = finish_rate / rate
    stay = 1.0 - up - down
    stay[states] += up
    now, following = np.zeros(states + 2), np.zeros(states + 2)
    now[1:-1] = start
    end, mean = np.zeros(states + 2), np.zeros(states + 2)
    low, high = 1, states
    beyond = 1.0
    log_jumps = math.log(jumps)
    k = 0
    while True:
        weight = math.exp(k * log_jumps - jumps - math.lgamma(k + 1.0))
        beyond = max(beyond - weight, 0.0)
        share = beyond / jumps
        if weight > LOST_MASS:
            for s in range(low, high + 1):
                end[s] += weight * now[s]
        if k > jumps and weight < LOST_MASS:
            break
        while low < high and now[low] < LOST_MASS:
            now[low] = 0.0
            low += 1
        while high > low and now[high] < LOST_MASS:
            now[high] = 0.0
            high -= 1
        low, high = max(low - 1, 1), min(high + 1, states)
        for s in range(low, high + 1):
            mean[s] += share * now[s]
            following[s] = stay[s] * now[s] + up * now[s - 1] + down[s + 1] * now[s + 1]
        # What an earlier, wider step left beside the present one.
        following[low - 1] = 0.0
        following[high + 1] = 0.0
        now, following = following, now
        k += 1
    return end[1:-1] / end.sum(), mean[1:-1] / mean.sum()
