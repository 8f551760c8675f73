"""Breaks that shifts owe and what nights cost: named cases from the laws that ask for them."""

import pytest

from solver.domain.roster import Activity, Segment
from solver.rules.breaks_in_shift import BreaksInShift
from solver.rules.night_pay import NightPay
from tests.solver.builders import a_segment, a_shift, an_agent, utc
from tests.solver.rules.reading import excess, from_to


def a_pause(clock: str, minutes: int, activity: Activity = Activity.BREAK) -> Segment:
    return a_segment(utc(f"2026-03-02 {clock}"), minutes, activity=activity)


@pytest.mark.parametrize(
    ("hours", "pause", "missing"), [(4.5, 0, 0), (4.75, 0, 15), (4.75, 15, 0), (5, 10, 5)]
)
def test_fifteen_minutes_are_due_after_four_and_a_half_hours_of_work(
    hours: float, pause: int, missing: int
) -> None:
    breaks = [a_pause("11:00", pause)] if pause else []
    shift = a_shift(hours=hours, breaks=breaks)
    assert excess(BreaksInShift(over_minutes=270, minutes=15), shift) == missing


def test_thirty_minutes_after_six_hours_may_be_two_breaks_of_fifteen() -> None:
    shift = a_shift(hours=8, breaks=[a_pause("11:00", 15), a_pause("14:00", 15)])
    assert excess(BreaksInShift(over_minutes=360, minutes=30), shift) == 0


def test_a_meal_is_one_pause_and_not_two_breaks() -> None:
    rule = BreaksInShift(over_minutes=300, minutes=30, piece_minutes=30)
    in_two = a_shift(hours=8, breaks=[a_pause("11:00", 15), a_pause("14:00", 15)])
    in_one = a_shift(hours=8, breaks=[a_pause("12:00", 30, Activity.MEAL)])
    assert excess(rule, in_two) == 30
    assert excess(rule, in_one) == 0


def test_training_is_no_break_and_a_break_no_meal() -> None:
    training = a_shift(hours=8, breaks=[a_pause("11:00", 60, Activity.TRAINING)])
    pause = a_shift(hours=8, breaks=[a_pause("11:00", 60)])
    assert excess(BreaksInShift(over_minutes=360, minutes=30), training) == 30
    meals = BreaksInShift(over_minutes=360, minutes=30, activities=frozenset({"meal"}))
    assert excess(meals, pause) == 30


@pytest.mark.parametrize(
    ("zone", "start", "end", "minutes"),
    [
        ("Asia/Manila", "2026-03-02 21:00", "2026-03-03 07:00", 480),
        ("Asia/Kolkata", "2026-03-02 14:00", "2026-03-02 22:30", 30),
        ("Europe/Dublin", "2026-03-28 22:00", "2026-03-29 06:00", 420),
        ("Europe/Dublin", "2026-10-24 22:00", "2026-10-25 06:00", 540),
    ],
)
def test_the_minutes_from_ten_to_six_on_the_own_clock_earn_a_tenth_more(
    zone: str, start: str, end: str, minutes: int
) -> None:
    shift = from_to(start, end, zone)
    assert excess(NightPay(percent=10), shift, agent=an_agent(zone=zone)) == 10 * minutes
