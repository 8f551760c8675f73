"""How much a named day differs from its weekday, learnt from what was seen and shrunk where little was."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.calendar import is_neighbour
from forecasting.levels import weekday_expectation
from forecasting.wall_clock import weekday_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# A name is worth at most this many ordinary observations of its group: two sightings always count for half.
STRONGEST_PRIOR = 2.0
LARGEST_FACTOR = 2.5
# A holiday takes the shape and level of one of these weekdays, Sunday first, where that explains it better.
RESTING_WEEKDAYS = (6, 5)
FEWEST_HOLIDAYS = 3
LIKE_BY = 0.8


@dataclass(frozen=True, slots=True)
class HolidayEffects:
    """Log effects by day name; an unseen holiday acts like any other, an unseen neighbour like none.

    ``like``: the weekday whose level and profile holidays take before their effect, None for their own.
    """

    by_name: dict[str, float]
    any_holiday: float
    like: int | None = None

    def weekdays(self, day_numbers: Ints, names: list[str]) -> Ints:
        """The weekday each day acts like, (days,): its own, or ``like`` for a holiday."""
        own = weekday_of(day_numbers)
        return own if self.like is None else np.where(holidays_of(names), self.like, own)

    def factors(self, names: list[str]) -> Floats:
        """Multiplier of the ordinary level per day, 0 to 2.5; 1 for an ordinary day."""
        logs = [self._log(name) for name in names]
        return np.minimum(np.exp(np.array(logs, np.float64)), LARGEST_FACTOR)

    def _log(self, name: str) -> float:
        if not name:
            return 0.0
        return self.by_name.get(name, 0.0 if is_neighbour(name) else self.any_holiday)


def holidays_of(names: list[str]) -> NDArray[np.bool_]:
    """Which days are holidays themselves, (days,)."""
    return np.array([bool(name) and not is_neighbour(name) for name in names], np.bool_)


def learn_holiday_effects(logs: Floats, names: list[str], weekdays: Ints) -> HolidayEffects:
    """Effects from log day levels (days,), NaN where not seen, against what the weekday lets expect.

    Within a group (holidays; days beside one) a name's mean is drawn towards the group's with the strength of
    k = σ²/τ² observations, σ² the variance of ordinary days and τ² that between names; k is held in [0, 2].
    Holidays share the mean of their group (itself drawn to 0 by half an observation), neighbours share 0.
    Where past holidays differ less from a Sunday (or Saturday) than from their own weekday, that is what
    they are compared with.
    """
    usable = np.isfinite(logs) & np.array([not name for name in names], np.bool_)
    if not usable.any():
        return HolidayEffects({}, 0.0)
    residuals = logs - weekday_expectation(logs, usable, weekdays)
    ordinary_variance = float(np.mean(residuals[usable] ** 2))
    like, moved = _resting_weekday(logs, residuals, usable, np.isfinite(logs) & holidays_of(names), weekdays)
    residuals = residuals + moved
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
    return HolidayEffects(effects, centre, like)


def _resting_weekday(
    logs: Floats,
    residuals: Floats,
    usable: NDArray[np.bool_],
    holiday: NDArray[np.bool_],
    weekdays: Ints,
) -> tuple[int | None, Floats]:
    """The weekday holidays are like, and what that adds to their residuals, (days,).

    Unlike means: mean distance from the median of the residuals. Another weekday must be a fifth better.
    """
    nothing = np.zeros(logs.size)
    if holiday.sum() < FEWEST_HOLIDAYS:
        return None, nothing
    number = np.bincount(weekdays[usable], minlength=7)
    means = np.bincount(weekdays[usable], logs[usable], 7) / np.maximum(number, 1)

    def unlike(moved: Floats) -> float:
        own = (residuals + moved)[holiday]
        return float(np.abs(own - np.median(own)).mean())

    best, found, least = None, nothing, LIKE_BY * unlike(nothing)
    known = number[weekdays] > 0
    for weekday in RESTING_WEEKDAYS:
        if number[weekday] < FEWEST_HOLIDAYS:
            continue
        moved = np.where(holiday & known, means[weekdays] - means[weekday], 0.0)
        if (error := unlike(moved)) < least:
            best, found, least = weekday, moved, error
    return best, found


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
