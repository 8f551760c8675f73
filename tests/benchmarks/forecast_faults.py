"""What faults in a history cost: the same real series, a fault put into its last weeks, cleaned or not."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from forecasting.losses import wape
from forecasting.request import ForecastRequest, QueueHistory
from forecasting.rolling import Cleaning
from forecasting.series import Series
from forecasting.volume import forecast_volume
from forecasting.wall_clock import day_date, minute_of

DAYS = 28
ORIGINS = 4
CLOCK_CHANGES = {
    "fire911": ("2019-03-10", "2019-11-03"),
    "emergency": ("2016-03-13", "2016-11-06"),
    "pedestrians": ("2016-04-03", "2016-10-02"),
}


def _origins(series: Series, number: int) -> list[int]:
    newest = series.first_day + series.days - DAYS
    return np.linspace(series.first_day + 3 * series.days // 5, newest, number).astype(int).tolist()


def _error(queue: QueueHistory, day: int, volume: np.ndarray, cleaning: Cleaning, factor=1.0):
    """WAPE of the forecast from local day ``day`` on, made from changed counts against the true ones."""
    known = queue.history.start_minutes < (day + 2) * 1440
    request = ForecastRequest(
        **{name: getattr(queue, name) for name in ("queue", "zone", "interval_minutes", "absent_means",
                                                   "opening", "holidays")},
        history=replace(
            queue.history, **{
                name: (volume if name == "volume" else getattr(queue.history, name))[known]
                for name in ("start_minutes", "volume", "handled", "handle_seconds")
            }
        ),
        cleaning=cleaning,
        first_date=day_date(day),
        days=DAYS,
        backtest_origins=0,
    )  # fmt: skip
    found = forecast_volume(request)
    at = {minute_of(start): value for start, value in zip(found.starts, found.volume, strict=True)}
    rows = [(at[minute], count) for minute, count in _rows(queue) if minute in at]
    mean, actual = (np.array(column) for column in zip(*rows, strict=True))
    return wape(actual * factor, mean) if rows else None


def _rows(queue: QueueHistory) -> Iterator[tuple[int, float]]:
    return zip(queue.history.start_minutes.tolist(), queue.history.volume.tolist(), strict=True)


def fault_rows(queues: dict, say: Callable[[str], None], *, quick: bool) -> list[dict]:
    """Outliers and a level break, as they are and cleaned; weeks in which the clock changes."""
    rows = []
    chosen = {key: queue for key, queue in queues.items() if key[0] in ("fire911", "emergency", "bank")}
    chosen |= dict([(k, q) for k, q in queues.items() if k[0] == "pedestrians"][1:3])
    ways = {"as it is": Cleaning(outliers=False, level_breaks=False), "cleaned": Cleaning()}
    ratios: dict[tuple[str, str], list[float]] = {}
    for queue in chosen.values():
        series = queue.series()
        local = queue.history.start_minutes // 1440
        for day in _origins(series, 2 if quick else ORIGINS):
            plain = _error(queue, day, queue.history.volume, ways["cleaned"])
            spike = np.where((local == day - 9) | (local == day - 8), 3.0, 1.0)
            step = np.where(local >= day - 21, 0.5, 1.0)
            for fault, factors, scale in (
                ("two days × 3", spike, 1.0),
                ("level × 0.5 for 21 days", step, 0.5),
            ):
                for way, cleaning in ways.items():
                    error = _error(queue, day, queue.history.volume * factors, cleaning, scale)
                    if error and plain:
                        ratios.setdefault((fault, way), []).append(error / plain)
    say("\nFaults put into the history, WAPE ÷ WAPE of the history without them (geometric mean, worst)")
    for (fault, way), found in ratios.items():
        mean = float(np.exp(np.mean(np.log(found))))
        say(f"  {fault:<28}{way:<12}{mean:>7.3f}{max(found):>7.3f}")
        limit = {"two days × 3": 1.05, "level × 0.5 for 21 days": 1.35}[fault]
        rows.append(
            {"case": f"{fault}, {way}", "figure": "WAPE ÷ without the fault", "value": round(mean, 3),
             "unit": "", "goal": f"≤ {limit}" if way == "cleaned" else "",
             "holds": mean <= limit if way == "cleaned" else None}
        )  # fmt: skip
    return rows + _clock_rows(queues, say)


def _clock_rows(queues: dict, say: Callable[[str], None]) -> list[dict]:
    """The week after a clock change against the week before it: the peak must not have moved."""
    rows = []
    for (name, queue_name), queue in queues.items():
        series = queue.series()
        for text in CLOCK_CHANGES.get(name, ()):
            change = (date.fromisoformat(text) - date(1970, 1, 1)).days
            newest = series.first_day + series.days - DAYS
            around = [
                _error(queue, day, queue.history.volume, Cleaning())
                for day in (change - 35, change - 6)
                if series.first_day + 90 < day < newest
            ]
            if len(around) == 2 and all(around):
                ratio = around[1] / around[0]
                say(f"  clock change {text}, {queue_name:<34} WAPE across it ÷ before it {ratio:.3f}")
                rows.append(
                    {"case": f"clock change {text}, {queue_name}", "figure": "WAPE across ÷ before",
                     "value": round(ratio, 3), "unit": "", "goal": "≤ 1.5", "holds": ratio <= 1.5}
                )  # fmt: skip
    return rows
