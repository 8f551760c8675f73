"""Whole days drawn at random: a busy morning makes a busy afternoon, as in the days that were measured."""

import numpy as np
from numpy.typing import NDArray

from forecasting.adjustments import day_index
from forecasting.errors import BadFieldError
from forecasting.forecast import Forecast

MOST_VALUES = 200_000_000


def sample_volume(forecast: Forecast, number: int, seed: int) -> NDArray[np.int64]:
    """Contacts per interval, (``number``, intervals), for simulation and for the chance that a day succeeds.

    Each local day has a gamma factor of mean 1 and variance φ_day in common; given it, an interval is
    negative binomial with φ_int = (φ − φ_day) ÷ (1 + φ_day), so that its variance is μ + φμ². The same
    forecast, number and seed give the same draws. Raises BadFieldError.
    """
    intervals = len(forecast.starts)
    if not 1 <= number <= MOST_VALUES // max(intervals, 1):
        raise BadFieldError(field="number", expected=f"1 to {MOST_VALUES // max(intervals, 1)}", got=number)
    random = np.random.default_rng(seed)
    shared = min(forecast.day_dispersion, forecast.dispersion)
    own = (forecast.dispersion - shared) / (1 + shared)
    rates = np.broadcast_to(np.array(forecast.volume), (number, intervals))
    if shared > 0:
        rates = rates * random.gamma(1 / shared, shared, (number, forecast.days))[:, day_index(forecast)]
    if own > 0:
        rates = rates * random.gamma(1 / own, own, (number, intervals))
    return np.asarray(random.poisson(rates), np.int64)
