"""From request to requirement: every channel, the order of the steps, and what is refused."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from forecasting.staffing.erlang import queue_figures
from forecasting.staffing.explanation import explain_interval
from forecasting.staffing.requirement import Binding, Requirement
from forecasting.staffing.staff import staff_requirements
from tests.forecasting.staffing.builders import MONDAY, a_request, an_email_request

CHAT = {"channel": "chat", "concurrency": (1.0, 1.2, 1.5)}


@pytest.mark.parametrize("request_", [a_request(), a_request(**CHAT), an_email_request()])
def test_a_requirement_survives_json(request_: Any) -> None:
    requirement = staff_requirements(request_)
    assert Requirement.model_validate_json(requirement.model_dump_json()) == requirement


def test_voice_takes_the_least_real_agents_that_meet_the_goal() -> None:
    requirement = staff_requirements(a_request())
    net = requirement.agents_net[0]
    rate = 20 / 900
    at, below = (queue_figures(n, rate, 300, 150, 20).service_level()[0] for n in (net, net - 1e-3))
    assert below < 0.8 <= at
    whole = queue_figures(np.ceil(net), rate, 300, 150, 20).service_level()[0]
    assert requirement.service_level[0] == pytest.approx(whole, abs=1e-3)
    assert requirement.heads[0] == np.ceil(net)
    assert set(requirement.binding) == {Binding.SERVICE_LEVEL}


def test_floors_come_before_shrinkage_and_heads_are_rounded_once_at_the_end() -> None:
    parts = ({"name": "sick", "share": 0.1}, {"name": "breaks", "share": 0.2, "rostered": True})
    requirement = staff_requirements(a_request(minimum_staffing=12.0, shrinkage=parts))
    assert requirement.agents[0] == pytest.approx(12 / 0.9)
    assert requirement.heads[0] == 14
    assert requirement.binding[0] is Binding.MINIMUM_STAFFING
    assert requirement.shrinkage[0] == pytest.approx(0.1)


def test_shrinkage_and_floors_may_differ_by_interval() -> None:
    parts = ({"name": "sick", "share": (0.0, 0.5)},)
    requirement = staff_requirements(a_request(2, minimum_staffing=(20.0, 20.0), shrinkage=parts))
    assert requirement.agents == pytest.approx((20.0, 40.0))


def test_closed_intervals_need_nobody_and_their_contacts_are_reported() -> None:
    requirement = staff_requirements(
        a_request(
            4,
            open=(0.0, 1.0, 1.0, 0.0),
            minimum_staffing=2.0,
            shrinkage=({"name": "a", "share": 0.1},),
        )
    )
    assert requirement.heads[0] == requirement.heads[3] == 0
    assert requirement.binding[0] is Binding.CLOSED
    assert requirement.service_level[0] is None
    assert any("40.0 contacts" in warning for warning in requirement.warnings)


def test_a_quiet_queue_needs_only_its_minimum() -> None:
    requirement = staff_requirements(
        a_request(3, volume=(0.0,) * 3, handle_seconds=0.0, minimum_staffing=1.0)
    )
    assert requirement.agents_net == (0.0, 0.0, 0.0)
    assert requirement.heads == (1, 1, 1)
    assert requirement.service_level == (None, None, None)


def test_the_occupancy_cap_and_the_abandonment_goal_can_decide() -> None:
    capped = staff_requirements(a_request(occupancy_cap=0.6, dynamics="stationary"))
    assert set(capped.binding) == {Binding.OCCUPANCY}
    assert capped.occupancy[0] == pytest.approx(0.6, abs=1e-6)
    lost = staff_requirements(
        a_request(goals=({"goal": "abandonment", "max_share": 0.01},), dynamics="stationary")
    )
    assert set(lost.binding) == {Binding.ABANDONMENT}
    assert lost.abandonment[0] == pytest.approx(0.01, abs=1e-6)


def test_patience_of_none_is_erlang_c_and_of_zero_erlang_b() -> None:
    endless = staff_requirements(a_request(patience_seconds=None))
    assert endless.method.startswith("Erlang C")
    assert endless.agents_net[0] > 20 * 300 / 900
    none = staff_requirements(a_request(patience_seconds=0.0))
    assert none.abandonment[0] == pytest.approx(0.2, abs=1e-6)


@pytest.mark.parametrize(
    "changes",
    [
        {"handle_seconds": 0.0, "volume": (0.0,) * 8},
        {"handle_seconds": 8e6, "volume": (1.0,) * 8},
        {"handle_seconds": 0.001},
        {"patience_seconds": 0.0},
        {"patience_seconds": 1e-6},
        {"patience_seconds": 1e8},
        {"patience_seconds": None, "volume": (1e5,) * 8},
        {"goals": ({"goal": "service_level", "share": 0.999999, "within_seconds": 0.0},)},
        {"channel": "chat", "concurrency": (1.0, 100.0), "volume": (1e-9,) * 8},
    ],
)
def test_input_at_its_limits_gives_finite_people_and_figures_within_their_range(
    changes: dict[str, Any],
) -> None:
    staffed = staff_requirements(a_request(**changes))
    assert np.isfinite(staffed.agents).all()
    for shares in (staffed.service_level, staffed.abandonment, staffed.occupancy):
        assert all(share is None or -1e-9 <= share <= 1 + 1e-9 for share in shares)


def test_patience_is_told_by_the_waiting_seen_with_its_interval_in_the_explanation() -> None:
    """Of 50 abandons the exact 95 % interval reaches from 37.1 to 65.9."""
    seen = {"abandons": 50, "waited_seconds": 7500.0}
    staffed = staff_requirements(a_request(patience_seconds=None, waiting_seen=seen))
    assert staffed.agents == staff_requirements(a_request(patience_seconds=150.0)).agents
    figures = {each.name: each for each in explain_interval(staffed, 0).figures}
    assert figures["patience"].formula == "waited_seen ÷ abandons_seen"
    assert figures["patience"].value == 150.0
    assert figures["patience_low"].value == pytest.approx(7500 / 65.92, rel=1e-3)
    assert figures["patience_high"].value == pytest.approx(7500 / 37.11, rel=1e-3)
    assert Requirement.model_validate_json(staffed.model_dump_json()) == staffed


def test_where_nobody_gave_up_patience_is_endless_and_known_from_below() -> None:
    seen = {"abandons": 0, "waited_seconds": 600.0}
    staffed = staff_requirements(a_request(patience_seconds=None, waiting_seen=seen))
    assert staffed.agents == staff_requirements(a_request(patience_seconds=None)).agents
    figures = {each.name: each.value for each in explain_interval(staffed, 0).figures}
    assert "patience" not in figures
    assert "patience_high" not in figures
    assert figures["patience_low"] == pytest.approx(600 / 3.689, rel=1e-3)


def test_long_handle_times_use_the_lagging_load_and_short_ones_do_not() -> None:
    volume = (0.0, 0.0, 20.0, 0.0)
    long = staff_requirements(a_request(4, volume=volume, handle_seconds=2700.0))
    assert "modified offered load" in long.method
    assert long.load[3] > long.load[2] * 0.5
    short = staff_requirements(a_request(4, volume=volume, handle_seconds=60.0))
    assert "load of the interval" in short.method
    assert short.load == pytest.approx((0.0, 0.0, 20 * 60 / 900, 0.0))


def test_chats_side_by_side_need_fewer_agents_than_one_at_a_time() -> None:
    alone = staff_requirements(a_request(channel="chat"))
    beside = staff_requirements(a_request(**CHAT))
    assert beside.agents_net[0] < alone.agents_net[0]
    assert beside.service_level[0] == pytest.approx(0.8, abs=1e-6)
    assert "3 at a time" in beside.method


def test_chat_concurrency_that_harms_is_capped_with_a_warning() -> None:
    requirement = staff_requirements(a_request(channel="chat", concurrency=(1.0, 1.2, 4.0)))
    assert any("capped at 2" in warning for warning in requirement.warnings)


def test_mail_gets_level_capacity_with_a_buffer_and_its_cumulative_bounds() -> None:
    requirement = staff_requirements(an_email_request(volume=(0.0,) * 20 + (40.0,) * 20))
    assert requirement.agents_net == pytest.approx(
        [level + buffer for level, buffer in zip(requirement.load, requirement.buffer, strict=True)]
    )
    done = np.cumsum(requirement.load) * 900
    assert (done <= np.array(requirement.arrived_seconds) + 1e-6).all()
    assert (done >= np.array(requirement.due_seconds) - 1e-6).all()
    assert sum(requirement.load) * 900 == pytest.approx(800 * 300, rel=1e-6)
    assert requirement.service_level[30] == pytest.approx(0.95)


def test_an_explicit_backlog_leaves_what_is_due_later_and_says_so() -> None:
    backlog = ({"contacts": 100, "due_in_open_seconds": 0, "handle_seconds": 300},)
    requirement = staff_requirements(an_email_request(opening_backlog=backlog))
    assert any("due after the period" in warning for warning in requirement.warnings)
    assert any("overdue" in warning for warning in requirement.warnings)
    assert requirement.heads[0] > requirement.heads[1]


def test_staffing_below_the_load_is_pointed_out() -> None:
    goals = ({"goal": "service_level", "share": 0.3, "within_seconds": 60},)
    requirement = staff_requirements(a_request(goals=goals))
    assert requirement.agents_net[0] < requirement.load[0]
    assert any("below 95 %" in warning for warning in requirement.warnings)


def test_more_volume_never_needs_fewer_agents() -> None:
    volume = tuple(float(v) for v in np.linspace(0, 400, 60))
    net = np.array(staff_requirements(a_request(60, volume=volume, handle_seconds=120.0)).agents_net)
    assert (np.diff(net) >= -1e-8).all()


def test_contacts_of_a_partly_open_interval_come_while_it_is_open() -> None:
    half = staff_requirements(a_request(2, open=(0.5, 1.0), volume=(10.0, 20.0), handle_seconds=240.0))
    assert half.load[0] == pytest.approx(half.load[1])
    assert half.agents_net[0] == pytest.approx(half.agents_net[1])


def test_a_closed_gap_between_starts_is_allowed() -> None:
    starts = (MONDAY, MONDAY + timedelta(hours=9))
    assert staff_requirements(a_request(2, starts=starts)).heads[1] > 0


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"volume": (1.0,) * 7}, "volume: expected 8 values"),
    ({"open": (1.5,) * 8}, "less than or equal to 1"),
    ({"volume": (float("nan"),) * 8}, "finite number"),
    ({"volume": (-1.0,) * 8}, "greater than or equal to 0"),
    ({"volume": (1e10,) * 8}, "less than or equal to 1000000000"),
    ({"handle_seconds": 0.0}, r"handle_seconds\[0\]: expected more than 0"),
    ({"handle_seconds": 9e7}, "is the handle time in seconds"),
    ({"starts": (MONDAY.replace(tzinfo=None),) * 8}, "timezone"),
    ({"starts": (MONDAY,) * 8}, r"starts\[1\]"),
    ({"goals": ()}, "at least 1 item"),
    ({"goals": ({"goal": "service_level", "share": 1.0, "within_seconds": 20},)}, "100 %"),
    ({"goals": ({"goal": "response", "within_open_seconds": 3600},)}, "deferred channels"),
    ({"channel": "email"}, "exactly one response goal"),
    ({"concurrency": (1.0, 1.5)}, "only chats"),
    ({"channel": "chat", "concurrency": (2.0, 3.0)}, r"concurrency\[0\]"),
    ({"shrinkage": ({"name": "sick", "share": 1.0},)}, "less than 1"),
    ({"shrinkage": ({"name": "sick", "share": (0.1,)},)}, "shrinkage sick: expected 8 values"),
    ({"occupancy_cap": 0.0}, "greater than 0"),
    (
        {"opening_backlog": ({"contacts": 1, "due_in_open_seconds": 0, "handle_seconds": 60},)},
        "opening_backlog",
    ),
    ({"waiting_seen": {"abandons": 3, "waited_seconds": 90.0}}, "patience_seconds: expected none beside"),
    ({"waiting_seen": {"abandons": 0, "waited_seconds": 0.0}}, "waited_seconds: expected more than 0"),
    ({"waiting_seen": {"abandons": -1, "waited_seconds": 9.0}}, "greater than or equal to 0"),
    ({"patience_seconds": float("inf")}, "finite number"),
    ({"unknown": 1}, "Extra inputs"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED)
def test_bad_input_is_refused_by_name(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        a_request(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"hours": 0.1}, "at least one interval"),
        ({"open": (0.0,) * 40}, "open: expected an open interval"),
        (
            {"opening_backlog": ({"contacts": 1, "due_in_open_seconds": 9e4, "handle_seconds": 60},)},
            "at most the response window",
        ),
    ],
)
def test_bad_deferred_input_is_refused_by_name(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        an_email_request(**changes)


def test_mail_without_mail_may_be_closed_throughout() -> None:
    requirement = staff_requirements(an_email_request(4, open=(0.0,) * 4, volume=(0.0,) * 4))
    assert requirement.heads == (0, 0, 0, 0)
