"""Days busier or quieter than forecast: one gamma factor for all contacts of a day."""

import numpy as np
from scipy import special

from forecasting.staffing.waiting import Floats

FOR_MEANS = 15
FOR_TAILS = 61
"""Points of the grid: few suffice for a mean, the share of good days needs the tail."""


def day_factors(cv: float, points: int = FOR_MEANS) -> Floats:
    """Equally likely day factors of mean 1: quantile midpoints of Gamma(1/cv², cv²), scaled to that mean."""
    if not 0.0 <= cv <= 2.0:
        raise ValueError("day_factor_cv: expected between 0 and 2")
    if cv < 1e-6:
        return np.ones(1)
    shape = 1.0 / cv**2
    quantiles = special.gammaincinv(shape, (np.arange(points) + 0.5) / points) / shape
    return np.asarray(quantiles / quantiles.mean())
