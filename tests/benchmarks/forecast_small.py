"""Small queues: real series thinned to few contacts a day, forecast alone and beside similar queues."""

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np

from forecasting.history import History
from forecasting.request import ForecastRequest, QueueHistory
from forecasting.volume import forecast_volume
from forecasting.wall_clock import day_date, minute_of

PER_DAY = (3, 10, 30, 100)
ENDS = (28, 112, 196)
AHEAD = 28
MOST_ALIKE, MOST_UNLIKE = 1.0, 1.1


def small_rows(queues: dict[tuple[str, str], QueueHistory], say: Callable[[str], None]) -> list[dict]:
    """Error against the thinned truth, leaning ÷ alone: beside the rest of itself, and beside a stranger."""
    rows = []
    say("\nThinned to few contacts a day: error against p × the whole series, leaning on others ÷ alone")
    names = list(queues)
    for kind, goal, other in (
        ("the rest of itself", MOST_ALIKE, lambda key: key),
        ("a stranger of its place", MOST_UNLIKE, lambda key: _stranger(key, names)),
    ):
        for per_day in PER_DAY:
            ratios = {key[1]: _ratio(queues[key], per_day, queues[other(key)]) for key in names if other(key)}
            found = {name: ratio for name, ratio in ratios.items() if ratio is not None}
            mean = float(np.exp(np.mean(np.log(list(found.values())))))
            worst = max(found, key=lambda name: found[name])
            case = f"{per_day} contacts a day beside {kind}"
            say(f"  {case:<55}" + " ".join(f"{ratio:.3f}" for ratio in found.values()))
            rows.append(
                {"case": f"{case}, {len(found)} queues", "figure": "error ÷ alone", "value": round(mean, 3),
                 "unit": "", "goal": f"≤ {goal}", "holds": mean <= goal}
            )  # fmt: skip
            rows.append(
                {"case": f"{case}, worst ({worst})", "figure": "error ÷ alone", "value":
                 round(found[worst], 3), "unit": "", "goal": "", "holds": None}
            )  # fmt: skip
    return rows


def _stranger(key: tuple[str, str], names: list[tuple[str, str]]) -> tuple[str, str] | None:
    """The next queue of the same set: same days, another business."""
    beside = [one for one in names if one[0] == key[0]]
    return beside[(beside.index(key) + 1) % len(beside)] if len(beside) > 1 else None


def _ratio(queue: QueueHistory, per_day: float, beside: QueueHistory) -> float | None:
    history = queue.history
    days = np.unique(history.start_minutes // 1440).size
    share = per_day * days / float(history.volume.sum())
    if share > 0.5:
        return None
    whole = np.rint(history.volume).astype(np.int64)
    thin = np.random.default_rng(int(per_day)).binomial(whole, share)
    rest = beside.history if beside is not queue else _with(history, whole - thin)
    errors = [0.0, 0.0]
    for end in ENDS:
        first = int(history.start_minutes.max()) // 1440 - end
        for number, similar in enumerate((rest, None)):
            errors[number] += _error(queue, _with(history, thin), share, first, similar)
    return errors[0] / errors[1]


def _error(queue: QueueHistory, own: History, share: float, first_day: int, similar: History | None) -> float:
    known = {field.name: getattr(queue, field.name) for field in fields(QueueHistory)} | {"history": own}
    made = forecast_volume(
        ForecastRequest(
            **known, first_date=day_date(first_day), days=AHEAD, backtest_origins=0, similar=similar
        )
    )
    truth = dict(
        zip(queue.history.start_minutes.tolist(), (share * queue.history.volume).tolist(), strict=True)
    )
    pairs = [
        (truth.get(minute_of(start)), mean) for start, mean in zip(made.starts, made.volume, strict=True)
    ]
    return float(sum(abs(mean - actual) for actual, mean in pairs if actual is not None))


def _with(history: History, volume: np.ndarray) -> History:
    nothing = np.zeros(volume.size)
    return replace(history, volume=volume.astype(np.float64), handled=nothing, handle_seconds=nothing)
