"""What a forecaster must offer, and how the ones in ``forecasting/models`` are found."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from forecasting import models
from forecasting.calendar import DayNames
from forecasting.series import Series

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Days:
    """Local days to forecast: ``exposure`` (days, intervals), 0 where closed, and one name a day or ''."""

    first_day: int
    exposure: Floats
    names: list[str]

    @property
    def day_numbers(self) -> NDArray[np.int64]:
        return np.arange(self.first_day, self.first_day + self.exposure.shape[0])


class Fitted(Protocol):
    """A forecaster that has learnt from one series."""

    def predict(self, days: Days) -> Floats:
        """Expected contacts per cell, (days, intervals): finite, ≥ 0, and 0 where the exposure is 0."""
        ...


class UnusableFitError(Exception):
    """A forecaster could make nothing of a series; another one must answer."""


class Forecaster(ABC):
    """One way to forecast a queue; stateless, so the same series always gives the same forecast.

    ``formula``: in words a planner can follow, how an interval's mean arises. ``member``: whether it takes
    part in the ensemble; others are scored beside it. ``on_request``: too slow to be run unless asked for.
    """

    name: ClassVar[str]
    formula: ClassVar[str]
    member: ClassVar[bool] = True
    on_request: ClassVar[bool] = False

    @abstractmethod
    def fit(self, series: Series, names: DayNames) -> Fitted:
        """Learn from a cleaned series with at least one observed cell; raises UnusableFitError."""


@cache
def discover() -> dict[str, Forecaster]:
    """Every forecaster in ``forecasting/models`` by name; a file dropped into the folder is all it takes."""
    found: dict[str, Forecaster] = {}
    for module in sorted(info.name for info in iter_modules(models.__path__)):
        for value in vars(import_module(f"{models.__name__}.{module}")).values():
            if (
                isinstance(value, type)
                and issubclass(value, Forecaster)
                and value.__module__.endswith(module)
            ):
                found[value.name] = value()
    return found


def checked(mean: Floats, days: Days) -> Floats:
    """The forecast itself, or UnusableFitError where it is not finite and non-negative."""
    if not (np.isfinite(mean).all() and (mean >= 0).all()):
        raise UnusableFitError("the forecast is not finite and non-negative everywhere")
    return np.where(days.exposure > 0, mean, 0.0)
