"""Several skills: bounds of sets of queues, what can flow, and who is short."""

import numpy as np
import pytest

from forecasting.staffing.pooling import PooledQueue, pooled_bounds, skill_flow

A, B, AB = frozenset("a"), frozenset("b"), frozenset("ab")


def a_queue(name: str, erlangs: float = 10.0, patience: float = 180.0) -> PooledQueue:
    return PooledQueue(name, erlangs / 240, 240.0, patience, 0.8, 20.0)


def test_pooling_two_queues_saves_people_and_each_set_has_its_bound() -> None:
    assert pooled_bounds((a_queue("a"), a_queue("b"))) == {A: 13, B: 13, AB: 23}


def test_many_queues_get_single_pair_and_common_bounds() -> None:
    queues = tuple(a_queue(name, 2.0) for name in "abcdefghijklmn")
    bounds = pooled_bounds(queues)
    assert len(bounds) == 14 + 91 + 1
    assert bounds[frozenset("abcdefghijklmn")] < 14 * bounds[A]


def test_endless_patience_and_quiet_queues_are_pooled_too() -> None:
    bounds = pooled_bounds((a_queue("a", patience=np.inf), a_queue("b", 0.0)))
    assert bounds[A] == bounds[AB] >= 11
    assert B not in bounds


def test_what_flows_and_who_is_short() -> None:
    queues = (a_queue("a"), a_queue("b"))
    enough = skill_flow(queues, {A: 6, B: 6, AB: 10})
    assert enough.feasible
    short = skill_flow(queues, {A: 10, B: 5, AB: 3})
    assert short.short == B
    assert short.missing == pytest.approx(queues[1].erlangs - 8, abs=1.0)
    both = skill_flow(queues, {AB: 12})
    assert both.short == AB
    assert not skill_flow(queues, {AB: 20}, occupancy_cap=0.9).feasible


def test_groups_of_unknown_queues_are_refused() -> None:
    with pytest.raises(ValueError, match="there is no queue c"):
        skill_flow((a_queue("a"),), {frozenset("c"): 3})
