"""Pooled supply against linear programming: every agent counted once, important queues first."""

import random

import numpy as np
import pytest
from scipy.optimize import linprog

from solver.domain.pooling import Grid, Pooling, components, tight_sets


def _best_by_lp(capabilities: list[int], supply: list[int], need: list[int], weights: list[int]) -> float:
    """The greatest weighted amount that can be given, by a transport program."""
    edges = [
        (row, queue)
        for row, mask in enumerate(capabilities)
        for queue in range(len(need))
        if mask >> queue & 1
    ]
    if not edges:
        return 0.0
    rows = [[float(edge[0] == row) for edge in edges] for row in range(len(capabilities))]
    rows += [[float(edge[1] == queue) for edge in edges] for queue in range(len(need))]
    gain = [-float(weights[queue]) for _, queue in edges]
    return -float(linprog(gain, A_ub=rows, b_ub=[*supply, *need], bounds=(0, None)).fun)


def _random_case(rng: random.Random, queues: int, kinds: int) -> tuple[list[int], Grid, Grid]:
    capabilities = [rng.randrange(1, 1 << queues) for _ in range(kinds)]
    need = np.array([[rng.randrange(25)] for _ in range(queues)], dtype=np.int64)
    supply = np.array([[10 * rng.randrange(3)] for _ in range(kinds)], dtype=np.int64)
    return capabilities, need, supply


@pytest.mark.parametrize("seed", range(40))
def test_serving_by_priority_is_the_best_weighted_sharing(seed: int) -> None:
    rng = random.Random(seed)
    capabilities, need, supply = _random_case(rng, queues=4, kinds=5)
    weights = [rng.randrange(1, 11) for _ in range(4)]
    order = sorted(range(4), key=lambda queue: -weights[queue])
    given = Pooling(capabilities, need, order).covered(supply)
    best = _best_by_lp(capabilities, supply[:, 0].tolist(), need[:, 0].tolist(), weights)
    assert sum(weights[queue] * int(given[queue, 0]) for queue in range(4)) == pytest.approx(best)
    assert (given >= 0).all()
    assert (given <= need).all()


@pytest.mark.parametrize("seed", range(10))
def test_many_overlapping_capabilities_are_shared_as_well_as_few(seed: int) -> None:
    rng = random.Random(seed)
    queues = 11
    capabilities = [1 << first | 1 << (first + 1) % queues for first in range(queues)]
    assert tight_sets(capabilities, (1 << queues) - 1, most=256) is None
    need = np.array([[rng.randrange(25)] for _ in range(queues)], dtype=np.int64)
    supply = np.array([[10 * rng.randrange(3)] for _ in range(queues)], dtype=np.int64)
    weights = [rng.randrange(1, 11) for _ in range(queues)]
    order = sorted(range(queues), key=lambda queue: -weights[queue])
    given = Pooling(capabilities, need, order).covered(supply)
    best = _best_by_lp(capabilities, supply[:, 0].tolist(), need[:, 0].tolist(), weights)
    assert sum(weights[queue] * int(given[queue, 0]) for queue in range(queues)) == pytest.approx(best)


def test_what_is_spare_is_what_nobody_needs() -> None:
    need = np.array([[10], [5]], dtype=np.int64)
    pooling = Pooling([0b01, 0b11], need, order=[0, 1])
    supply = np.array([[20], [10]], dtype=np.int64)
    assert pooling.covered(supply)[:, 0].tolist() == [10, 5]
    assert pooling.with_spare(supply)[:, 0].tolist() == [15, 0]


def test_queues_without_common_agents_are_parts_of_their_own() -> None:
    assert sorted(components([0b0011, 0b0010, 0b1000], 0b1111)) == [0b0011, 0b0100, 0b1000]


def test_only_complements_of_unions_of_capabilities_are_tight() -> None:
    assert sorted(tight_sets([0b01, 0b11], 0b11) or []) == [0b10, 0b11]
