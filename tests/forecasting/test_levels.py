import numpy as np
import pytest

from forecasting.levels import day_levels, weekday_expectation
from tests.forecasting.builders import a_table, two_humps

SHARES = np.tile(two_humps(24), (7, 1))


def test_a_half_seen_day_is_raised_to_a_whole_one():
    series = a_table(np.tile(100 * two_humps(24), (7, 1)))
    cells = np.zeros(series.counts.shape, bool)
    cells[2, 12:] = True
    assert day_levels(series.without(cells), SHARES) == pytest.approx(np.full(7, 100.0))


def test_a_day_hardly_seen_has_no_level():
    series = a_table(np.tile(100 * two_humps(24), (7, 1)))
    cells = np.zeros(series.counts.shape, bool)
    cells[2, 9:] = True
    assert np.flatnonzero(np.isnan(day_levels(series.without(cells), SHARES))).tolist() == [2]


def test_a_day_is_expected_to_be_like_its_weekday_nearby():
    values = np.arange(70.0)
    expected = weekday_expectation(values, np.ones(70, bool), np.arange(70) % 7)
    assert expected[35] == 35
    assert expected[0] == np.mean([7, 14, 21, 28])


def test_a_weekday_never_seen_is_expected_to_be_like_all():
    usable = np.arange(28) % 7 != 6
    expected = weekday_expectation(np.full(28, 3.0), usable, np.arange(28) % 7)
    assert np.array_equal(expected, np.full(28, 3.0))
