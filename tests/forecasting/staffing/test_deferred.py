"""Deferred work: the level profile against its definition, its bounds, the buffer and the steady state."""

import numpy as np
import pytest
from scipy import optimize

from forecasting.staffing.deferred import Backlog, DeferredWork, NeverOpenError, deferred_work

QUARTER = 900.0


def work_of(
    volume: list[float], is_open: list[bool] | None = None, window: int = 4, **changes: object
) -> DeferredWork:
    fields = {
        "volume": np.array(volume, dtype=float),
        "handle_seconds": np.full(len(volume), QUARTER),
        "is_open": np.ones(len(volume), dtype=bool) if is_open is None else np.array(is_open),
        "interval_seconds": QUARTER,
        "window_seconds": window * QUARTER,
        "share": 0.95,
        "handle_cv": 1.0,
        "backlog": (),
    }
    return deferred_work(**(fields | changes))  # type: ignore[arg-type]


def critical_windows(volume: np.ndarray, window: int) -> np.ndarray:
    """Yao, Demers and Shenker by their own words: staff the densest window, remove it, repeat."""
    length = volume.size
    jobs = [(r + 1, r + 1 + window, w) for r, w in enumerate(volume) if w > 0 and r + 1 + window <= length]
    free, level = np.ones(length, dtype=bool), np.zeros(length)
    while jobs:
        best, start, end = 0.0, 0, 0
        for begin in {job[0] for job in jobs}:
            for stop in {job[1] for job in jobs}:
                inside = sum(work for r, d, work in jobs if r >= begin and d <= stop)
                if inside and inside / free[begin:stop].sum() > best + 1e-12:
                    best, start, end = inside / free[begin:stop].sum(), begin, stop
        level[start:end][free[start:end]] = best
        jobs = [job for job in jobs if not (job[0] >= start and job[1] <= end)]
        jobs = [
            (end if start <= r < end else r, start if start < d <= end else d, work) for r, d, work in jobs
        ]
        free[start:end] = False
    return level


def test_the_level_is_that_of_removing_densest_windows() -> None:
    random = np.random.default_rng(2)
    for _ in range(40):
        length = int(random.integers(4, 14))
        window = int(random.integers(1, length))
        volume = random.poisson(random.uniform(0.3, 4), length).astype(float)
        level = work_of(volume.tolist(), window=window).level
        assert level == pytest.approx(critical_windows(volume, window), abs=1e-9)


def test_no_capacity_with_a_lower_peak_is_on_time() -> None:
    volume = [0.0, 9.0, 1.0, 0.0, 6.0, 6.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0]
    work = work_of(volume, window=3)
    count = len(volume)
    running = np.tril(np.ones((count, count))) * QUARTER
    column = np.ones((count, 1))
    least = optimize.linprog(
        c=np.append(np.zeros(count), 1.0),
        A_ub=np.vstack(
            [
                np.hstack([running, 0 * column]),
                np.hstack([-running, 0 * column]),
                np.hstack([np.eye(count), -column]),
            ]
        ),
        b_ub=np.concatenate([work.arrived, -work.due, np.zeros(count)]),
    )
    assert work.level.max() == pytest.approx(least.fun, abs=1e-7)


@pytest.mark.parametrize("backlog", [None, (), (Backlog(5, 0.0, 1800.0), Backlog(8, 1800.0, QUARTER))])
def test_the_level_stays_between_due_and_arrived_work(backlog: tuple[Backlog, ...] | None) -> None:
    random = np.random.default_rng(4)
    is_open = [(8 <= hour < 18) for hour in np.arange(0, 48, 0.5) % 24]
    volume = random.poisson(3, len(is_open)).astype(float).tolist()
    work = work_of(volume, is_open, window=6, backlog=backlog)
    done = np.cumsum(work.level * QUARTER)
    assert (done <= work.arrived + 1e-6).all()
    assert (done >= work.due - 1e-6).all()
    assert (work.level[~np.array(is_open)] == 0.0).all()
    assert (work.buffer[~np.array(is_open)] == 0.0).all()


def test_without_a_known_backlog_the_period_does_exactly_the_work_that_comes() -> None:
    is_open = ([False] * 8 + [True] * 12 + [False] * 4) * 3
    volume = [1.0, 0.0, 2.0, 5.0, 3.0, 1.0] * 12
    for window in (1, 4, 12, 20, 50):
        work = work_of(volume, is_open, window=window, backlog=None)
        assert work.level.sum() == pytest.approx(sum(volume), rel=1e-6)


def test_a_period_opening_empty_leaves_what_is_due_later() -> None:
    work = work_of([4.0] * 8, window=4)
    # Released after intervals 0 … 7, due four later: only the first four are due within eight.
    assert work.level.sum() == pytest.approx(16.0)
    assert work.due[-1] == pytest.approx(16.0 * QUARTER)


def test_mail_of_the_night_waits_for_the_opening() -> None:
    work = work_of([6.0, 6.0, 0.0, 0.0, 0.0, 0.0], [False, False, True, True, True, True], window=3)
    assert work.level.tolist() == pytest.approx([0.0, 0.0, 4.0, 4.0, 4.0, 0.0])


def test_overdue_backlog_is_due_in_the_first_open_interval() -> None:
    work = work_of([0.0] * 4, backlog=(Backlog(3, 0.0, QUARTER), Backlog(6, 4 * QUARTER, QUARTER)))
    assert work.level.tolist() == pytest.approx([3.0, 2.0, 2.0, 2.0])


def test_the_buffer_is_the_quantile_of_the_work_of_one_window() -> None:
    work = work_of([2.0] * 96, window=8, share=0.975, handle_cv=0.5, backlog=None)
    window_seconds = 8 * QUARTER
    expected = 1.959964 * np.sqrt(16 * QUARTER**2 * 1.25) / window_seconds
    assert work.buffer == pytest.approx(np.full(96, expected), rel=1e-6)


def test_a_week_of_quarters_takes_well_under_half_a_second_of_work() -> None:
    random = np.random.default_rng(1)
    work = work_of(random.poisson(5, 672).astype(float).tolist(), window=16, backlog=None)
    assert work.level.size == 672
    assert np.isfinite(work.level).all()


def test_never_open_and_a_promise_shorter_than_an_interval_are_refused() -> None:
    with pytest.raises(NeverOpenError, match="open interval"):
        work_of([1.0, 2.0], [False, False])
    with pytest.raises(ValueError, match="within_open_seconds"):
        work_of([1.0, 2.0], window_seconds=600.0)


def test_no_work_needs_nobody() -> None:
    work = work_of([0.0] * 6, backlog=None)
    assert work.level.tolist() == [0.0] * 6
    assert work.buffer.tolist() == [0.0] * 6
