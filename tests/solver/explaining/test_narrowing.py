"""Narrowing finds a part of which nothing can be spared."""

from hypothesis import given
from hypothesis import strategies as st

from solver.explaining.narrowing import grouped, narrowed


@given(st.lists(st.sets(st.integers(0, 15), min_size=1, max_size=5), min_size=1, max_size=4))
def test_what_is_found_is_impossible_and_without_any_member_it_is_not(cores: list[set[int]]) -> None:
    def impossible(items: list[int]) -> bool:
        return any(core <= set(items) for core in cores)

    found = narrowed(range(16), impossible)
    assert impossible(found)
    assert not any(impossible([other for other in found if other != item]) for item in found)
    assert found == sorted(found)


def test_few_among_many_take_few_questions() -> None:
    asked = 0

    def impossible(items: list[int]) -> bool:
        nonlocal asked
        asked += 1
        return {77, 501, 900} <= set(items)

    assert narrowed(range(1_000), impossible) == [77, 501, 900]
    assert asked < 80


def test_groups_keep_the_order_of_their_first_items() -> None:
    assert grouped([3, 1, 4, 6, 5], lambda number: number % 2) == [(3, 1, 5), (4, 6)]
