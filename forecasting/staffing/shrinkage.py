"""Paid time that is not available for work, applied once to the whole requirement."""

from collections.abc import Iterable

import numpy as np

from forecasting.staffing.waiting import Floats


def combined_share(shares: Iterable[Floats]) -> Floats:
    """1 − Π(1 − sᵢ) of independent parts: someone on leave is not late for a break as well."""
    present = np.ones(1)
    for share in shares:
        if np.any(~(share >= 0.0)) or np.any(share >= 1.0):
            raise ValueError("shrinkage: every share must be at least 0 and below 1")
        present = present * (1.0 - share)
    return 1.0 - present


def scheduled_agents(net: Floats, share: Floats) -> Floats:
    """Agents to schedule for ``net`` productive ones: net ÷ (1 − share), never net × (1 + share)."""
    return np.asarray(net / (1.0 - share))


def whole_heads(agents: Floats) -> Floats:
    """Rounded up once, at the very end; a hair of float noise above an integer does not cost a person."""
    return np.maximum(np.ceil(agents - 1e-9), 0.0)
