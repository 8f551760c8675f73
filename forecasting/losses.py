"""How wrong a forecast was; all over cells that were open and observed, given as arrays of one shape."""

from math import lgamma

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def wape(actual: Floats, mean: Floats) -> float | None:
    """Σ|y − μ| ÷ Σy; None where nothing came."""
    total = float(actual.sum())
    return float(np.abs(actual - mean).sum()) / total if total > 0 else None


def bias(actual: Floats, mean: Floats) -> float | None:
    """Σ(μ − y) ÷ Σy, positive for too much; None where nothing came."""
    total = float(actual.sum())
    return float((mean - actual).sum()) / total if total > 0 else None


def mase(actual: Floats, mean: Floats, scale: float) -> float | None:
    """Mean |y − μ| ÷ ``scale``, the mean weekly difference of the history; None for a history without any."""
    return float(np.abs(actual - mean).mean()) / scale if scale > 0 and actual.size else None


def weighted_quantile_loss(actual: Floats, quantiles: Floats, levels: tuple[float, ...]) -> float | None:
    """2 ΣΣ max(q·u, (q − 1)·u) ÷ (levels · Σy), u = y − quantile; ``quantiles`` (levels, *actual.shape)."""
    total = float(actual.sum())
    if total <= 0:
        return None
    loss = 0.0
    for level, quantile in zip(levels, quantiles, strict=True):
        missed = actual - quantile
        loss += float(np.maximum(level * missed, (level - 1) * missed).sum())
    return 2 * loss / (len(levels) * total)


def coverage(actual: Floats, low: Floats, high: Floats) -> float | None:
    """Share of cells inside [low, high]; None without cells."""
    return float(((actual >= low) & (actual <= high)).mean()) if actual.size else None


def noise_floor(mean: Floats) -> float | None:
    """WAPE of a Poisson count whose mean is known exactly: Σ 2 μ^(m+1) e^−μ ÷ m! over Σμ, m = ⌊μ⌋."""
    own = mean[mean > 0]
    if not own.size:
        return None
    whole = np.floor(own)
    # Not SciPy's: whoever shows a forecast comes by here, and it takes long to load.
    factorial = np.fromiter((lgamma(each + 1) for each in whole.ravel()), np.float64, whole.size)
    deviation = 2 * np.exp((whole + 1) * np.log(own) - own - factorial)
    return float(deviation.sum() / own.sum())
