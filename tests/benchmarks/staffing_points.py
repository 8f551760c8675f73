"""Reference points of a JSON file against the library: ``python -m tests.benchmarks.staffing_points FILE``.

The file has lists by name: erlang_b (n, a, B), erlang_c and erlang_a (lam, mu, n, T, theta and figures),
staffing_min_n, time_varying (lam_per_min, n, true_sl by interval), chat_concurrency and blending_threshold.
Numbers may be decimal strings; unknown lists are left alone.
"""

import json
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from forecasting.staffing.blending import BlendedTeam, blend
from forecasting.staffing.chat import chat_waiting
from forecasting.staffing.erlang import erlang_b, queue_figures
from forecasting.staffing.least_agents import GoalKind, LiveGoal, least_agents
from forecasting.staffing.live_team import LiveLoad
from forecasting.staffing.service_level import ServiceLevelDefinition
from forecasting.staffing.time_varying import ChangingQueue, evaluate
from tests.benchmarks.staffing_rows import Row, at_most, show

Point = dict[str, Any]
EXACT = 1e-9

LIMITS = {5.0: (0.5, 1.5), 15.0: (0.5, 1.5), 45.0: (1.0, 3.0)}
"""Percentage points of mean and largest error by handle time in minutes, the next larger one counting."""


def number(value: Any) -> float:
    return float(Fraction(value)) if isinstance(value, str) else float(value)


def check_points(data: dict[str, Any]) -> Iterator[Row]:
    """A row per list of the file, its worst point being the figure."""
    checks: dict[str, Callable[[list[Point]], Iterator[Row]]] = {
        "erlang_b": _erlang_b,
        "erlang_c": _erlang_c,
        "erlang_a": _erlang_a,
        "staffing_min_n": _least,
        "time_varying": _time_varying,
        "chat_concurrency": _chat,
        "blending_threshold": _blending,
    }
    for name, check in checks.items():
        if data.get(name):
            yield from check(data[name])


def _worst(pairs: list[tuple[float, float]]) -> float:
    found = [abs(mine - known) for mine, known in pairs]
    return float("inf") if np.isnan(found).any() else max(found)


def _erlang_b(points: list[Point]) -> Iterator[Row]:
    pairs = [(float(erlang_b(number(p["n"]), number(p["a"]))[0]), number(p["B"])) for p in points]
    yield at_most(f"Erlang B, {len(points)} points: largest error", _worst(pairs), EXACT, "absolute")


def _figures(point: Point) -> dict[str, float]:
    rate, service = number(point["lam"]), number(point["mu"])
    theta = number(point.get("theta") or 0)
    patience = 1 / theta if theta else np.inf
    seen = queue_figures(number(point["n"]), rate, 1 / service, patience, number(point["T"]))
    level = {
        definition.value: float(seen.service_level(definition)[0]) for definition in ServiceLevelDefinition
    }
    return {
        "p_wait": float(seen.wait_probability[0]),
        "p_ab": float(seen.waiting.abandon_probability[0]),
        "ew": float(seen.mean_wait[0]),
        "asa": float(seen.asa[0]),
        "occ": float(seen.occupancy[0]),
        "sl": level["offered"],
        "sl_offered": level["offered"],
        "sl_answered": level["answered"],
        "sl_virtual": level["virtual"],
        "sl_excl_short_ab": level["excluding_short_abandons"],
        "ab_within_T": float(seen.abandon_in_time[0]),
        "p_w_gt_T": float(seen.wait_exceeds[0]),
    }


PROBABILITIES = {
    *("p_wait", "p_ab", "occ", "sl", "sl_offered", "sl_answered", "sl_virtual", "sl_excl_short_ab"),
    *("ab_within_T", "p_w_gt_T"),
}


def _queue(name: str, points: list[Point]) -> Iterator[Row]:
    shares: list[tuple[float, float]] = []
    times: list[tuple[float, float]] = []
    for point in points:
        for key, mine in _figures(point).items():
            if point.get(key) is not None:
                known = number(point[key])
                if key in PROBABILITIES:
                    shares.append((mine, known))
                elif known > 0:
                    times.append((mine / known, 1.0))
    yield at_most(
        f"{name}, {len(points)} points: largest error of a share", _worst(shares), EXACT, "absolute"
    )
    if times:
        yield at_most(
            f"{name}, {len(points)} points: largest error of a time", _worst(times), EXACT, "relative"
        )


