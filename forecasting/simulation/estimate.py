"""Ratios over replications and how sure they are: sums over sums, never means of ratios."""

from dataclasses import dataclass

import numpy as np
from scipy import special

from forecasting.staffing.waiting import Floats


@dataclass(frozen=True, slots=True)
class RatioSums:
    """Σx, Σn, Σx², Σn², Σxn over replications; arrays of one shape per moment, ``many`` replications."""

    moments: Floats
    many: int

    @classmethod
    def of(cls, numerators: Floats, denominators: Floats) -> "RatioSums":
        """The sums of some replications, their number the first axis."""
        x, n = numerators, denominators
        moments = np.stack([x.sum(0), n.sum(0), (x * x).sum(0), (n * n).sum(0), (x * n).sum(0)])
        return cls(moments, len(x))

    def __add__(self, other: "RatioSums") -> "RatioSums":
        return RatioSums(self.moments + other.moments, self.many + other.many)

    def estimate(self, confidence: float) -> tuple[Floats, Floats]:
        """Σx/Σn and its half-width; NaN where nothing was counted, or for the width of one replication.

        The variance of a ratio of means is Σ(xᵢ − r·nᵢ)²/(R − 1)/R ÷ n̄², the quantile Student's.
        """
        x, n, xx, nn, xn = self.moments
        with np.errstate(all="ignore"):
            ratio = x / n
            if self.many < 2:
                return ratio, np.full_like(ratio, np.nan)
            spread = np.maximum(xx - 2.0 * ratio * xn + ratio**2 * nn, 0.0)
            deviation = np.sqrt(spread * self.many / (self.many - 1.0)) / n
        quantile = float(special.stdtrit(self.many - 1, 0.5 + confidence / 2.0))
        return ratio, quantile * deviation


def share_interval(met: int, many: int, confidence: float) -> tuple[float, float]:
    """Wilson's interval of a share seen ``met`` times in ``many``."""
    z = float(special.ndtri(0.5 + confidence / 2.0))
    centre = (met + z * z / 2.0) / (many + z * z)
    width = z * np.sqrt(met * (many - met) / many + z * z / 4.0) / (many + z * z)
    return max(float(centre - width), 0.0), min(float(centre + width), 1.0)
