"""Voice staffed interval by interval: every one meets its goal on the chain, none with a person to spare."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from forecasting.staffing.every_interval import evaluate_intervals, hold_every_interval
from forecasting.staffing.least_agents import GoalKind, LiveGoal
from forecasting.staffing.requirement import Requirement
from forecasting.staffing.staff import staff_requirements
from forecasting.staffing.time_varying import ChangingQueue
from tests.forecasting.staffing.builders import MONDAY, a_request

LEVEL = LiveGoal(GoalKind.SERVICE_LEVEL, 0.8, 60.0)


def a_day(handle: float, opens: int = 16, peak: float = 40.0) -> ChangingQueue:
    """Half hours with one hump, closed before ``opens``."""
    hours = np.arange(48) / 2
    load = np.where(np.arange(48) >= opens, peak * np.exp(-(((hours - 13) / 4) ** 2)), 0.0)
    first = np.arange(48) == opens
    return ChangingQueue(load / handle, np.full(48, handle), np.where(load > 0, 1800.0, 0.0), first, 300.0)


@pytest.mark.parametrize("handle", [300.0, 900.0, 2700.0])
def test_every_interval_meets_the_goal_with_whole_people_even_after_a_cold_opening(handle: float) -> None:
    queue = a_day(handle)
    held = hold_every_interval(queue, queue.arrival_rate * handle, np.zeros(48), (LEVEL,))
    whole = np.ceil(held.net - 1e-9)
    busy = queue.arrival_rate > 0
    level = evaluate_intervals(queue, whole, 60.0)[0].served_in_time
    assert level[busy].min() >= 0.8 - 1e-9
    for row in np.flatnonzero(busy)[[0, 5, 20]]:
        fewer = whole.copy()
        fewer[row] -= 1
        # A larger team after it can still save who comes in the last minute, which staffing cannot foresee.
        assert evaluate_intervals(queue, fewer, 60.0)[0].served_in_time[row] < 0.8 + 60 / 1800


def test_settled_queues_keep_their_exact_answer() -> None:
    following = staff_requirements(a_request())
    settled = staff_requirements(a_request(dynamics="stationary"))
    assert following.agents_net == settled.agents_net


def test_a_closed_night_opens_cold_and_round_the_clock_opens_warm() -> None:
    starts = tuple(MONDAY + timedelta(minutes=15 * row) for row in range(16))
    fields: dict[str, Any] = {"starts": starts, "handle_seconds": 1800.0, "dynamics": "transient"}
    warm = staff_requirements(a_request(16, **fields))
    cold = staff_requirements(a_request(16, open=(1.0,) * 15 + (0.0,), **fields))
    assert cold.agents_net[0] < warm.agents_net[0] - 3
    gap = (*starts[:8], *(start + timedelta(hours=9) for start in starts[8:]))
    reopened = staff_requirements(a_request(16, **(fields | {"starts": gap})))
    assert reopened.agents_net[8] < warm.agents_net[8] - 3


def test_callers_waiting_at_the_opening_need_more_people() -> None:
    closed = {"open": (0.0,) + (1.0,) * 7}
    plain, crowded = (
        staff_requirements(a_request(**closed, waiting_at_opening=waiting)) for waiting in (0.0, 15.0)
    )
    assert crowded.agents_net[1] > plain.agents_net[1] + 0.5


def test_minimum_staffing_relieves_the_interval_after() -> None:
    # Patient callers: what is served sooner is gone sooner, and nobody makes room by leaving.
    volume = (20.0,) * 4 + (40.0,) * 4
    asked = {"volume": volume, "handle_seconds": 300.0, "patience_seconds": None}
    plain = staff_requirements(a_request(**asked))
    floor = (0.0,) * 4 + (plain.agents_net[4] + 6.0,) + (0.0,) * 3
    staffed = staff_requirements(a_request(**asked, minimum_staffing=floor))
    assert staffed.agents_net[5] < plain.agents_net[5] - 0.02


@pytest.mark.parametrize(
    "goal",
    [
        {"goal": "service_level", "share": 0.9, "within_seconds": 30, "definition": "answered"},
        {
            "goal": "service_level",
            "share": 0.9,
            "within_seconds": 30,
            "definition": "excluding_short_abandons",
        },
        {"goal": "speed_of_answer", "max_seconds": 15},
        {"goal": "abandonment", "max_share": 0.05},
    ],
)
@pytest.mark.parametrize("patience", [None, 200.0])
def test_every_goal_can_be_held_in_every_interval(goal: dict[str, Any], patience: float | None) -> None:
    volume = tuple(10.0 + 8.0 * (row % 5) for row in range(12))
    requirement = staff_requirements(
        a_request(12, volume=volume, handle_seconds=700.0, goals=(goal,), patience_seconds=patience)
    )
    assert "transient chain" in requirement.method
    assert np.isfinite(requirement.agents_net).all()
    if goal["goal"] == "abandonment":
        assert max(share for share in requirement.abandonment if share is not None) <= 0.05 + 1e-6
    if goal["goal"] == "service_level":
        assert min(share for share in requirement.service_level if share is not None) >= 0.9 - 1e-6


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"volume": (4000.0,) * 8}, "too many people"),
        ({"handle_seconds": 20.0}, "forgotten at once"),
        ({"patience_seconds": 0.0}, "nobody waits"),
        ({"dynamics": "stationary"}, "not wanted"),
    ],
)
def test_where_the_chain_has_nothing_to_add_queues_count_as_settled(
    changes: dict[str, Any], why: str
) -> None:
    assert "transient" not in staff_requirements(a_request(**changes)).method


def test_the_requirement_survives_json() -> None:
    requirement = staff_requirements(a_request(handle_seconds=900.0))
    assert Requirement.model_validate_json(requirement.model_dump_json()) == requirement