def _erlang_c(points: list[Point]) -> Iterator[Row]:
    yield from _queue("Erlang C", points)


def _erlang_a(points: list[Point]) -> Iterator[Row]:
    yield from _queue("Erlang A", points)


def _least(points: list[Point]) -> Iterator[Row]:
    wrong = 0
    for point in points:
        patience = point.get("patience_min")
        load = LiveLoad(
            np.array([number(point["lam_per_min"]) / 60]),
            np.array([number(point["aht_min"]) * 60]),
            np.array([np.inf if patience is None else number(patience) * 60]),
        )
        goal = LiveGoal(GoalKind.SERVICE_LEVEL, number(point["target"]), number(point["T_min"]) * 60)
        wrong += int(least_agents(load, (goal,), real=False).whole[0]) != point["n"]
    yield at_most(f"least agents, {len(points)} points: wrong", float(wrong), 0.0, "points")


def _time_varying(points: list[Point]) -> Iterator[Row]:
    errors: dict[float, list[float]] = {}
    for point in points:
        rate = np.array(point["lam_per_min"]) / 60
        handle = number(point["aht_min"]) * 60
        queue = ChangingQueue(
            rate,
            np.full_like(rate, handle),
            np.full_like(rate, 1800.0),
            np.arange(rate.size) == 0,
            number(point["patience_min"]) * 60,
        )
        seen = evaluate(queue, np.array(point["n"], float), number(point["T_min"]) * 60)
        own = errors.setdefault(number(point["aht_min"]), [])
        own += [
            100 * abs(each.served_in_time - known)
            for each, known, busy in zip(seen, point["true_sl"], rate > 0, strict=True)
            if busy and known is not None
        ]
    for handle, found in sorted(errors.items()):
        mean, largest = LIMITS[next((each for each in LIMITS if handle <= each), 45.0)]
        case = f"interval service level, transient chain, {handle:g} min, {len(found)} intervals"
        yield at_most(f"{case}: mean error", float(np.mean(found)), mean, "percentage points")
        yield at_most(f"{case}: largest error", max(found), largest, "percentage points")


def _chat(points: list[Point]) -> Iterator[Row]:
    exact, simulated = [], []
    for point in points:
        handle = np.array([[number(each) * 60 for each in point["aht_at_k"]]])
        seen = chat_waiting(
            np.array([point["agents"]]),
            np.array([number(point["lam_per_min"]) / 60]),
            handle,
            np.array([number(point["patience_min"]) * 60]),
            number(point["T_min"]) * 60,
        )
        exact += [
            (float(seen.served_in_time[0]), number(point["bd_sl"])),
            (float(seen.abandon_probability[0]), number(point["bd_ab"])),
        ]
        simulated.append((100 * float(seen.served_in_time[0]), 100 * number(point["sim_sl"])))
    yield at_most(f"chat chain, {len(points)} points: largest error", _worst(exact), EXACT, "absolute")
    yield at_most(
        f"chat chain against simulation, {len(points)} points: largest error",
        _worst(simulated),
        1.0,
        "percentage points",
    )


def _blending(points: list[Point]) -> Iterator[Row]:
    levels, tickets = [], []
    for point in points:
        team = BlendedTeam(
            point["n"],
            number(point["lam"]) / 60,
            number(point["aht_voice"]) * 60,
            number(point["aht_ticket"]) * 60,
            number(point["patience"]) * 60,
            20.0,
        )
        seen = blend(team, point["keep_idle"])
        levels.append((100 * seen.service_level, 100 * number(point["voice_sl"])))
        tickets.append((seen.ticket_agents, number(point["ticket_agents_equiv"])))
    case = f"blending chain against simulation, {len(points)} points: largest error"
    yield at_most(f"{case} of the service level", _worst(levels), 0.1, "percentage points")
    yield at_most(f"{case} of ticket capacity", _worst(tickets), 0.02, "agents")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m tests.benchmarks.staffing_points FILE", file=sys.stderr)
        return 2
    rows = list(check_points(json.loads(Path(arguments[0]).read_text(encoding="utf-8"))))
    for row in rows:
        print(show(row))
    return 0 if all(row.holds is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
