"""The transient chain: exact against the matrix exponential, settled in the end, right when staff drops."""

import numpy as np
import pytest
from scipy.linalg import expm

from forecasting.staffing.erlang import queue_figures
from forecasting.staffing.time_varying import ChangingQueue, evaluate
from forecasting.staffing.transient_chain import run_chain


def a_queue(
    per_minute: list[float], handle: float = 300.0, patience: float = 150.0, waiting: float = 0.0
) -> ChangingQueue:
    """Intervals of half an hour, opening with the first."""
    rate = np.array(per_minute) / 60.0
    opens = np.arange(rate.size) == 0
    seconds = np.full_like(rate, 1800.0)
    return ChangingQueue(rate, np.full_like(rate, handle), seconds, opens, patience, waiting)


def rates(states: int, agents: float) -> np.ndarray:
    contacts = np.arange(states)
    return np.minimum(contacts, agents) / 300 + np.maximum(contacts - agents, 0) / 150


def test_the_chain_is_the_matrix_exponential() -> None:
    finish, arriving = rates(40, 8), 0.03
    generator = np.diag(np.full(39, arriving), 1) + np.diag(finish[1:], -1)
    generator -= np.diag(generator.sum(axis=1))
    start = np.eye(40)[3]
    end, mean = run_chain(start, arriving, finish, 900.0)
    assert end == pytest.approx(start @ expm(generator * 900.0), abs=1e-10)
    steps = [start @ expm(generator * 900.0 * (k + 0.5) / 400) for k in range(400)]
    assert mean == pytest.approx(np.mean(steps, axis=0), abs=1e-5)


def test_the_compiled_chain_and_plain_python_agree() -> None:
    compiled = run_chain(np.eye(12)[2], 0.02, rates(12, 4), 60.0)
    plain = run_chain.py_func(np.eye(12)[2], 0.02, rates(12, 4), 60.0)
    assert np.array(compiled) == pytest.approx(np.array(plain), abs=1e-13)


def test_without_arrivals_and_people_nothing_moves() -> None:
    end, mean = run_chain(np.eye(5)[2], 0.0, np.zeros(5), 900.0)
    assert end.tolist() == mean.tolist() == np.eye(5)[2].tolist()


@pytest.mark.parametrize("patience", [30.0, 150.0, 3000.0, np.inf])
def test_constant_rates_end_in_the_settled_queue(patience: float) -> None:
    queue = a_queue([2.0] * 12, patience=patience)
    seen = evaluate(queue, np.full(12, 12.0), 20.0)[-1]
    settled = queue_figures(12.0, 2 / 60, 300.0, patience, 20.0)
    assert seen.served_in_time == pytest.approx(settled.service_level()[0], abs=2e-4)
    assert seen.abandon_probability == pytest.approx(settled.waiting.abandon_probability[0], abs=2e-4)
    assert seen.wait_exceeds == pytest.approx(settled.wait_exceeds[0], abs=2e-4)
    assert seen.virtual_exceeds == pytest.approx(settled.waiting.virtual_exceeds[0], abs=2e-4)
    assert seen.answer_seconds == pytest.approx(settled.asa[0], rel=5e-3)


def test_an_empty_opening_serves_better_and_a_crowded_one_worse() -> None:
    team = np.full(4, 12.0)
    cold, crowded = (
        [each.served_in_time for each in evaluate(a_queue([2.0] * 4, waiting=waiting), team, 20.0)]
        for waiting in (0.0, 40.0)
    )
    assert cold[0] > cold[3] > crowded[0]
    assert cold[3] == pytest.approx(crowded[3], abs=1e-3)


def test_agents_who_leave_finish_what_they_hold() -> None:
    """After a drop the first half hour keeps more service than the settled smaller team gives."""
    queue = a_queue([1.0, 1.0, 1.0, 1.0], handle=2700.0)
    seen = evaluate(queue, np.array([48.0, 48.0, 48.0, 30.0]), 60.0)
    assert seen[3].served_in_time < seen[2].served_in_time
    hung_up = evaluate(
        ChangingQueue(queue.arrival_rate, queue.handle_seconds, queue.seconds, queue.opens, 150.0),
        np.full(4, 30.0),
        60.0,
    )
    assert seen[3].abandon_probability != pytest.approx(hung_up[3].abandon_probability, abs=1e-3)


def test_more_people_in_the_next_interval_still_help_who_waits_at_the_end_of_this_one() -> None:
    queue = a_queue([4.0, 4.0])
    alone, relieved = (
        evaluate(queue, np.array([14.0, after]), 120.0)[0].served_in_time for after in (14.0, 40.0)
    )
    assert alone + 0.005 < relieved < alone + 120 / 1800


def test_real_agents_lie_between_whole_ones() -> None:
    fewer, between, more = (
        evaluate(a_queue([2.0] * 3), np.full(3, n), 20.0)[2].served_in_time for n in (11.0, 11.5, 12.0)
    )
    assert fewer < between < more


def test_nobody_at_all_serves_nobody() -> None:
    seen = evaluate(a_queue([2.0]), np.zeros(1), 20.0)[0]
    assert (seen.served_in_time, seen.abandon_probability, seen.virtual_exceeds) == pytest.approx((0, 1, 1))


def test_agents_must_be_one_number_per_interval() -> None:
    with pytest.raises(ValueError, match="agents"):
        evaluate(a_queue([2.0]), np.array([3.0, 3.0]), 20.0)
    with pytest.raises(ValueError, match="agents"):
        evaluate(a_queue([2.0]), np.array([np.nan]), 20.0)
