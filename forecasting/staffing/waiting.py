"""The wait of contacts that find everybody busy: one exact kernel for Erlang B, C, A and the chat chain.

Notation (all rates in contacts per second): λ arrivals, R the speed at which the full team finishes contacts,
θ = 1/patience, T the answer threshold, c = R/θ, y = λ/θ, x = e^(−θT). P and Q are the regularised incomplete
gamma functions, f(k; m) = e^(−m) m^k / Γ(k+1) the Poisson density continued to real k.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from forecasting.staffing.service_level import ServiceLevelDefinition

Floats = NDArray[np.float64]

FAR_TAIL = 300.0
"""Beyond this −ln density the gamma ratio nears underflow and its expansion is exact in float64."""
EXPANSION_TERMS = 10
FEW_IN_QUEUE = 0.3
PATIENT = 1e-10
"""θ·(1/R) below this is treated as endless patience: c would exceed what float64 can tell from infinity."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Stationary figures of a queue, one array entry per cell; probabilities per offered contact."""

    wait_probability: Floats
    abandon_probability: Floats
    served_in_time: Floats
    wait_exceeds: Floats
    """P(still waiting at T), whatever happens to the contact later."""
    virtual_exceeds: Floats
    """P(an infinitely patient test customer would wait longer than T)."""
    stable: NDArray[np.bool_]
    """False where work arrives at least as fast as it is finished and nobody gives up."""

    def service_level(self, definition: ServiceLevelDefinition) -> Floats:
        """Share of contacts answered within T under the named definition (Mandelbaum & Zeltyn's family)."""
        served = self.served_in_time
        match definition:
            case ServiceLevelDefinition.OFFERED:
                return served
            case ServiceLevelDefinition.ANSWERED:
                return _share(served, 1.0 - self.abandon_probability)
            case ServiceLevelDefinition.EXCLUDING_SHORT_ABANDONS:
                return _share(served, served + self.wait_exceeds)
            case ServiceLevelDefinition.SHORT_ABANDONS_MET:
                return 1.0 - self.wait_exceeds
            case ServiceLevelDefinition.VIRTUAL:
                return 1.0 - self.virtual_exceeds


def waiting(
    log_odds_free: Floats, arrival_rate: Floats, full_rate: Floats, impatience: Floats, threshold: Floats
) -> Waiting:
    """Figures of the queue behind a team that is all busy, from the odds of finding it so.

    ``log_odds_free`` is ln(Σ_{m<full} π_m / π_full), the log odds of a free place against exactly full;
    rates per second, threshold in seconds, arrays of one shape. Above "full" the state grows by λ and
    shrinks by R + jθ, so Palm's function A(c, y) = P(c, y)/f(c; y) sums the queue (Palm; Mandelbaum &
    Zeltyn, Erlang A).
    """
    with np.errstate(all="ignore"):
        patient = impatience <= PATIENT * full_rate
        stable = ~(patient & (arrival_rate >= full_rate))
        if patient.all():
            figures = _endless_patience(log_odds_free, arrival_rate, full_rate, threshold, stable)
        else:
            figures = _exponential_patience(log_odds_free, arrival_rate, full_rate, impatience, threshold)
            if patient.any():
                endless = _endless_patience(log_odds_free, arrival_rate, full_rate, threshold, stable)
                figures = tuple(np.where(patient, e, f) for e, f in zip(endless, figures, strict=True))
    idle = arrival_rate == 0.0
    p, lost, served, exceeds, virtual = (
        np.where(idle, empty, np.clip(figure, 0.0, 1.0))
        for figure, empty in zip(figures, (0.0, 0.0, 1.0, 0.0, 0.0), strict=True)
    )
    return Waiting(p, lost, served, exceeds, virtual, stable | idle)


