"""What to require after a simulation: more where it is short, less where it is safe, nothing by chance."""

from dataclasses import replace
from typing import Any

import pytest

from forecasting.simulation.closing import (
    Correction,
    RoundVerdict,
    TriedRequirement,
    correct_requirements,
)
from forecasting.simulation.simulate import simulate
from forecasting.staffing.requirement import ResponseGoal, ServiceLevelGoal
from tests.forecasting.simulation.builders import a_queue, a_request, a_team, tickets

GOAL = ServiceLevelGoal(share=0.8, within_seconds=20.0)


def tried(size: int, **changes: Any) -> TriedRequirement:
    service = simulate(a_request(agents=a_team(size), replications=200)).of("orders")
    required = (float(size),) * 8
    asked = {"service": service, "goal": GOAL, "required": required, "scheduled": required}
    return TriedRequirement(**(asked | changes))


def levelled(size: int, value: tuple[float, ...], half_width: tuple[float, ...]) -> TriedRequirement:
    """The round of so many people, but with these service levels of its intervals."""
    one = tried(size)
    level = one.service.service_level.model_copy(update={"value": value, "half_width": half_width})
    return replace(one, service=one.service.model_copy(update={"service_level": level}))


def a_round(size: int, **changes: Any) -> Correction:
    [found] = correct_requirements([tried(size, **changes)])
    return found


def test_short_intervals_ask_for_more_and_the_reason_says_so() -> None:
    found = a_round(6)
    assert found.verdict is RoundVerdict.CORRECTED
    assert all(after > 6 for after in found.required[1:])
    assert max(found.required) <= 6 * 1.25 + 1e-9
    assert found.short
    assert "fall short" in found.reason


def test_slack_pays_for_what_is_short_elsewhere_and_no_more_is_given_back() -> None:
    """Who has slack in every interval gives back, in all, what the other queue asks for in two of them."""
    needy = levelled(9, (0.5, 0.5, *(0.81,) * 6), (0.05,) * 8)
    rich = tried(12)
    wants, gives = correct_requirements([needy, rich])
    assert wants.short == (0, 1)
    asked = sum(wants.required) - sum(needy.required)
    assert sum(rich.required) - sum(gives.required) == pytest.approx(asked)
    assert gives.required[:2] == rich.required[:2], "nobody gives while somebody is short"
    floored = replace(rich, minimum=(12.0,) * 8)
    assert correct_requirements([needy, floored])[1].required == rich.required


def test_where_nothing_is_short_slack_is_left_alone() -> None:
    found = a_round(12)
    assert found.holds
    assert found.verdict is RoundVerdict.HOLDS
    assert found.required == (12.0,) * 8
    assert found.reason == "orders: every interval holds its goal within the confidence interval"


def test_of_many_intervals_some_stray_by_chance_and_none_of_them_is_called_short() -> None:
    [found] = correct_requirements([levelled(9, (0.79, *(0.82,) * 7), (0.008,) * 8)])
    assert found.holds
    assert [change.interval for change in found.changes] == [0], "half an agent more does no harm"


def test_a_period_that_falls_short_asks_for_more_even_where_no_interval_can_be_told_apart() -> None:
    vague = tried(7).service.service_level.value
    [found] = correct_requirements([levelled(7, vague, (0.9,) * 8)])
    assert found.total_short
    assert not found.short
    assert not found.holds
    assert "the whole period falls short" in found.reason
    assert sum(found.required) > 7 * 8


def test_the_right_team_is_left_alone() -> None:
    """Settled intervals of 9 people lie at 83 %, within slack and chance of the goal."""
    service = simulate(a_request((a_queue(24),), a_team(8), replications=200, warm_up_intervals=16)).of(
        "orders"
    )
    level = service.total.service_level.value
    assert level is not None
    goal = GOAL.model_copy(update={"share": level})
    [found] = correct_requirements([TriedRequirement(service, goal, (8.0,) * 8, (8.0,) * 8)])
    assert len(found.changes) <= 1
    assert found.holds


def test_a_goal_of_nearly_everybody_asks_for_more_by_steps_and_never_for_an_endless_team() -> None:
    found = a_round(6, goal=ServiceLevelGoal(share=0.9999, within_seconds=20.0))
    assert all(6 < after <= 7.5 for after in found.required[1:])


def test_where_people_are_missing_requiring_more_cannot_help() -> None:
    found = a_round(6, required=(8.0,) * 8)
    assert found.verdict is RoundVerdict.UNCOVERED
    assert found.required == (8.0,) * 8
    assert len(found.uncovered) >= 6


def test_rounds_close_in_on_the_goal() -> None:
    size = 6.0
    for _ in range(6):
        found = a_round(round(size))
        size = sum(found.required[2:]) / 6
    assert round(size) in (8, 9)


def test_late_tickets_ask_for_people_while_they_can_be_worked() -> None:
    queue = tickets(16, hours=0.5, volume=(0.0,) * 4 + (60.0,) + (0.0,) * 11)
    service = simulate(a_request((queue,), a_team(4, ("tickets",)))).of("tickets")
    goal = ResponseGoal(within_open_seconds=1800.0, share=0.9)
    [found] = correct_requirements(
        [TriedRequirement(service, goal, (4.0,) * 16, (4.0,) * 16, response_intervals=2)]
    )
    assert {change.interval for change in found.changes} == {4, 5}


def test_columns_must_fit() -> None:
    with pytest.raises(ValueError, match="scheduled: expected 8 values"):
        a_round(6, scheduled=(1.0,))
