"""Tickets between calls: the chain against simulated figures, its limits, and the least reserve."""

import numpy as np
import pytest

from forecasting.staffing.blending import BlendedTeam, UnstableBlendError, blend, least_reserve
from forecasting.staffing.erlang import queue_figures


def a_team(agents: int = 9, per_minute: float = 1.2, patience: float = 150.0) -> BlendedTeam:
    return BlendedTeam(agents, per_minute / 60, 300.0, 360.0, patience, 20.0)


SIMULATED = [
    # agents, calls a minute, reserve, service level, abandonment, agents on tickets (2 million calls each)
    (36, 6.0, 0, 0.46157, 0.14973, 10.499),
    (36, 6.0, 3, 0.74437, 0.07092, 7.065),
    (9, 1.2, 1, 0.54949, 0.16958, 3.606),
    (9, 1.2, 5, 0.87518, 0.04564, 0.700),
]


@pytest.mark.parametrize(("agents", "per_minute", "keep", "level", "lost", "tickets"), SIMULATED)
def test_the_chain_gives_the_simulated_figures(
    agents: int, per_minute: float, keep: int, level: float, lost: float, tickets: float
) -> None:
    found = blend(a_team(agents, per_minute), keep)
    assert found.service_level == pytest.approx(level, abs=0.001)
    assert found.abandonment == pytest.approx(lost, abs=0.001)
    assert found.ticket_agents == pytest.approx(tickets, abs=0.02)


@pytest.mark.parametrize("patience", [150.0, np.inf])
def test_a_reserve_of_everybody_is_erlang_without_tickets(patience: float) -> None:
    found = blend(a_team(patience=patience), 9)
    exact = queue_figures(9, 0.02, 300, patience, 20)
    assert found.service_level == pytest.approx(exact.service_level()[0], abs=1e-6)
    assert found.abandonment == pytest.approx(exact.waiting.abandon_probability[0], abs=1e-6)
    assert found.ticket_agents == pytest.approx(0.0, abs=1e-9)


def test_without_calls_everybody_beyond_the_reserve_works_tickets() -> None:
    assert blend(a_team(per_minute=0.0), 2).ticket_agents == pytest.approx(7.0)


def test_the_least_reserve_is_the_first_that_meets_the_goal() -> None:
    found = least_reserve(a_team(36, 6.0), 0.8)
    assert found is not None
    assert found.service_level >= 0.8 > blend(a_team(36, 6.0), found.keep_idle - 1).service_level
    assert least_reserve(a_team(36, 6.0), 0.99) is None


def test_impossible_teams_are_refused_by_name() -> None:
    with pytest.raises(UnstableBlendError, match="nobody gives up"):
        blend(a_team(5, patience=np.inf), 1)
    with pytest.raises(ValueError, match="agents"):
        blend(a_team(0), 1)
    with pytest.raises(ValueError, match="keep_idle"):
        blend(a_team(), -1)
    with pytest.raises(ValueError, match="patience_seconds"):
        blend(a_team(patience=0.0), 1)
    with pytest.raises(ValueError, match="arrival_rate"):
        blend(a_team(per_minute=float("nan")), 1)
