"""How far days vary by chance: far beyond independent contacts, and without the day factor."""

import pytest

from forecasting.simulation.day_spread import estimate_day_spread
from tests.forecasting.simulation.builders import a_queue, a_request, a_team, an_agent, stretch


def test_contacts_of_a_day_share_its_congestion() -> None:
    team = a_team(8, on_duty=(stretch(0, 360),))
    request = a_request((a_queue(24),), team, replications=300)
    spread = estimate_day_spread(request, "orders")
    assert 4 < spread < 25
    wild = a_request((a_queue(24, day_factor_cv=0.5),), team, replications=300)
    assert estimate_day_spread(wild, "orders") == pytest.approx(spread)


def test_unknown_queues_and_days_without_variation_are_told() -> None:
    with pytest.raises(KeyError):
        estimate_day_spread(a_request(), "unknown")
    with pytest.raises(ValueError, match="no day varies"):
        estimate_day_spread(a_request(agents=(an_agent(on_duty=()),)), "orders")
