"""Explanations can be recomputed from their own figures."""

import pytest

from forecasting.staffing.erlang import queue_figures
from forecasting.staffing.explanation import IntervalExplanation, explain_interval
from forecasting.staffing.staff import staff_requirements
from tests.forecasting.staffing.builders import a_request, an_email_request

SHRINKAGE = ({"name": "sick", "share": 0.08}, {"name": "breaks", "share": 0.1, "rostered": True})


def figures_of(explanation: IntervalExplanation) -> dict[str, float]:
    return {figure.name: figure.value for figure in explanation.figures}


def test_voice_figures_lead_from_contacts_to_heads() -> None:
    request = a_request(
        handle_seconds=200.0, shrinkage=SHRINKAGE, minimum_staffing=2.0, dynamics="stationary"
    )
    explanation = explain_interval(staff_requirements(request), 3)
    seen = figures_of(explanation)
    assert seen["load"] == pytest.approx(
        seen["volume"] * seen["handle_seconds"] / seen["interval"] / seen["open"]
    )
    agents = max(seen["agents_net"], seen["minimum_staffing"]) / (1 - seen["shrinkage"])
    assert seen["agents"] == pytest.approx(agents)
    again = queue_figures(
        seen["agents_net"], seen["volume"] / seen["interval"], seen["handle_seconds"], seen["patience"], 20
    )
    assert seen["service_level"] == pytest.approx(again.service_level()[0])
    assert "already in the roster: breaks" in str(explanation.figures)
    assert "the service level decides" in explanation.summary


def test_deferred_figures_give_the_buffer_again() -> None:
    seen = figures_of(explain_interval(staff_requirements(an_email_request(shrinkage=SHRINKAGE)), 30))
    assert seen["buffer"] == pytest.approx(seen["z"] * seen["work_spread"] / seen["window"])
    assert seen["agents_net"] == pytest.approx(seen["level"] + seen["buffer"])
    # Eight quarters of 20 contacts, each 300 s with a variation of 1.
    assert seen["work_spread"] == pytest.approx((160 * 300**2 * 2) ** 0.5)


def test_chat_figures_show_the_handle_time_at_each_concurrency() -> None:
    requirement = staff_requirements(a_request(channel="chat", concurrency=(1.0, 1.25)))
    assert figures_of(explain_interval(requirement, 0))["handle_seconds_at_2"] == 375.0


def test_goals_and_caps_are_listed_in_words() -> None:
    requirement = staff_requirements(
        a_request(
            occupancy_cap=0.9,
            goals=(
                {"goal": "speed_of_answer", "max_seconds": 12},
                {"goal": "abandonment", "max_share": 0.02},
            ),
        )
    )
    goals = explain_interval(requirement, 0).goals
    assert goals[0] == "mean wait of served contacts at most 12 s"
    assert goals[1] == "at most 0.02 give up"
    assert goals[2] == "occupancy at most 0.9"


def test_a_closed_interval_is_explained_as_closed() -> None:
    explanation = explain_interval(staff_requirements(a_request(2, open=(0.0, 1.0))), 0)
    assert explanation.summary == "orders is closed: nobody is needed."
    assert figures_of(explanation)["heads"] == 0.0


def test_an_interval_outside_the_requirement_is_refused() -> None:
    with pytest.raises(IndexError, match="expected 0 to 7"):
        explain_interval(staff_requirements(a_request()), 8)
