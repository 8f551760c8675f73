"""What a channel's method hands to `staff_requirements`: net agents, why, and what they will achieve."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from forecasting.staffing.requirement import Binding
from forecasting.staffing.waiting import Floats


@dataclass(frozen=True, slots=True)
class Predicted:
    """Figures per interval at given agents; meaningless where there is no work."""

    service_level: Floats
    abandonment: Floats
    occupancy: Floats


@dataclass(frozen=True, slots=True)
class Plan:
    """Per interval, closed ones included: load, buffer and net agents, the deciding goal, and the method."""

    load: Floats
    buffer: Floats
    net: Floats
    binding: tuple[Binding, ...]
    predicted: Callable[[Floats], Predicted]
    service_level_meaning: str
    method: str
    formula: str
    warnings: tuple[str, ...]
    due: Floats = field(default_factory=lambda: np.zeros(0))
    arrived: Floats = field(default_factory=lambda: np.zeros(0))
