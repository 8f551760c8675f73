"""Quantiles of counts: negative binomial with a dispersion measured on forecasts that were really made."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, ndtri
from scipy.stats import gamma, nbinom

Floats = NDArray[np.float64]
UNKNOWN_DISPERSION = 0.05
LEAST_DISPERSION = 1e-4
# Above this mean a gamma of equal mean and variance is as good and much faster.
GAMMA_FROM = 50.0
STEPS = 6


def day_dispersion(
    actual: list[Floats], mean: list[Floats], total: float, explained: list[Floats], weights: list[float]
) -> float:
    """The part of φ that a day's intervals share, 0 to φ, from (days, intervals) tables with 0 where unseen.

    With B = ΣΣμ² and ε_d the φ of day d that is ``explained`` (days,) already, tables weighted:
    φ_day = (Σ_d[(Y_d − μ_d)² − μ_d − ε_d μ_d²] − φB) ÷ (Σ_d μ_d² − B).
    """
    excess = squares = cells = 0.0
    for seen, expected, known, weight in zip(actual, mean, explained, weights, strict=True):
        by_day, wanted = seen.sum(axis=1), expected.sum(axis=1)
        excess += weight * float(((by_day - wanted) ** 2 - wanted - known * wanted**2).sum())
        squares += weight * float((wanted**2).sum())
        cells += weight * float((expected**2).sum())
    if squares <= cells:
        return 0.0
    return float(np.clip((excess - total * cells) / (squares - cells), 0.0, total))


def count_quantiles(mean: Floats, variance: Floats, levels: tuple[float, ...]) -> Floats:
    """Quantiles (levels, *mean.shape) of counts whose variance exceeds their mean; 0 where the mean is 0."""
    flat, spread = mean.ravel(), variance.ravel()
    table = np.zeros((len(levels), flat.size))
    few = (flat > 0) & (flat <= GAMMA_FROM)
    many = flat > GAMMA_FROM
    size = flat**2 / np.maximum(spread - flat, flat**2 * 1e-9 + 1e-300)
    for row, level in enumerate(levels):
        table[row, few] = _negative_binomial_quantile(level, flat[few], size[few])
        table[row, many] = gamma.ppf(level, flat[many] ** 2 / spread[many], scale=spread[many] / flat[many])
    return table.reshape(len(levels), *mean.shape)


def _negative_binomial_quantile(level: float, mean: Floats, size: Floats) -> Floats:
    """Least k with P(count ≤ k) ≥ ``level``, exactly; mean above 0 and size r, 1-D, p = r ÷ (r + mean).

    Cornish and Fisher's expansion guesses k within a step or two, P(count ≤ k) = I_p(r, k + 1) sets it right;
    the few it does not are solved one by one.
    """
    share = size / (size + mean)
    deviation = np.sqrt(mean / share)
    skewness = (2 - share) / np.sqrt(share * mean)
    z = ndtri(level)
    count = np.maximum(np.floor(mean + deviation * (z + skewness * (z * z - 1) / 6)), 0.0)
    short = betainc(size, count + 1, share) < level
    rising, falling = np.flatnonzero(short), np.flatnonzero(~short & (count > 0))
    for _ in range(STEPS):
        count[rising] += 1
        rising = rising[betainc(size[rising], count[rising] + 1, share[rising]) < level]
        falling = falling[betainc(size[falling], count[falling], share[falling]) >= level]
        count[falling] -= 1
        falling = falling[count[falling] > 0]
        if not (rising.size or falling.size):
            break
    left = np.concatenate([rising, falling])
    if left.size:
        count[left] = nbinom.ppf(level, size[left], share[left])
    return np.asarray(count, np.float64)


def count_distribution(count: Floats, mean: Floats, variance: Floats) -> Floats:
    """Where counts lie in their distribution, 0 to 1 (1-D): the middle of the step at a count itself."""
    size = mean**2 / np.maximum(variance - mean, mean**2 * 1e-9 + 1e-300)
    found = np.full(count.size, 0.5)
    few = (mean > 0) & (mean <= GAMMA_FROM)
    many = mean > GAMMA_FROM
    share = size[few] / (size[few] + mean[few])
    # Adjusted histories hold fractions of contacts.
    whole = np.floor(count[few])
    upper, lower = (nbinom.cdf(whole - step, size[few], share) for step in (0, 1))
    found[few] = (upper + lower) / 2
    found[many] = gamma.cdf(count[many], mean[many] ** 2 / variance[many], scale=variance[many] / mean[many])
    return found


def interval_variance(mean: Floats, phi: Floats | float, widening: float = 1.0) -> Floats:
    """Var = widening² (μ + φμ²)."""
    return widening**2 * (mean + phi * mean**2)


def silent_quantiles(share: Floats, times: int, levels: tuple[float, ...]) -> Floats:
    """Upper bounds (levels, *share.shape) after ``times`` empty looks: −ln(1 − q) ÷ times × share.

    At 95 % this is the rule of three.
    """
    return np.array([-np.log1p(-level) / times * share for level in levels])
