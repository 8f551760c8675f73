from datetime import UTC, datetime

import numpy as np
import pytest

from forecasting.errors import BadFieldError, BadRowError
from forecasting.history import History

STARTS = [datetime(2026, 1, 1, hour, tzinfo=UTC) for hour in range(3)]


@pytest.mark.parametrize("count", [float("nan"), float("inf"), -1.0, 2e9])
def test_a_count_that_cannot_be_names_its_row(count):
    with pytest.raises(BadRowError, match="history row 1, volume: expected a figure from 0 to 1e\\+09"):
        History.of(STARTS, [1, count, 3])


def test_handle_seconds_may_not_be_negative():
    with pytest.raises(BadRowError, match="row 2, handle_seconds"):
        History.of(STARTS, [1, 2, 3], [1, 2, 3], [60, 60, -5])


def test_a_naive_start_names_its_row():
    naive = datetime.fromisoformat("2026-01-01T01:00:00")
    with pytest.raises(BadRowError, match="row 1, start: expected a time with an offset"):
        History.of([STARTS[0], naive], [1, 2])


def test_columns_have_one_length():
    with pytest.raises(BadFieldError, match="volume: expected one figure a row"):
        History.of(STARTS, [1, 2])


def test_starts_are_whole_minutes():
    nothing = np.zeros(1)
    with pytest.raises(BadFieldError, match="start_minutes: expected whole epoch minutes"):
        History(nothing, nothing, nothing, nothing)


def test_a_start_in_milliseconds_is_refused():
    nothing = np.zeros(1)
    with pytest.raises(BadRowError, match="epoch minutes between 1970 and 2260"):
        History(np.array([1_767_225_600_000]), nothing, nothing, nothing)


def test_aware_starts_of_any_offset_become_utc_minutes():
    history = History.of([datetime.fromisoformat("2026-01-01T05:30:00+05:30")], [1])
    assert history.start_minutes[0] == datetime(2026, 1, 1, tzinfo=UTC).timestamp() // 60
