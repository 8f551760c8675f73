"""What a simulation reports: right against exact queues, sure of itself to the stated degree, repeatable."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from forecasting.simulation.request import SimulationRequest
from forecasting.simulation.result import ServiceSpan, SimulationResult
from forecasting.simulation.simulate import simulate
from forecasting.staffing.erlang import queue_figures
from forecasting.staffing.service_level import ServiceLevelDefinition
from tests.forecasting.simulation.builders import (
    LEVEL,
    MONDAY,
    a_queue,
    a_request,
    a_team,
    an_agent,
    stretch,
    tickets,
)


def near(estimate: Any, exact: float, widths: float = 2.0) -> bool:
    return bool(abs(estimate.value - exact) <= widths * estimate.half_width)


@pytest.mark.parametrize("patience", [60.0, 600.0, None])
def test_a_settled_queue_is_erlangs(patience: float | None) -> None:
    queue = a_queue(48, patience_seconds=patience)
    team = a_team(9, on_duty=(stretch(0, 720),))
    seen = simulate(a_request((queue,), team, replications=120, warm_up_intervals=8)).of("orders").total
    exact = queue_figures(9, 20 / 900, 300, np.inf if patience is None else patience, 20)
    assert near(seen.service_level, exact.service_level()[0])
    assert near(seen.answer_seconds, exact.asa[0])
    assert near(seen.occupancy, exact.occupancy[0])
    if patience is not None:
        assert near(seen.abandonment, exact.waiting.abandon_probability[0])
        assert near(seen.wait_seconds, exact.mean_wait[0])


def test_definitions_of_the_service_level_differ_as_they_should() -> None:
    levels = {}
    for name in ("offered", "answered", "excluding_short_abandons", "short_abandons_met"):
        queue = a_queue(24, goal={**LEVEL, "definition": name})
        request = a_request((queue,), a_team(8, on_duty=(stretch(0, 360),)), warm_up_intervals=8)
        seen = simulate(request.model_copy(update={"replications": 100})).of("orders").total
        levels[name] = seen.service_level
    exact = queue_figures(8, 20 / 900, 300, 150, 20)
    for name, level in levels.items():
        assert near(level, exact.service_level(ServiceLevelDefinition(name))[0])


def test_the_same_seed_gives_the_same_bits_whatever_the_processes() -> None:
    request = a_request(replications=20)
    alone = simulate(request)
    assert simulate(request) == alone
    assert simulate(request, processes=2) == alone
    assert simulate(request.model_copy(update={"seed": 2})) != alone


def test_contacts_stay_the_same_when_the_roster_changes() -> None:
    few, many = (simulate(a_request(agents=a_team(size))).of("orders") for size in (5, 9))
    # In the last interval some contacts end beyond what is simulated.
    assert few.contacts[:7] == many.contacts[:7]
    assert few.total.service_level.value < many.total.service_level.value


def test_half_widths_shrink_with_replications_and_need_two() -> None:
    one, twenty, many = (
        simulate(a_request(replications=many)).of("orders").total.service_level for many in (1, 20, 320)
    )
    assert one.half_width is None
    assert many.half_width == pytest.approx(twenty.half_width / 4, rel=0.5)


def test_half_widths_cover_the_truth_as_often_as_they_say() -> None:
    queue, team = a_queue(), a_team(8)
    truth = simulate(a_request((queue,), team, replications=4000, seed=99)).of("orders").total.service_level
    hits = sum(
        near(
            simulate(a_request((queue,), team, seed=seed)).of("orders").total.service_level, truth.value, 1.0
        )
        for seed in range(100)
    )
    assert 87 <= hits <= 99


def test_the_chance_to_meet_the_goal_is_that_of_days_and_weeks() -> None:
    starts = tuple(MONDAY + timedelta(minutes=60 * row) for row in range(24 * 8))
    queue = a_queue(192, volume=(30.0,) * 192, day_factor_cv=0.2)
    team = a_team(5, on_duty=(stretch(0, 60 * 192),))
    seen = simulate(a_request((queue,), team, starts=starts, interval_minutes=60)).of("orders")
    assert [day.name for day in seen.days] == [f"2026-03-{day:02d}" for day in range(2, 10)]
    assert [week.name for week in seen.weeks] == ["2026-03-02", "2026-03-09"]
    chances = [day.goal_met.share for day in seen.days if day.goal_met]
    assert 0.2 < np.mean(chances) < 0.95
    assert seen.weeks[1].contacts == pytest.approx(seen.days[7].contacts)
    assert sum(day.contacts for day in seen.days) == pytest.approx(seen.total.contacts)


def test_days_are_local_also_when_they_have_23_or_25_hours() -> None:
    start = datetime(2026, 3, 28, 0, tzinfo=UTC)
    starts = tuple(start + timedelta(hours=row) for row in range(60))
    queue = a_queue(60, time_zone="Europe/Dublin")
    seen = simulate(a_request((queue,), (), starts=starts, interval_minutes=60, replications=200)).of(
        "orders"
    )
    assert [day.name for day in seen.days] == ["2026-03-28", "2026-03-29", "2026-03-30"]
    hours = [round(day.contacts / 20) for day in seen.days]
    assert hours == [24, 23, 13]


def test_tickets_are_late_by_open_hours_and_the_opening_backlog_counts() -> None:
    shut = (1.0,) * 4 + (0.0,) * 2 + (1.0,) * 2
    queue = tickets(
        8, hours=0.5, volume=(2.0,) + (0.0,) * 7, handle_seconds=1.0, handle_time_cv=0.0, open=shut
    )
    on_time = an_agent(queues=("tickets",), on_duty=(stretch(14.9, 120),))
    seen = simulate(a_request((queue,), (on_time,))).of("tickets").total
    assert seen.service_level.value == 1.0
    late = an_agent(queues=("tickets",), on_duty=(stretch(46, 120),))
    assert simulate(a_request((queue,), (late,))).of("tickets").total.service_level.value == 0.0
    backlog = ({"contacts": 3, "due_in_open_seconds": 1800, "handle_seconds": 60},)
    waiting = tickets(8, volume=(0.0,) * 8, opening_backlog=backlog, handle_time_cv=0.0)
    worked = simulate(a_request((waiting,), (an_agent(queues=("tickets",)),))).of("tickets")
    assert worked.contacts[0] == 3
    assert worked.backlog.value[0] == 0
    assert worked.total.service_level.value == 1.0


def test_a_backlog_grows_through_the_night_and_is_worked_off_after_it() -> None:
    queue = tickets(8, hours=1.0, handle_seconds=60.0)
    agent = an_agent(queues=("tickets",), on_duty=(stretch(60, 120),))
    seen = simulate(a_request((queue,), (agent,))).of("tickets")
    backlog = [value for value in seen.backlog.value if value is not None]
    assert backlog[3] == pytest.approx(80, rel=0.1)
    assert backlog[7] > backlog[4]


def test_contacts_whose_fate_lies_beyond_the_end_are_not_judged() -> None:
    queue = tickets(8, hours=2.0, handle_seconds=60.0)
    seen = simulate(a_request((queue,), ())).of("tickets").total
    assert seen.contacts == 0.0
    assert seen.service_level.value is None
    assert seen.goal_met is None


def test_nobody_on_duty_serves_nobody_and_says_so() -> None:
    result = simulate(a_request(agents=()))
    total = result.of("orders").total
    assert total.service_level.value == 0.0
    assert total.abandonment.value == pytest.approx(1.0, abs=0.05)
    assert total.occupancy.value is None
    assert "orders: nobody on duty serves this queue" in result.warnings


def test_unstable_load_without_patience_limits_ends_and_reports() -> None:
    queue = a_queue(volume=(500.0,) * 8, patience_seconds=None)
    seen = simulate(a_request((queue,), a_team(2))).of("orders")
    assert seen.total.service_level.value < 0.05
    assert seen.backlog.value[7] > 3500


@pytest.mark.parametrize(
    ("goal", "met"),
    [
        ({"goal": "speed_of_answer", "max_seconds": 1000}, True),
        ({"goal": "speed_of_answer", "max_seconds": 0.001}, False),
        ({"goal": "abandonment", "max_share": 0.9}, True),
        ({"goal": "abandonment", "max_share": 0.0001}, False),
    ],
)
def test_other_goals_are_judged_too(goal: dict[str, Any], met: bool) -> None:  # noqa: FBT001
    span: ServiceSpan = simulate(a_request((a_queue(goal=goal),))).of("orders").total
    assert span.goal_met is not None
    assert span.goal_met.share == float(met)


def test_a_result_survives_json() -> None:
    result = simulate(a_request(replications=1))
    assert SimulationResult.model_validate_json(result.model_dump_json()) == result


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"agents": (an_agent(queues=("unknown",)),)}, "there is no queue unknown"),
    ({"agents": a_team(1) * 2}, "agents: agent 0 appears 2 times"),
    ({"queues": (a_queue(), a_queue())}, "queues: orders appears 2 times"),
    (
        {"queues": (a_queue(volume=(1.0,)),), "starts": (MONDAY, MONDAY + timedelta(hours=1))},
        "expected 2 values",
    ),
    ({"starts": (MONDAY,) * 8}, r"starts\[1\]"),
    ({"warm_up_intervals": 8}, "warm_up_intervals"),
    ({"queues": (a_queue(volume=(1e7,) * 8),)}, "at most 5,000,000 contacts"),
    ({"queues": (a_queue(handle_seconds=0.0),)}, "handle_seconds: expected more than 0"),
    ({"replications": 0}, "greater than or equal to 1"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED)
def test_bad_requests_are_refused_by_name(changes: dict[str, Any], message: str) -> None:
    fields = a_request().model_dump() | {
        name: [each.model_dump() for each in value] if name in ("agents", "queues") else value
        for name, value in changes.items()
    }
    with pytest.raises(ValidationError, match=message):
        SimulationRequest.model_validate(fields)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"goal": {"goal": "response", "within_open_seconds": 60}}, "expected a service level"),
        ({"channel": "email"}, "expected a response"),
        ({"goal": {**LEVEL, "definition": "virtual"}}, "virtual"),
        ({"concurrency": (1.0, 1.5)}, "only chats"),
        ({"channel": "chat", "concurrency": (2.0,)}, "one chat in hand"),
        ({"keep_idle": 1}, "expected none for voice"),
        ({"time_zone": "Mars/Olympus"}, "name of a time zone"),
    ],
)
def test_bad_queues_are_refused_by_name(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(message)):
        a_queue(**changes)


def test_stretches_must_be_in_order_and_end_later() -> None:
    with pytest.raises(ValidationError, match="in order"):
        an_agent(on_duty=(stretch(0, 60), stretch(30, 90)))
    with pytest.raises(ValidationError, match="after"):
        an_agent(on_duty=(stretch(60, 60),))
    with pytest.raises(ValidationError, match="appears 2 times"):
        an_agent(queues=("orders", "orders"))


def test_processes_must_be_at_least_one() -> None:
    with pytest.raises(ValueError, match="processes"):
        simulate(a_request(), processes=0)
