"""How productive a new agent is, month by month after the start."""

import math
from typing import Annotated, Literal

from pydantic import Field

from forecasting.documents import Document

PROFICIENT = 0.95
"""Productivity from which a new agent counts as proficient when hiring dates are set back."""
LONGEST_RAMP_MONTHS = 60
HandleRatio = Annotated[float, Field(ge=1.0, le=10.0)]
TrainingMonths = Annotated[int, Field(ge=0, le=24)]


class SteppedRamp(Document):
    """Productivity in each month of tenure as listed, from gate to gate; full afterwards."""

    ramp: Literal["stepped"] = "stepped"
    shares: Annotated[
        tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...], Field(max_length=LONGEST_RAMP_MONTHS)
    ]

    def productivity(self, tenure_months: int) -> float:
        return self.shares[tenure_months] if tenure_months < len(self.shares) else 1.0


class LinearRamp(Document):
    """New agents need ``new_handle_ratio`` times the handle time, less in a straight line over ``months``.

    Productivity is 0 in the ``training_months`` before, then proficient ÷ own handle time.
    """

    ramp: Literal["linear"] = "linear"
    new_handle_ratio: HandleRatio
    months: Annotated[int, Field(ge=1, le=LONGEST_RAMP_MONTHS)]
    training_months: TrainingMonths = 0

    def productivity(self, tenure_months: int) -> float:
        worked = tenure_months - self.training_months
        slow = (self.new_handle_ratio - 1.0) * max(1.0 - worked / self.months, 0.0)
        return 1.0 / (1.0 + slow) if worked >= 0 else 0.0


class ExponentialRamp(Document):
    """As the linear ramp, the excess handle time falling to 1/e of itself every ``time_constant_months``."""

    ramp: Literal["exponential"] = "exponential"
    new_handle_ratio: HandleRatio
    time_constant_months: Annotated[float, Field(gt=0.0, le=24.0)]
    training_months: TrainingMonths = 0

    def productivity(self, tenure_months: int) -> float:
        worked = tenure_months - self.training_months
        if worked < 0:
            return 0.0
        return 1.0 / (1.0 + (self.new_handle_ratio - 1.0) * math.exp(-worked / self.time_constant_months))


Ramp = Annotated[SteppedRamp | LinearRamp | ExponentialRamp, Field(discriminator="ramp")]


def months_to_proficiency(ramp: SteppedRamp | LinearRamp | ExponentialRamp) -> int:
    """Months of tenure after which productivity is at least PROFICIENT."""
    month = 0
    # 10-fold handle time falling by e in 24 months is proficient after 24·ln(9 ÷ 0.0526) < 124 months.
    while ramp.productivity(month) < PROFICIENT:
        month += 1
    return month
