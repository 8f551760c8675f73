from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import numpy as np
import pytest

from app.example.traffic import QUEUES_BY_NAME, expected_handle_seconds, expected_volume, starts_of

ROUND_THE_CLOCK = QUEUES_BY_NAME["Voice English"]
GERMAN = QUEUES_BY_NAME["Chat German"]
SPANISH = QUEUES_BY_NAME["Voice Spanish"]


def day_volume(queue: str, day: date, **options: bool) -> float:
    return float(expected_volume(queue, starts_of(QUEUES_BY_NAME[queue], day), **options).sum())


@pytest.mark.parametrize(
    ("day", "intervals"),
    [(date(2026, 10, 25), 100), (date(2026, 3, 29), 92), (date(2026, 10, 24), 96)],
)
def test_a_local_day_has_as_many_intervals_as_it_has_quarters_of_an_hour(day, intervals):
    starts = starts_of(ROUND_THE_CLOCK, day)
    assert len(starts) == intervals
    assert {b - a for a, b in pairwise(starts)} == {timedelta(minutes=15)}


def test_a_queue_is_open_by_its_own_clock():
    winter, summer = starts_of(SPANISH, date(2026, 3, 6)), starts_of(SPANISH, date(2026, 3, 9))
    assert (winter[0].hour, summer[0].hour) == (15, 14)
    assert len(winter) == len(summer) == 36


def test_a_queue_has_no_intervals_on_a_day_it_stays_closed():
    assert starts_of(GERMAN, date(2026, 10, 25)) == ()
    assert expected_volume("Chat German", ()).shape == (0,)


def test_monday_is_busiest_and_sunday_quietest():
    monday = date(2026, 1, 26)
    week = [day_volume("Voice English", monday + timedelta(days=n)) for n in range(7)]
    assert week[0] == max(week)
    assert week[6] == min(week) < 0.6 * week[0]


def test_the_day_of_a_regions_chats_has_two_humps():
    starts = starts_of(GERMAN, date(2026, 1, 27))
    by_hour = expected_volume("Chat German", starts).reshape(-1, 4).sum(axis=1)
    morning, noon, afternoon = by_hour[:4].max(), by_hour[4:6].min(), by_hour[6:].max()
    assert noon < 0.9 * min(morning, afternoon)


def test_a_regions_holiday_empties_its_queue_and_leaves_the_others():
    ordinary, holiday = date(2026, 5, 11), date(2026, 5, 4)
    assert day_volume("Chat German", holiday) < 0.5 * day_volume("Chat German", ordinary)
    assert day_volume("Voice Spanish", holiday) == pytest.approx(
        day_volume("Voice Spanish", ordinary), rel=0.02
    )


def test_the_day_after_a_holiday_catches_up():
    after, ordinary = date(2026, 5, 5), date(2026, 5, 12)
    assert day_volume("Chat German", after) > 1.1 * day_volume("Chat German", ordinary)


def test_volumes_grow_and_email_shrinks_over_a_year():
    before, after = date(2024, 10, 15), date(2025, 10, 14)
    assert day_volume("Voice English", after) > 1.03 * day_volume("Voice English", before)
    assert day_volume("Email English", after) < 0.98 * day_volume("Email English", before)


def test_an_incident_multiplies_its_day_unless_left_out():
    day = date(2025, 2, 11)
    calm = day_volume("Voice English", day, incidents=False)
    assert day_volume("Voice English", day) == pytest.approx(1.9 * calm)


def test_handle_times_drift_slowly():
    first, last = (expected_handle_seconds("Voice English", date(year, 1, 1)) for year in (2025, 2026))
    assert last == pytest.approx(0.98 * first, rel=1e-3)
    assert last == pytest.approx(330)


def test_expected_volume_is_the_same_whichever_intervals_are_asked_together():
    starts = starts_of(ROUND_THE_CLOCK, date(2026, 10, 25))
    apart = [expected_volume("Voice English", (start,))[0] for start in starts[:12]]
    assert np.array_equal(expected_volume("Voice English", starts)[:12], apart)


def test_an_unknown_queue_is_named():
    with pytest.raises(KeyError, match="Voice Klingon"):
        expected_volume("Voice Klingon", (datetime.combine(date(2026, 1, 1), time(), UTC),))