def log_gamma_odds(shape: Floats, mean: Floats, *, upper: bool) -> Floats:
    """ln[Q(shape, mean) / f(shape; mean)] if upper, else ln[P(shape, mean) / f(shape; mean)].

    The upper one is ln(1/B − 1) of Erlang B with real agents = shape; the lower one is ln A(c, y). Where Q
    or P nears underflow (mean ≫ shape, respectively mean ≪ shape) the expansion of DLMF 8.11.6 takes over.
    """
    with np.errstate(all="ignore"):
        deviance = _deviance(shape, mean)
        ratio = special.gammaincc(shape, mean) if upper else special.gammainc(shape, mean)
        value = np.log(ratio) + deviance + _stirling(shape)
        far = (deviance > FAR_TAIL) & ((mean > shape) if upper else (mean < shape))
        if far.any():
            tail = _tail_expansion(shape[far], mean[far])
            value[far] = np.log(-tail if upper else tail)
        # With no places the team is never free; with nobody arriving to the queue A is its first term, 1.
        return np.where(shape == 0.0, -np.inf, value) if upper else np.where(mean == 0.0, 0.0, value)


def served_wait(arrival_rate: Floats, full_rate: Floats, impatience: Floats) -> Floats:
    """Mean wait in seconds of contacts that waited and were served, exponential patience.

    The wait v of such a contact has density ∝ exp(−(R + θ)v + y(1 − e^(−θv))), log-concave, integrated by
    Gauss–Legendre between the points where it has fallen by e^−40; endless patience gives 1/(R − λ) or
    infinity.
    """
    with np.errstate(all="ignore"):
        patient = impatience <= PATIENT * full_rate
        spare = full_rate - arrival_rate
        result = np.where(spare > 0.0, 1.0 / spare, np.inf)
        leaving = ~patient & np.isfinite(impatience)
        result = np.where(np.isinf(impatience), 0.0, result)
        if leaving.any():
            theta = impatience[leaving]
            result[leaving] = (
                _tilted_mean(full_rate[leaving] / theta + 1.0, arrival_rate[leaving] / theta) / theta
            )
        return result


def _tilted_mean(decay: Floats, push: Floats) -> Floats:
    """Mean of u ≥ 0 under the density ∝ exp(−decay·u − push·e^(−u)), decay ≥ 1."""
    mode = np.log(np.maximum(push / decay, 1.0))

    def drop(u: Floats) -> Floats:
        return decay * (u - mode) + push * np.exp(-mode) * np.expm1(mode - u)

    low, left = np.zeros_like(mode), mode.copy()
    right, high = mode.copy(), mode + 45.0 / decay + 1.0
    for _ in range(60):
        grow = drop(high) < 40.0
        if not grow.any():
            break
        high = np.where(grow, mode + 2.0 * (high - mode), high)
    for _ in range(40):
        middle = 0.5 * (low + left)
        outside = drop(middle) > 40.0
        low, left = np.where(outside, middle, low), np.where(outside, left, middle)
        middle = 0.5 * (right + high)
        outside = drop(middle) > 40.0
        right, high = np.where(outside, right, middle), np.where(outside, middle, high)
    nodes, weights = np.polynomial.legendre.leggauss(96)
    u = low[:, None] + (high - low)[:, None] * (nodes + 1.0) / 2.0
    exponent = decay[:, None] * (u - mode[:, None]) + (push * np.exp(-mode))[:, None] * np.expm1(
        mode[:, None] - u
    )
    density = weights * np.exp(-exponent)
    return np.asarray((density * u).sum(axis=1) / density.sum(axis=1))


def _exponential_patience(
    log_odds_free: Floats, arrival_rate: Floats, full_rate: Floats, impatience: Floats, threshold: Floats
) -> tuple[Floats, ...]:
    at_once = np.isinf(impatience)
    c = np.where(at_once, 0.0, full_rate / impatience)
    y = np.where(at_once, 0.0, arrival_rate / impatience)
    run = np.where(threshold == 0.0, 0.0, impatience * threshold)
    x = np.where(at_once, 0.0, np.exp(-run))
    log_a = log_gamma_odds(c, y, upper=False)
    log_a_after = log_gamma_odds(c, y * x, upper=False)
    p = special.expit(log_a - log_odds_free)
    drift = y * -np.expm1(-run) - np.where(threshold == 0.0, 0.0, full_rate * threshold)
    # Where neither P underflows their plain ratio is free of cancellation; otherwise stay in logarithms.
    plain = np.exp(drift + log_a_after - log_a)
    near = ~at_once & ((_deviance(c, y * x) < FAR_TAIL) | (y * x > c)) & (c > 0.0) & (y * x > 0.0)
    tau = np.where(near, special.gammainc(c, y * x) / special.gammainc(c, y), plain)
    unqueued = np.exp(-log_a)
    spare = full_rate / arrival_rate
    staying = spare * (1.0 - unqueued)
    answered = spare * (1.0 - tau - unqueued + np.exp(drift - log_a))
    few = y < FEW_IN_QUEUE
    if few.any():
        # (A − 1)/y by its series: the quotient above would cancel when hardly anybody queues.
        queueing = _per_arrival(c[few], y[few])
        queueing_after = x[few] * _per_arrival(c[few], y[few] * x[few])
        staying[few] = c[few] * unqueued[few] * queueing
        answered[few] = c[few] * unqueued[few] * (queueing - np.exp(drift[few]) * queueing_after)
    # Nobody stays for any time under no patience at all.
    staying, answered = np.where(at_once, 0.0, staying), np.where(at_once, 0.0, answered)
    return p, p * (1.0 - staying), 1.0 - p + p * answered, p * tau * x, p * tau


