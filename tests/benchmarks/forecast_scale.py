"""Five hundred queues of two years in half hours, and one queue of the peers' for the ratio."""

import os
import resource
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np

from forecasting.calendar import DayNames, country_holidays
from forecasting.documents import OpeningHours
from forecasting.forecaster import Days, Forecaster
from forecasting.history import History
from forecasting.many import forecast_many
from forecasting.request import ForecastRequest
from tests.benchmarks.forecast_peers import ProphetByWallClock, TreesOnCalendar

QUEUES, QUICK_QUEUES = 500, 40
DAYS, MINUTES = 730, 30
FIRST = date(2024, 1, 1)
MOST_SECONDS, MOST_MEGABYTES = 60.0, 1500.0
HOLIDAYS = country_holidays("IE", None, FIRST, FIRST + timedelta(days=DAYS + 60))


def a_request(number: int) -> ForecastRequest:
    """A queue of 50 to 5,000 contacts a day, by its number; its counts are negative binomial."""
    rng = np.random.default_rng(number)
    intervals = 1440 // MINUTES
    hour = (np.arange(intervals) + 0.5) * 24 / intervals
    share = 0.05 + np.exp(-(((hour - 10.5) / 2.5) ** 2)) + 0.7 * np.exp(-(((hour - 15.5) / 3) ** 2))
    day = np.arange(DAYS)
    level = (50 * 100 ** rng.random()) * np.exp(
        0.15 * np.sin(2 * np.pi * (day + 365 * rng.random()) / 365.25)
    )
    level *= np.array([1.2, 1.1, 1.05, 1.0, 0.95, 0.6, 0.5])[day % 7] * rng.gamma(50, 1 / 50, DAYS)
    mean = level[:, None] * share / share.sum()
    counts = rng.poisson(mean * rng.gamma(20, 1 / 20, mean.shape)).astype(float).ravel()
    start = (FIRST - date(1970, 1, 1)).days * 1440
    nothing = np.zeros(counts.size)
    return ForecastRequest(
        queue=f"queue {number}",
        zone="UTC",
        interval_minutes=MINUTES,
        history=History(start + MINUTES * np.arange(counts.size), counts, nothing, nothing),
        absent_means="missing",
        opening=OpeningHours.always(),
        holidays=HOLIDAYS,
        first_date=FIRST + timedelta(days=DAYS),
        days=28,
        backtest_origins=0,
    )


def scale_rows(say: Callable[[str], None], *, quick: bool) -> list[dict]:
    """Wall seconds on two processes and the largest memory of any of them."""
    queues = QUICK_QUEUES if quick else QUEUES
    # Two processes that each use all cores would be slower than one.
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    before = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])
    started = time.perf_counter()

    def requests() -> Iterator[ForecastRequest]:
        for number in range(queues):
            yield a_request(number)

    done = sum(answer.forecast is not None for answer in forecast_many(requests(), workers=2))
    seconds = time.perf_counter() - started
    used = sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]) - before
    memory = (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        + 2 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    ) / 1024
    case = f"{queues} queues × {DAYS} days × {MINUTES} min, 2 processes"
    limit = MOST_SECONDS * queues / QUEUES
    say(
        f"\n{case}: {done} forecasts in {seconds:.1f} s, {used / 2:.1f} s of each processor, "
        f"{memory:.0f} MB in all processes together"
    )
    rows = [
        {"case": case, "figure": "wall time", "value": round(seconds, 1), "unit": "s",
         "goal": f"≤ {limit:.0f}", "holds": seconds <= limit and done == queues},
        {"case": case, "figure": "processor time ÷ 2", "value": round(used / 2, 1), "unit": "s",
         "goal": "", "holds": None},
        {"case": case, "figure": "peak memory", "value": round(memory), "unit": "MB",
         "goal": f"≤ {MOST_MEGABYTES:.0f}", "holds": memory <= MOST_MEGABYTES},
    ]  # fmt: skip
    for peer in [TreesOnCalendar()] if quick else [TreesOnCalendar(), ProphetByWallClock()]:
        ratio = _fit_seconds(peer) / (2 * seconds / queues)
        say(f"  one fit of {peer.name} takes {ratio:.1f} times a whole forecast of ours")
        rows.append(
            {"case": case, "figure": f"{peer.name} fit ÷ our forecast", "value": round(ratio, 1), "unit": "",
             "goal": "", "holds": None}
        )  # fmt: skip
    return rows


def _fit_seconds(peer: Forecaster) -> float:
    series, names = a_request(1).series(), DayNames.of(HOLIDAYS)
    days = Days(series.first_day + series.days, np.ones((28, series.intervals)), [""] * 28)
    started = time.perf_counter()
    peer.fit(series, names).predict(days)
    return time.perf_counter() - started
