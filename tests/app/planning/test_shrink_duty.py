"""Shrinkage taken out of time on duty: as much as is owed, by turns, and nothing but what was there."""

from datetime import UTC, datetime, timedelta

import pytest

from app.planning.shrink_duty import AWAY_AT_ONCE, Stretches, joined, shrink_duty

START = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
VOICE = frozenset({"voice"})


def minutes(stretches: Stretches) -> float:
    return sum((until - since).total_seconds() / 60 for since, until in stretches)


def shrunk(people: int, share: float, days: int = 7) -> dict[str, Stretches]:
    duty = {f"agent {number}": ((START, START + days * DAY),) for number in range(people)}
    groups = dict.fromkeys(duty, VOICE)
    return shrink_duty(duty, groups, {VOICE: share}, START, START + days * DAY)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.3, 0.5, 0.85])
def test_in_every_block_no_more_than_half_an_agent_is_away_beyond_what_is_owed(share: float) -> None:
    kept = shrunk(7, share)
    for block in range(7 * 12):
        since = START + block * AWAY_AT_ONCE
        there = sum(1 for stretches in kept.values() for first, last in stretches if first <= since < last)
        assert abs(7 * (1 - share) - there) <= 1


def test_over_the_week_the_shrinkage_is_lost_and_everybody_takes_turns() -> None:
    kept = {name: minutes(stretches) / (7 * 1440) for name, stretches in shrunk(5, 0.3).items()}
    assert sum(kept.values()) / 5 == pytest.approx(0.7, abs=0.005)
    assert min(kept.values()) > 0.55
    assert max(kept.values()) < 0.85


def test_without_shrinkage_all_time_is_kept_in_one_piece() -> None:
    assert shrunk(2, 0.0) == {f"agent {number}": ((START, START + 7 * DAY),) for number in range(2)}


def test_each_group_pays_its_own_shrinkage() -> None:
    chat = frozenset({"chat"})
    duty = {"Ada": ((START, START + DAY),), "Ben": ((START, START + DAY),)}
    kept = shrink_duty(duty, {"Ada": VOICE, "Ben": chat}, {VOICE: 0.5, chat: 0.0}, START, START + DAY)
    assert minutes(kept["Ada"]) == 720
    assert minutes(kept["Ben"]) == 1440


def test_breaks_stay_breaks_and_nobody_gains_time() -> None:
    duty = ((START + HOUR, START + 4 * HOUR), (START + 5 * HOUR, START + 9 * HOUR))
    kept = shrink_duty({"Ada": duty}, {"Ada": VOICE}, {VOICE: 0.3}, START, START + DAY)["Ada"]
    assert kept
    assert all(any(since <= first and last <= until for since, until in duty) for first, last in kept)


def test_stretches_that_touch_or_overlap_become_one() -> None:
    pieces = [(START + HOUR, START + 2 * HOUR), (START, START + HOUR), (START + HOUR, START + 3 * HOUR)]
    assert joined(pieces) == ((START, START + 3 * HOUR),)
