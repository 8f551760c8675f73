"""Whole days that meet their goal as often as asked."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from forecasting.staffing.day_goal import UnreachableDayError, agents_for_day, day_chance
from forecasting.staffing.least_agents import GoalKind, LiveGoal
from forecasting.staffing.live_team import LiveLoad
from forecasting.staffing.staff import staff_requirements
from tests.forecasting.staffing.builders import MONDAY, a_request

GOAL = LiveGoal(GoalKind.SERVICE_LEVEL, 0.8, 20.0)


def a_day() -> tuple[LiveLoad, np.ndarray]:
    rate = (4 + 8 * np.sin(np.linspace(0, np.pi, 48))) / 60
    return LiveLoad(rate, np.full(48, 300.0), np.full(48, 150.0)), rate * 1800


def test_the_chance_grows_with_people_and_is_the_share_asked_for() -> None:
    load, contacts = a_day()
    chances = []
    for probability in (0.5, 0.8, 0.95):
        net, multiple = agents_for_day(
            load, contacts, (GOAL,), GOAL, day_cv=0.1, spread=20.0, probability=probability
        )
        chances.append(day_chance(load, contacts, np.ceil(net - 1e-9), GOAL, 0.1, 20.0))
        assert 0.9 < multiple < 1.4
    assert chances == pytest.approx([0.5, 0.8, 0.95], abs=0.04)
    assert all(chance >= asked for chance, asked in zip(chances, (0.5, 0.8, 0.95), strict=True))


def test_certain_volume_still_varies_by_chance() -> None:
    load, contacts = a_day()
    calm, wild = (
        agents_for_day(load, contacts, (GOAL,), GOAL, day_cv=0.0, spread=spread, probability=0.9)[1]
        for spread in (1.0, 60.0)
    )
    assert calm < wild


def test_a_day_beyond_reach_is_told() -> None:
    load, contacts = a_day()
    with pytest.raises(UnreachableDayError, match="four times"):
        agents_for_day(load, contacts, (GOAL,), GOAL, day_cv=2.0, spread=20.0, probability=0.99)


def test_a_day_goal_staffs_each_local_day() -> None:
    starts = tuple(MONDAY + timedelta(minutes=60 * row) for row in range(48))
    fields: dict[str, Any] = {"starts": starts, "interval_minutes": 60, "day_factor_cv": 0.1}
    fields["volume"] = (150.0,) * 48
    day = {"probability": 0.9, "time_zone": "America/Denver"}
    usual = staff_requirements(a_request(48, **fields))
    safe = staff_requirements(a_request(48, **fields, day_goal=day))
    assert sum(safe.agents_net) > sum(usual.agents_net) * 1.03
    assert any("90% of them" in warning for warning in safe.warnings)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"channel": "chat"}, "known for voice only"),
        ({"goals": ({"goal": "abandonment", "max_share": 0.05},)}, "a service level among the goals"),
        ({"day_goal": {"probability": 0.9, "time_zone": "nowhere"}}, "name of a time zone"),
    ],
)
def test_day_goals_that_cannot_be_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        a_request(**({"day_goal": {"probability": 0.9}} | changes))
