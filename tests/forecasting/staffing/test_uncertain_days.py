"""Uncertain days and callers who come back: more people, and exactly as many as the goals then need."""

import numpy as np
import pytest
from pydantic import ValidationError

from forecasting.staffing.day_factor import FOR_TAILS, day_factors
from forecasting.staffing.erlang import queue_figures
from forecasting.staffing.least_agents import GoalKind, LiveGoal, least_agents
from forecasting.staffing.live_team import LiveLoad
from forecasting.staffing.redials import rate_with_redials
from forecasting.staffing.staff import staff_requirements
from tests.forecasting.staffing.builders import a_request, an_email_request

LEVEL = LiveGoal(GoalKind.SERVICE_LEVEL, 0.8, 20.0)


def test_day_factors_have_mean_one_and_nearly_their_spread() -> None:
    factors = day_factors(0.2, FOR_TAILS)
    assert factors.mean() == pytest.approx(1.0)
    assert factors.std() == pytest.approx(0.2, rel=0.02)
    assert day_factors(0.0).tolist() == [1.0]
    with pytest.raises(ValueError, match="day_factor_cv"):
        day_factors(-0.1)


def test_the_mix_meets_the_goal_over_the_contacts_of_all_days() -> None:
    factors = day_factors(0.15)
    load = LiveLoad(np.array([0.1]), np.array([300.0]), np.array([150.0]), factors)
    n = least_agents(load, (LEVEL,)).real[0]
    levels = [queue_figures(n, 0.1 * g, 300, 150, 20).service_level()[0] for g in factors]
    assert np.average(levels, weights=factors) == pytest.approx(0.8, abs=1e-7)
    certain = LiveLoad(np.array([0.1]), np.array([300.0]), np.array([150.0]))
    assert n > least_agents(certain, (LEVEL,)).real[0] + 0.5


@pytest.mark.parametrize("changes", [{}, {"channel": "chat", "concurrency": (1.0, 1.3)}])
@pytest.mark.parametrize("patience", [150.0, None])
def test_uncertain_days_need_more_voice_and_chat(changes: dict[str, object], patience: float | None) -> None:
    plain, mixed = (
        staff_requirements(a_request(**changes, patience_seconds=patience, day_factor_cv=cv))
        for cv in (0.0, 0.2)
    )
    assert mixed.agents_net[0] > plain.agents_net[0] + 0.1
    assert np.isfinite(mixed.agents_net).all()


def test_speed_of_answer_and_occupancy_are_averaged_over_days_too() -> None:
    goals = ({"goal": "speed_of_answer", "max_seconds": 10},)
    plain, mixed = (staff_requirements(a_request(goals=goals, day_factor_cv=cv)) for cv in (0.0, 0.2))
    assert mixed.agents_net[0] > plain.agents_net[0]


def test_redials_solve_their_own_equation() -> None:
    one = np.ones(1)
    rate = rate_with_redials(9 * one, 0.04 * one, 300 * one, 60 * one, 0.6)[0]
    lost = queue_figures(9, rate, 300, 60).waiting.abandon_probability[0]
    assert rate == pytest.approx(0.04 / (1 - 0.6 * lost), rel=1e-10)
    assert rate > 0.04
    with pytest.raises(ValueError, match="redial_share"):
        rate_with_redials(9 * one, 0.04 * one, 300 * one, 60 * one, 1.0)


def test_callers_who_come_back_need_more_people() -> None:
    plain, again = (staff_requirements(a_request(redial_share=share)) for share in (0.0, 0.8))
    assert plain.agents_net[0] < again.agents_net[0] < plain.agents_net[0] + 1.0


def test_only_callers_redial_and_only_live_days_are_mixed() -> None:
    with pytest.raises(ValidationError, match="redial_share"):
        a_request(channel="chat", redial_share=0.5)
    with pytest.raises(ValidationError, match="day_factor_cv"):
        an_email_request(day_factor_cv=0.1)