def _per_arrival(c: Floats, y: Floats) -> Floats:
    """(A(c, y) − 1)/y = 1/(c + 1) · (1 + y/(c + 2) · (1 + y/(c + 3) · …)) for y < FEW_IN_QUEUE."""
    total = np.ones_like(y)
    for j in range(15, 1, -1):
        total = 1.0 + y / (c + j) * total
    return total / (c + 1.0)


def _endless_patience(
    log_odds_free: Floats,
    arrival_rate: Floats,
    full_rate: Floats,
    threshold: Floats,
    stable: NDArray[np.bool_],
) -> tuple[Floats, ...]:
    p = np.where(stable, special.expit(-np.log1p(-arrival_rate / full_rate) - log_odds_free), 1.0)
    spent = np.where(threshold == 0.0, 0.0, (full_rate - arrival_rate) * threshold)
    exceeds = np.where(stable, p * np.exp(-spent), 1.0)
    return p, np.zeros_like(p), 1.0 - exceeds, exceeds, exceeds


def _share(part: Floats, whole: Floats) -> Floats:
    return np.minimum(np.divide(part, whole, out=np.zeros_like(part), where=whole > 0.0), 1.0)


def _deviance(k: Floats, m: Floats) -> Floats:
    """The deviance m − k − k ln(m/k) ≥ 0, to float64 accuracy of (m − k); m where k = 0."""
    gap, places = m - k, np.where(k > 0.0, k, 1.0)
    log_ratio = np.where(m > 0.5 * places, np.log1p(gap / places), np.log(m / places))
    return np.where(k > 0.0, gap - k * log_ratio, m)


def _stirling(k: Floats) -> Floats:
    """lnΓ(k+1) − k ln k + k, by Stirling's series where the plain difference would cancel."""
    q = 1.0 / np.maximum(k, 16.0) ** 2
    series = (1 / 12 + q * (-1 / 360 + q * (1 / 1260 - q / 1680))) * np.sqrt(q)
    return np.where(
        k >= 16.0, 0.5 * np.log(2 * np.pi * k) + series, special.gammaln(k + 1.0) - special.xlogy(k, k) + k
    )


def _expansion_coefficients(terms: int) -> Floats:
    """Rows b_k(λ) by power: b_0 = 1, b_k = λ(1−λ) b'_{k−1} + (2k−1) λ b_{k−1}."""
    table = np.zeros((terms, terms))
    table[0, 0] = 1.0
    for k in range(1, terms):
        for power in range(1, k + 1):
            kept = table[k - 1, power] * power if power < k else 0.0
            table[k, power] = kept + (2 * k - power) * table[k - 1, power - 1]
    return table


_COEFFICIENTS = _expansion_coefficients(EXPANSION_TERMS)


def _tail_expansion(c: Floats, y: Floats) -> Floats:
    """Σ_k (−1)^k c^(k+1) b_k(y/c) / (c − y)^(2k+1): A(c, y) for y ≪ c, 1 − 1/B(c, y) for y ≫ c."""
    lead = c / (c - y)
    step_y, step_c = y / (c - y) ** 2, c / (c - y) ** 2
    total = np.zeros_like(c)
    for k in range(EXPANSION_TERMS):
        term = np.zeros_like(c)
        for power in range(k + 1):
            term += _COEFFICIENTS[k, power] * step_y**power * step_c ** (k - power)
        total += (-1) ** k * term
    return lead * total
