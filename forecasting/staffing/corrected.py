"""A requirement with agents that a simulation asked for or could spare, and the sentence that says so."""

from collections.abc import Sequence

import numpy as np

from forecasting.staffing.requirement import Requirement
from forecasting.staffing.shrinkage import whole_heads


def corrected_requirement(requirement: Requirement, agents: Sequence[float], reason: str) -> Requirement:
    """``requirement`` with ``agents`` per interval instead of its own, for ``reason``.

    ``correction`` of the result is what came on top of the method's own figure, over all corrections so far.
    Raises ValueError for another number of intervals, or an amount that is no number of people.
    """
    if len(agents) != len(requirement.starts):
        raise ValueError(f"agents: expected {len(requirement.starts)} values, got {len(agents)}")
    wanted = np.array(agents, dtype=np.float64)
    if not np.isfinite(wanted).all() or (wanted < 0.0).any():
        raise ValueError("agents: expected finite numbers of at least 0")
    before = np.array(requirement.correction or (0.0,) * len(agents))
    correction = wanted - (np.array(requirement.agents) - before)
    return requirement.model_copy(
        update={
            "agents": tuple(wanted.tolist()),
            "heads": tuple(int(heads) for heads in whole_heads(wanted)),
            "correction": tuple(correction.tolist()),
            "correction_reason": reason,
        }
    )
