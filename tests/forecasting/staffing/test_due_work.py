"""Deferred work in parts: all of it, in order, within windows, and the requirement is one way to do it."""

from datetime import timedelta

import numpy as np
import pytest

from forecasting.staffing.corrected import corrected_requirement
from forecasting.staffing.due_work import due_parts
from forecasting.staffing.requirement import Requirement
from forecasting.staffing.staff import staff_requirements
from tests.forecasting.staffing.builders import MONDAY, a_request, an_email_request


def email(days: int = 3, **changes: object) -> Requirement:
    """Open from 8 to 18, most of the mail in the morning, 24 h a day."""
    hours = np.arange(days * 24) % 24
    volume = 20.0 * np.exp(-(((hours - 10) / 3.0) ** 2)) + 1.0
    fields = {
        "interval_minutes": 60,
        "starts": tuple(MONDAY + timedelta(hours=row) for row in range(days * 24)),
        "open": tuple(((hours >= 8) & (hours < 18)).astype(float).tolist()),
        "volume": tuple(volume.tolist()),
        "handle_seconds": 400.0,
    }
    return staff_requirements(an_email_request(days * 24, 4.0, **(fields | changes)))


def whole(requirement: Requirement) -> tuple[object, object]:
    return requirement.starts[0], requirement.starts[-1] + timedelta(hours=1)


def test_the_parts_are_the_agents_of_the_requirement_in_all_and_each_has_time() -> None:
    requirement = email()
    parts = due_parts(requirement, *whole(requirement))
    assert sum(part.agent_seconds for part in parts) == pytest.approx(
        requirement.agent_hours * 3600, rel=1e-3
    )
    assert all(part.due > part.released for part in parts)
    assert [part.released for part in parts] == sorted(part.released for part in parts)
    assert [part.due for part in parts] == sorted(part.due for part in parts)


def test_the_requirement_interval_by_interval_is_one_of_the_ways_to_be_in_time() -> None:
    requirement = email()
    parts = due_parts(requirement, *whole(requirement))
    worked = np.cumsum(np.array(requirement.agents) * 3600)
    for row, start in enumerate(requirement.starts):
        end = start + timedelta(hours=1)
        due = sum(part.agent_seconds for part in parts if part.due <= end)
        there = sum(part.agent_seconds for part in parts if part.released <= start)
        assert due - 1 <= worked[row] <= there + 1


def test_of_a_later_slice_only_its_own_work_is_asked() -> None:
    requirement = email()
    day = timedelta(days=1)
    start = requirement.starts[0] + day
    parts = due_parts(requirement, start, start + day)
    hours = sum(requirement.agents[24:48])
    assert sum(part.agent_seconds for part in parts) == pytest.approx(hours * 3600, rel=1e-3)
    assert min(part.released for part in parts) >= start
    assert max(part.due for part in parts) <= start + day


def test_shrinkage_and_corrections_ask_for_more_of_the_same_and_minimum_staffing_for_none() -> None:
    plain = email()
    total = sum(part.agent_seconds for part in due_parts(plain, *whole(plain)))
    shrunk = email(shrinkage=({"name": "away", "share": 0.2},))
    assert sum(part.agent_seconds for part in due_parts(shrunk, *whole(shrunk))) == pytest.approx(total / 0.8)
    more = corrected_requirement(plain, [agents * 1.1 for agents in plain.agents], "round 0")
    assert sum(part.agent_seconds for part in due_parts(more, *whole(more))) == pytest.approx(total * 1.1)
    manned = email(minimum_staffing=9.0)
    assert sum(part.agent_seconds for part in due_parts(manned, *whole(manned))) == pytest.approx(total)


def test_live_work_and_an_empty_desk_have_no_parts() -> None:
    live = staff_requirements(a_request())
    assert due_parts(live, live.starts[0], live.starts[-1]) == ()
    idle = email(volume=(0.0,) * 72)
    assert due_parts(idle, *whole(idle)) == ()
