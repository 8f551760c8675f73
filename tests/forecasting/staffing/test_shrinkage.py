"""Shrinkage: combined, divided once, rounded once."""

import numpy as np
import pytest

from forecasting.staffing.shrinkage import combined_share, scheduled_agents, whole_heads


def test_independent_parts_combine_by_what_remains() -> None:
    assert combined_share([np.array([0.1]), np.array([0.2])])[0] == pytest.approx(0.28)
    assert combined_share([]).tolist() == [0.0]


def test_thirty_percent_lost_asks_for_ten_sevenths() -> None:
    assert scheduled_agents(np.array([7.0]), np.array([0.3]))[0] == pytest.approx(10.0)


def test_float_noise_above_an_integer_costs_nobody() -> None:
    assert whole_heads(np.array([0.0, 20.0000000001, 20.001, 19.2])).tolist() == [0.0, 20.0, 21.0, 20.0]


@pytest.mark.parametrize("share", [-0.1, 1.0, float("nan")])
def test_an_impossible_share_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="shrinkage"):
        combined_share([np.array([share])])
