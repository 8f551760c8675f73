"""Chats: the birth–death chain against direct summation, and its least agents."""

import numpy as np
import pytest
from scipy import special

from forecasting.staffing.chat import chat_waiting, least_chat_agents, useful_levels
from forecasting.staffing.erlang import queue_waiting
from forecasting.staffing.least_agents import GoalKind, LiveGoal
from forecasting.staffing.waiting import Waiting

LEVEL = LiveGoal(GoalKind.SERVICE_LEVEL, 0.8, 30.0)
HANDLE = np.array([[480.0, 576.0, 720.0]])


def chat_at(agents: int, rate: float, handle: np.ndarray = HANDLE, patience: float = 180.0) -> Waiting:
    return chat_waiting(np.array([agents]), np.array([rate]), handle, np.array([patience]), 30.0)


def summed_chain(agents: int, rate: float, patience: float, threshold: float) -> tuple[float, float, float]:
    """P(wait), P(abandon), P(served in time) by adding up the states one by one."""
    speed = np.arange(4) / np.append(1.0, HANDLE[0])
    full, theta = agents * 3, 1 / patience
    weights = [1.0]
    for chats in range(1, full + 400):
        held, extra = divmod(min(chats, full), agents)
        finish = (agents - extra) * speed[held] + (extra * speed[held + 1] if extra else 0.0)
        weights.append(weights[-1] * rate / (finish + max(chats - full, 0) * theta))
    share = np.array(weights) / sum(weights)
    ahead = np.arange(400)
    c, x = agents * speed[3] / theta, np.exp(-theta * threshold)
    waiting = share[full:]
    stays = c / (c + ahead + 1)
    in_time = stays * (1 - special.betainc(c + 1, ahead + 1, x))
    wait = float(waiting.sum())
    return wait, float((waiting * (1 - stays)).sum()), float(1 - wait + (waiting * in_time).sum())


@pytest.mark.parametrize(("agents", "rate"), [(1, 0.004), (4, 0.02), (6, 0.02), (12, 0.05), (26, 0.09)])
def test_the_chain_agrees_with_summing_its_states(agents: int, rate: float) -> None:
    figures = chat_at(agents, rate)
    wait, lost, in_time = summed_chain(agents, rate, 180.0, 30.0)
    assert figures.wait_probability[0] == pytest.approx(wait, abs=1e-11)
    assert figures.abandon_probability[0] == pytest.approx(lost, abs=1e-11)
    assert figures.served_in_time[0] == pytest.approx(in_time, abs=1e-11)


@pytest.mark.parametrize("patience", [120.0, np.inf])
def test_one_chat_at_a_time_is_the_ordinary_queue(patience: float) -> None:
    chat = chat_at(9, 7 / 300, np.array([[300.0]]), patience)
    voice = queue_waiting(9, 7 / 300, 300.0, patience, 30.0)
    assert chat.served_in_time[0] == pytest.approx(voice.served_in_time[0], abs=1e-13)


def test_a_level_that_finishes_fewer_chats_is_not_used() -> None:
    assert useful_levels(np.array([300.0, 400.0, 500.0, 900.0, 800.0])) == 3
    assert useful_levels(np.array([300.0])) == 1
    assert useful_levels(np.array([300.0, 600.0])) == 2


@pytest.mark.parametrize("handle", [[], [300.0, 0.0]])
def test_impossible_handle_times_are_refused(handle: list[float]) -> None:
    with pytest.raises(ValueError, match="concurrency"):
        useful_levels(np.array(handle))


def test_one_chat_agent_less_misses_the_goal() -> None:
    rate = np.array([0.0001, 0.004, 0.03, 0.2, 0.7])
    handle, patience = np.repeat(HANDLE, 5, axis=0), np.full(5, 180.0)
    least = least_chat_agents(rate, handle, patience, (LEVEL,))
    assert (chat_waiting(least.whole, rate, handle, patience, 30.0).served_in_time >= 0.8).all()
    assert (chat_waiting(least.whole - 1, rate, handle, patience, 30.0).served_in_time < 0.8).all()
    assert np.ceil(least.real - 1e-9).tolist() == least.whole.tolist()


def test_the_real_answer_is_the_mix_over_time_that_meets_the_goal_on_average() -> None:
    rate, handle, patience = np.array([0.03]), HANDLE, np.array([180.0])
    least = least_chat_agents(rate, handle, patience, (LEVEL,))
    at, below = (
        chat_waiting(least.whole - fewer, rate, handle, patience, 30.0).served_in_time[0] for fewer in (0, 1)
    )
    part = least.real[0] - (least.whole[0] - 1)
    assert part * at + (1 - part) * below == pytest.approx(0.8, abs=1e-12)


def test_no_chats_need_nobody_and_endless_patience_needs_more_than_the_load() -> None:
    rate, handle = np.array([0.0, 0.05]), np.repeat(HANDLE, 2, axis=0)
    least = least_chat_agents(rate, handle, np.full(2, np.inf), (LEVEL,))
    assert least.whole[0] == 0
    assert least.real[0] == 0.0
    assert least.whole[1] > 0.05 * 720 / 3
