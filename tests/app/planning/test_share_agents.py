"""Nobody is counted twice, and the worst covered queue is covered best."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.planning.share_agents import share_agents


def shared(capacity: list[float], proficiency: list[list[float]], wanted: list[float]):
    return share_agents(np.array(capacity), np.array(proficiency), np.array(wanted))


def test_those_who_alone_speak_a_language_are_kept_for_it() -> None:
    found = shared([8.0, 2.0], [[1, 0], [1, 1]], [8.0, 2.0])
    assert found.time == pytest.approx(np.array([[8.0, 0.0], [0.0, 2.0]]), abs=0.01)
    assert found.coverage == pytest.approx([1.0, 1.0])


def test_a_shortage_is_shared_in_proportion() -> None:
    found = shared([6.0], [[1, 1]], [8.0, 4.0])
    assert found.time == pytest.approx(np.array([[4.0, 2.0]]))
    assert found.coverage == pytest.approx([0.5, 0.5])


def test_what_the_worst_covered_queue_cannot_use_goes_to_the_others() -> None:
    found = shared([1.0, 9.0], [[1, 0], [0, 1]], [2.0, 3.0])
    assert found.coverage == pytest.approx([0.5, 3.0])


def test_less_proficient_people_cover_less() -> None:
    assert shared([4.0], [[0.5]], [4.0]).coverage == pytest.approx([0.5])


def test_sites_with_the_same_people_get_the_same_work() -> None:
    found = shared([3.0, 3.0], [[1, 1], [1, 1]], [2.0, 4.0])
    assert found.time[0] == pytest.approx(found.time[1])


def test_nobody_and_nothing_wanted_are_no_trouble() -> None:
    assert shared([5.0], [[0.0]], [3.0]).coverage == pytest.approx([0.0])
    assert shared([5.0], [[1.0]], [0.0]).time == pytest.approx(np.array([[0.0]]))
    assert share_agents(np.zeros(0), np.zeros((0, 2)), np.ones(2)).time.shape == (0, 2)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0.1, 20), min_size=1, max_size=4),
    st.lists(st.floats(0.1, 20), min_size=1, max_size=4),
    st.integers(0, 2**16 - 1),
)
def test_time_given_is_time_there_is(capacity: list[float], wanted: list[float], able: int) -> None:
    proficiency = np.array(
        [
            [float(able >> (4 * row + column) & 1) for column in range(len(wanted))]
            for row in range(len(capacity))
        ]
    )
    found = share_agents(np.array(capacity), proficiency, np.array(wanted))
    useful = proficiency.any(axis=1)
    assert found.time.sum(axis=1)[useful] == pytest.approx(np.array(capacity)[useful])
    assert not found.time[proficiency == 0].any()
    assert np.isfinite(found.time).all()
