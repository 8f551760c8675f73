"""The least agents: minimal against counting up, for every kind of goal, integer and real."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.staffing.erlang import queue_figures
from forecasting.staffing.least_agents import GoalKind, LiveGoal, least_agents
from forecasting.staffing.live_team import LiveLoad
from forecasting.staffing.service_level import ServiceLevelDefinition

GOALS = {
    "level": LiveGoal(GoalKind.SERVICE_LEVEL, 0.8, 20.0),
    "answered": LiveGoal(GoalKind.SERVICE_LEVEL, 0.9, 15.0, ServiceLevelDefinition.ANSWERED),
    "no long wait": LiveGoal(GoalKind.SERVICE_LEVEL, 0.95, 60.0, ServiceLevelDefinition.SHORT_ABANDONS_MET),
    "abandonment": LiveGoal(GoalKind.ABANDONMENT, 0.03),
    "speed": LiveGoal(GoalKind.SPEED_OF_ANSWER, 12.0),
    "occupancy": LiveGoal(GoalKind.OCCUPANCY, 0.85),
}


def a_load(erlangs: np.ndarray, handle: float = 240.0, patience: float = 120.0) -> LiveLoad:
    return LiveLoad(erlangs / handle, np.full_like(erlangs, handle), np.full_like(erlangs, patience))


def meets(load: LiveLoad, agents: np.ndarray, goals: tuple[LiveGoal, ...]) -> np.ndarray:
    """Every goal read off the figures, without the search's own margins."""
    met = np.ones(len(agents), dtype=bool)
    for goal in goals:
        seen = queue_figures(
            agents, load.arrival_rate, load.handle_seconds, load.patience_seconds, goal.threshold_seconds
        )
        met &= seen.stable
        match goal.kind:
            case GoalKind.SERVICE_LEVEL:
                met &= seen.service_level(goal.definition) >= goal.limit
            case GoalKind.ABANDONMENT:
                met &= seen.abandon_probability <= goal.limit
            case GoalKind.SPEED_OF_ANSWER:
                met &= seen.asa <= goal.limit
            case GoalKind.OCCUPANCY:
                met &= seen.occupancy <= goal.limit
    return met


def counted_up(load: LiveLoad, goals: tuple[LiveGoal, ...]) -> np.ndarray:
    """The answer by trying 0, 1, 2, … agents."""
    answer = np.full(len(load.arrival_rate), -1)
    n = 0
    while (answer < 0).any():
        found = meets(load, np.full(len(answer), float(n)), goals) & (answer < 0)
        answer[found] = n
        n += 1
    return answer


@pytest.mark.parametrize("name", GOALS)
@pytest.mark.parametrize("patience", [30.0, 240.0, np.inf])
def test_the_integer_answer_is_the_first_that_counting_up_finds(name: str, patience: float) -> None:
    erlangs = np.concatenate([10 ** np.random.default_rng(3).uniform(-3, 1.8, 60), [0.0, 1.0, 7.0, 40.0]])
    load = a_load(erlangs, patience=patience)
    assert least_agents(load, (GOALS[name],)).whole.tolist() == counted_up(load, (GOALS[name],)).tolist()


def test_all_goals_together_ask_for_the_most_demanding_and_name_it() -> None:
    goals = (GOALS["level"], GOALS["abandonment"], GOALS["occupancy"])
    load = a_load(np.array([0.5, 5.0, 60.0]))
    answer = least_agents(load, goals)
    alone = np.stack([least_agents(load, (goal,)).real for goal in goals])
    assert answer.real == pytest.approx(alone.max(axis=0), abs=2e-6)
    assert answer.binding.tolist() == alone.argmax(axis=0).tolist()


@pytest.mark.parametrize("name", GOALS)
def test_the_real_answer_meets_the_goal_and_a_hair_less_does_not(name: str) -> None:
    load = a_load(np.array([0.2, 1.0, 9.3, 55.5, 300.0]))
    answer = least_agents(load, (GOALS[name],))
    assert meets(load, answer.real, (GOALS[name],)).all()
    assert not meets(load, np.maximum(answer.real - 2e-6, 0.0), (GOALS[name],)).any()
    assert np.ceil(answer.real - 1e-9).tolist() == answer.whole.tolist()


def test_impatient_contacts_and_a_long_threshold_need_fewer_agents_than_the_load() -> None:
    load = a_load(np.array([120.0]), patience=150.0)
    assert least_agents(load, (GOALS["level"],)).whole[0] < 120
    # 0.6 erlangs, patient, half within two handle times: one agent, although a search from load + 1 says two.
    long_wait = LiveGoal(GoalKind.SERVICE_LEVEL, 0.5, 360.0)
    assert least_agents(a_load(np.array([0.6]), 180.0, np.inf), (long_wait,)).whole[0] == 1


def test_published_tables_of_erlang_c_are_reproduced() -> None:
    # Tijms, A First Course in Stochastic Models, table 5.3.2: least c with P(delay) ≤ α.
    loads = np.array([1.0, 5.0, 10.0, 50.0, 100.0, 250.0, 500.0, 1000.0])
    printed = {
        0.5: [2, 7, 12, 54, 106, 259, 512, 1017],
        0.2: [3, 8, 14, 58, 111, 268, 525, 1034],
        0.1: [3, 9, 16, 61, 115, 274, 533, 1046],
    }
    for alpha, row in printed.items():
        goal = LiveGoal(GoalKind.SERVICE_LEVEL, 1 - alpha, 0.0)
        assert least_agents(a_load(loads, patience=np.inf), (goal,)).whole.tolist() == row


@settings(max_examples=40, deadline=None)
@given(
    erlangs=st.floats(0.0, 400.0),
    patience=st.floats(5.0, 3000.0),
    share=st.floats(0.05, 0.999),
    threshold=st.floats(0.0, 600.0),
)
def test_one_agent_less_always_misses(
    erlangs: float, patience: float, share: float, threshold: float
) -> None:
    goals = (LiveGoal(GoalKind.SERVICE_LEVEL, share, threshold),)
    load = a_load(np.array([erlangs]), patience=patience)
    whole = least_agents(load, goals, real=False).whole
    assert meets(load, whole.astype(float), goals).all()
    assert whole[0] == 0 or not meets(load, whole - 1.0, goals).any()


def test_a_search_without_goals_is_refused() -> None:
    with pytest.raises(ValueError, match="goals"):
        least_agents(a_load(np.array([3.0])), ())
