"""How much a named day differs from its weekday, learnt from what was seen and shrunk where little was."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import is_neighbour
from forecasting.levels import weekday_expectation

Floats = NDArray[np.float64]
# A name is worth at most this many ordinary observations of its group: two sightings always count for half.
STRONGEST_PRIOR = 2.0
LARGEST_FACTOR = 2.5


@dataclass(frozen=True, slots=True)
class HolidayEffects:
    """Log effects by day name; an unseen holiday acts like any other, an unseen neighbour like none."""

    by_name: dict[str, float]
    any_holiday: float

    def factors(self, names: list[str]) -> Floats:
        """Multiplier of the ordinary level per day, 0 to 2.5; 1 for an ordinary day."""
        logs = [self._log(name) for name in names]
        return np.minimum(np.exp(np.array(logs, np.float64)), LARGEST_FACTOR)

    def _log(self, name: str) -> float:
        if not name:
            return 0.0
        return self.by_name.get(name, 0.0 if is_neighbour(name) else self.any_holiday)


def learn_holiday_effects(logs: Floats, names: list[str], weekdays: NDArray[np.int64]) -> HolidayEffects:
    """Effects from log day levels (days,), NaN where not seen, against what the weekday lets expect.

    Within a group (holidays; days beside one) a name's mean is drawn towards the group's with the strength of
    k = σ²/τ² observations, σ² the variance of ordinary days and τ² that between names; k is held in [0, 2].
    Holidays share the mean of their group (itself drawn to 0 by half an observation), neighbours share 0.
    """
    usable = np.isfinite(logs) & np.array([not name for name in names], np.bool_)
    if not usable.any():
        return HolidayEffects({}, 0.0)
    residuals = logs - weekday_expectation(logs, usable, weekdays)
    ordinary_variance = float(np.mean(residuals[usable] ** 2))
    seen: dict[str, list[float]] = {}
    for name, residual in zip(names, residuals.tolist(), strict=True):
        if name and np.isfinite(residual):
            seen.setdefault(name, []).append(residual)
    holidays = {name: found for name, found in seen.items() if not is_neighbour(name)}
    neighbours = {name: found for name, found in seen.items() if is_neighbour(name)}
    everything = [residual for found in holidays.values() for residual in found]
    centre = sum(everything) / (len(everything) + 0.5)
    effects = _shrunk(holidays, centre, ordinary_variance)
    effects.update(_shrunk(neighbours, 0.0, ordinary_variance))
    return HolidayEffects(effects, centre)


def _shrunk(seen: dict[str, list[float]], centre: float, variance: float) -> dict[str, float]:
    deviations = {name: sum(found) / len(found) - centre for name, found in seen.items()}
    if not deviations:
        return {}
    noise = sum(variance / len(found) for found in seen.values()) / len(seen)
    between = sum(d * d for d in deviations.values()) / len(deviations) - noise
    strength = min(variance / between, STRONGEST_PRIOR) if between > 0 else STRONGEST_PRIOR
    return {
        name: centre + deviation * len(seen[name]) / (len(seen[name]) + strength)
        for name, deviation in deviations.items()
    }
