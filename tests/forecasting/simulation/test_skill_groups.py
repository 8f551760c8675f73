"""People per skill group: accepted by simulation, near the bound, refused where it cannot be."""

import pytest

from forecasting.simulation.skill_groups import GroupsCannotServeError, SkillGroup, staff_skill_groups
from forecasting.staffing.pooling import PooledQueue

A, B, AB = frozenset("a"), frozenset("b"), frozenset("ab")
QUEUES = tuple(PooledQueue(name, 10 / 240, 240.0, 180.0, 0.8, 20.0) for name in "ab")


def test_a_few_flexible_people_nearly_reach_the_pooled_bound() -> None:
    groups = (SkillGroup(A), SkillGroup(B), SkillGroup(AB, most=5, cost=1.05))
    found = staff_skill_groups(QUEUES, groups, handle_time_cv=0.66)
    assert found.accepted
    assert found.bound == 23
    assert 23 <= sum(found.agents) <= 25
    assert found.agents[2] <= 5
    assert all((level.value or 0) >= 0.8 for level in found.service_levels.values())


def test_separate_groups_need_what_separate_queues_need() -> None:
    found = staff_skill_groups(QUEUES, (SkillGroup(A), SkillGroup(B)))
    assert found.agents == (13, 13)


def test_groups_that_are_too_small_are_told() -> None:
    with pytest.raises(GroupsCannotServeError, match="goals"):
        staff_skill_groups(QUEUES, (SkillGroup(A, most=5), SkillGroup(B)))
    with pytest.raises(GroupsCannotServeError, match="goals"):
        staff_skill_groups(QUEUES, (SkillGroup(A),))
