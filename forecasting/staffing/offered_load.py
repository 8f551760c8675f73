"""The work present when rates change within a handle time: the modified offered load."""

import numpy as np

from forecasting.staffing.waiting import Floats

LONG_HANDLE = 1.0 / 3.0
"""Handle time over interval length from which the load of an interval is taken to lag its arrivals."""


def modified_offered_load(
    arrival_rate: Floats, handle_seconds: Floats, seconds_from_start: Floats, interval_seconds: float
) -> Floats:
    """Mean erlangs m̄ per interval of m′ = λ(t) − m/h, the mean number in service with unlimited agents.

    λ in contacts per second and h > 0 per interval; intervals begin at increasing ``seconds_from_start``, and
    nothing arrives between them. Inside an interval m̄ = λh + (m₀ − λh)(1 − e^(−Δ/h))·h/Δ (Jennings,
    Mandelbaum, Massey & Whitt). The period before is taken to have been the same, so m at the end equals m
    at the start.
    """
    level = arrival_rate * handle_seconds
    decay = np.exp(-interval_seconds / handle_seconds)
    gaps = np.diff(seconds_from_start, append=seconds_from_start[-1] + interval_seconds) - interval_seconds
    fade = np.exp(-gaps / handle_seconds)
    # The end is an affine image of the start, kept·m₀ + added, so the periodic start is its fixed point.
    kept, added = 1.0, 0.0
    for step, rest, target in zip(decay, fade, level, strict=True):
        kept, added = kept * step * rest, (target + (added - target) * step) * rest
    present = added / (1.0 - kept)
    share = -np.expm1(-interval_seconds / handle_seconds) * handle_seconds / interval_seconds
    mean = np.empty_like(level)
    for index, (step, rest, target) in enumerate(zip(decay, fade, level, strict=True)):
        mean[index] = target + (present - target) * share[index]
        present = (target + (present - target) * step) * rest
    return mean
