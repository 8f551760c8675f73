"""When customers make contact: shapes over the hours, weekdays and months of a customer's own clock.

What is measured and what is assumed
------------------------------------
* ``VOICE`` from 07:00 to 21:00 on Monday to Friday, and its five weekday weights: shares of the calls a North
  American retail bank answered between March and October 2003, rounded, as published with Weinberg, Brown
  and Stroud, "Bayesian forecasting of an inhomogeneous Poisson process with applications to call center
  data", Journal of the American Statistical Association 102 (2007), and with the series ``bank_calls`` of
  Hyndman and Athanasopoulos, "Forecasting: Principles and Practice".
* The two humps of ``CHAT``, ``EMAIL`` and ``TICKET``, before noon and in the afternoon, follow in kind the
  call arrivals shown by Brown, Gans, Mandelbaum, Sakov, Shen, Zeltyn and Zhao, "Statistical analysis of a
  telephone call center", Journal of the American Statistical Association 100 (2005). Heights are assumed.
* That a day as a whole is busier or quieter than its mean, beyond chance, follows in kind Avramidis,
  Deslauriers and L'Ecuyer, "Modeling daily arrivals to a telephone call center", Management Science 50
  (2004). The size is assumed.
* Nights, weekends, months, holidays, trend, and every volume and handle time are assumed.

The counts made from these shapes are generated; no contact in them ever took place.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

INTERVAL_MINUTES = 15
INTERVALS_A_DAY = 1440 // INTERVAL_MINUTES


@dataclass(frozen=True, slots=True)
class Profile:
    """Relative weights: one per hour of the day, one per weekday from Monday (mean of Monday–Friday 1)."""

    hours: tuple[float, ...]
    weekdays: tuple[float, ...]

    def intervals(self) -> Floats:
        """Shares of a day per interval, shape (INTERVALS_A_DAY,), sum 1, without steps at full hours."""
        middles = np.arange(24) * 60.0 + 30.0
        minutes = (np.arange(INTERVALS_A_DAY) + 0.5) * INTERVAL_MINUTES
        shape = np.interp(minutes, middles, self.hours, period=1440.0)
        return np.asarray(shape / shape.sum(), dtype=np.float64)


_BUSINESS_WEEK = (1.12, 1.00, 0.95, 0.95, 0.98)

VOICE = Profile(
    hours=(
        *(0.9, 0.7, 0.6, 0.6, 0.7, 1.0, 1.8),
        *(3.1, 5.9, 9.9, 10.5, 10.1, 9.6, 9.2, 9.0, 8.6, 7.6, 5.7, 4.4, 3.5, 2.9),
        *(2.2, 1.6, 1.2),
    ),
    weekdays=(*_BUSINESS_WEEK, 0.62, 0.52),
)
CHAT = Profile(
    hours=(
        *(1.6, 1.1, 0.8, 0.7, 0.8, 1.1, 1.9, 3.4, 5.6, 7.5, 8.4, 8.0),
        *(6.6, 6.9, 8.0, 8.2, 7.4, 6.0, 5.0, 4.8, 4.9, 4.3, 3.3, 2.4),
    ),
    weekdays=(*_BUSINESS_WEEK, 0.68, 0.62),
)
EMAIL = Profile(
    hours=(
        *(1.4, 1.0, 0.8, 0.8, 1.0, 1.5, 2.8, 5.0, 7.6, 8.8, 8.4, 7.2),
        *(5.6, 6.4, 7.2, 7.0, 6.2, 4.8, 3.8, 3.4, 3.2, 2.8, 2.2, 1.8),
    ),
    weekdays=(*_BUSINESS_WEEK, 0.52, 0.48),
)
TICKET = Profile(
    hours=(
        *(0.8, 0.6, 0.5, 0.5, 0.6, 0.9, 1.8, 4.2, 8.0, 10.2, 10.6, 9.0),
        *(6.0, 7.6, 9.4, 9.2, 7.8, 4.8, 2.6, 1.9, 1.6, 1.4, 1.2, 1.0),
    ),
    weekdays=(*_BUSINESS_WEEK, 0.38, 0.34),
)

PROFILES = {"voice": VOICE, "chat": CHAT, "email": EMAIL, "ticket": TICKET}

MONTHS = (1.05, 1.02, 1.00, 0.99, 0.98, 0.97, 0.95, 0.95, 0.98, 0.99, 1.04, 1.06)
"""Weights of the months from January, reached in mid-month: a mild winter high and summer low."""
