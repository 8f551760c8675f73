"""Forecasts against what a planner would pick instead: ``python -m tests.benchmarks.forecast [--quick]``.

One table per data set, all methods at the same origins and on the same cells; figures go to
``build/bench/forecast.json`` as rows of case, figure, unit, goal and holds. A ``--part`` that is run alone
replaces its own rows. Every peer's quantiles are made twice from the same past origins as ours: plainly, with
one dispersion for all intervals, as a planner would take them; and by the bands of this library.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from forecasting.backtest import PLAIN, SELECTED
from forecasting.compare import Comparison, compare_methods, shared_ratio
from forecasting.documents import OpeningHours
from forecasting.forecast import BacktestReport
from forecasting.forecaster import Forecaster, discover
from forecasting.history import History
from forecasting.request import QueueHistory
from tests.benchmarks.forecast_faults import fault_rows
from tests.benchmarks.forecast_peers import (
    MeanOfFourWeeks,
    ProphetByWallClock,
    SeasonsByLoess,
    TreesOnCalendar,
    TreesOnLags,
)
from tests.benchmarks.forecast_scale import scale_rows
from tests.benchmarks.forecast_sets import SETS, history_folder, read_set
from tests.benchmarks.forecast_small import small_rows
from tests.benchmarks.forecast_year import year_rows

RESULTS = Path("build/bench/forecast.json")
ORIGINS = 8
# Half a minute a fit, four fits an origin: the slow ones are run at the latest origins only.
SLOW_ORIGINS, SLOWEST_ORIGINS = 3, 1
BASELINES = ("seasonal_naive", "mean_4_weeks", "holt_winters_daily")
WORST_QUEUE, BEST_LOSS = 1.10, 0.95
PARTS = ("weeks", "horizons", "faults", "small", "year", "scale")
LEAST_COVERAGE, MOST_COVERAGE = 0.75, 0.87


def peers(queue: QueueHistory, *, quick: bool) -> dict[str, tuple[Forecaster, int]]:
    """Name → forecaster and how many of the latest origins it is worth; Prophet where nothing closes."""
    found: dict[str, tuple[Forecaster, int]] = {
        "mean_4_weeks": (MeanOfFourWeeks(), ORIGINS),
        "unobserved_components_daily": (
            discover()["unobserved_components_daily"],
            SLOW_ORIGINS if quick else ORIGINS,
        ),
        "lightgbm_calendar": (TreesOnCalendar(), SLOW_ORIGINS if quick else ORIGINS),
    }
    if not quick:
        found["lightgbm_lags"] = (TreesOnLags(), ORIGINS)
        found["statsforecast_mstl"] = (SeasonsByLoess(), SLOWEST_ORIGINS)
        if queue.opening == OpeningHours.always():
            found["prophet"] = (ProphetByWallClock(), SLOWEST_ORIGINS)
    return found


def say(text: str = "") -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def row(case: str, figure: str, value: float | None, unit: str, goal: str, *, holds: bool | None) -> dict:
    told = None if value is None else round(value, 4)
    return {"case": case, "figure": figure, "value": told, "unit": unit, "goal": goal, "holds": holds}


def show(queue: str, found: BacktestReport, seconds: float) -> None:
    say(
        f"\n{queue}: {len(found.origins)} origins, {found.horizon_days} days ahead, noise floor "
        f"{found.noise_floor:.3f}, {seconds:.0f} s"
    )
    say(
        f"  {'method':<30}{'origins':>8}{'WAPE':>8}{'daily':>8}{'bias':>8}{'MASE':>7}{'wQL':>8}{'inside':>8}"
        f"{'ours ÷ it':>11}{'wQL ÷':>8}{'÷ plain':>9}"
    )
    names = {one.method for one in found.methods}
    for one in found.methods:
        if one.method.endswith(PLAIN):
            continue
        ratios = [shared_ratio(found, one.method, figure) for figure in ("wape", "wql")]
        plain = one.method + PLAIN
        ratios.append(shared_ratio(found, plain, "wql") if plain in names else None)
        cells = [one.wape, one.daily_wape, one.bias, one.mase, one.wql, one.coverage, *ratios]
        widths = (8, 8, 8, 7, 8, 8, 11, 8, 9)
        say(
            f"  {one.method:<30}{len(one.by_origin):>8}"
            + "".join(
                f"{'–' if cell is None else format(cell, '.3f'):>{width}}"
                for cell, width in zip(cells, widths, strict=True)
            )
        )


def geometric(values: Iterable[float]) -> float:
    return float(np.exp(np.mean(np.log(list(values)))))


def judge(reports: dict[tuple[str, str], BacktestReport]) -> list[dict]:
    """The goals: average and worst queue against the best single peer, quantile loss, coverage per set."""
    named = {
        one.method.removesuffix(PLAIN)
        for found in reports.values()
        for one in found.methods
        if one.method in BASELINES
        or one.method.startswith(("lightgbm", "statsforecast", "prophet", "unobserved"))
    }
    rows = []
    say("\nOurs ÷ peer, geometric mean over queues (queues, WAPE, wQL with plain bands, wQL with ours)")
    everywhere: dict[str, tuple[float, ...]] = {}
    for peer in sorted(named):
        at = [found for found in reports.values() if peer in {one.method for one in found.methods}]
        asked = ((peer, "wape"), (peer + PLAIN, "wql"), (peer, "wql"))
        ratios = tuple(
            geometric(shared_ratio(found, name, figure) or 1.0 for found in at) for name, figure in asked
        )
        say(f"  {peer:<30}{len(at):>4}" + "".join(f"{ratio:>8.3f}" for ratio in ratios))
        case = f"4 weeks, all queues against {peer}"
        for figure, ratio in zip(
            ("WAPE ratio", "wQL ratio, plain bands", "wQL ratio, our bands"), ratios, strict=True
        ):
            rows.append(row(case, figure, ratio, "", "", holds=None))
        if len(at) == len(reports):
            everywhere[peer] = ratios
    best, plain, ours = (max(everywhere, key=lambda peer: everywhere[peer][index]) for index in range(3))
    average = everywhere[best][0]
    rows.append(
        row(f"4 weeks, all queues against {best}, the best single peer", "WAPE ratio", average, "", "≤ 1.00",
            holds=average <= 1)
    )  # fmt: skip
    worst = max(reports, key=lambda key: shared_ratio(reports[key], best, "wape") or 0.0)
    value = shared_ratio(reports[worst], best, "wape")
    rows.append(
        row(f"4 weeks, worst queue ({worst[1]}) against {best}", "WAPE ratio", value, "", f"≤ {WORST_QUEUE}",
            holds=value is not None and value <= WORST_QUEUE)
    )  # fmt: skip
    for peer, index, bands in ((plain, 1, "plain bands"), (ours, 2, "our bands")):
        loss = everywhere[peer][index]
        rows.append(
            row(f"4 weeks, all queues against {peer}, the best single peer", f"wQL ratio, {bands}", loss, "",
                f"≤ {BEST_LOSS}", holds=loss <= BEST_LOSS)
        )  # fmt: skip
    for name in dict.fromkeys(key[0] for key in reports):
        inside = [
            one.coverage
            for key, found in reports.items()
            if key[0] == name
            for one in found.methods
            if one.method == SELECTED and one.coverage is not None
        ]
        mean = float(np.mean(inside))
        rows.append(
            row(f"4 weeks, {name}", "share inside P10–P90", mean, "", f"{LEAST_COVERAGE}–{MOST_COVERAGE}",
                holds=LEAST_COVERAGE <= mean <= MOST_COVERAGE)
        )  # fmt: skip
    return rows


def horizon_rows(queues: dict[tuple[str, str], QueueHistory], *, quick: bool) -> list[dict]:
    """Thirteen weeks ahead, and fifteen minutes: against the peers that are quick enough."""
    rows = []
    say("\n13 weeks ahead (4 origins), and 15 minutes thinned from 30: WAPE ÷ peer")
    cases = {
        f"13 weeks, {key[1]}": (queue, 91) for key, queue in queues.items() if queue.interval_minutes == 60
    }
    if quick:
        cases = dict(list(cases.items())[:2])
    cases |= {
        f"15 minutes, {key[1]}": (quarter_hours(q), 28) for key, q in queues.items() if key[0] == "bank"
    }
    for case, (queue, horizon) in cases.items():
        extra = {"mean_4_weeks": (MeanOfFourWeeks(), ORIGINS)}
        found = compare_methods(queue, Comparison(horizon=horizon, origins=4, peers=extra))
        ratios = {peer: shared_ratio(found, peer, "wape") for peer in BASELINES}
        say(f"  {case:<40}" + "".join(f"  {peer} {ratio:.3f}" for peer, ratio in ratios.items() if ratio))
        best = max(ratio for ratio in ratios.values() if ratio)
        inside = found.methods[0].coverage or 0.0
        rows.append(row(case, "WAPE ÷ best baseline", best, "", "≤ 1.10", holds=best <= WORST_QUEUE))
        rows.append(row(case, "share inside P10–P90", inside, "", "", holds=None))
    return rows


def quarter_hours(queue: QueueHistory) -> QueueHistory:
    """Each half hour's contacts thrown into its two quarters, as a steady rate would have them."""
    history = queue.history
    first = np.random.default_rng(1).binomial(np.rint(history.volume).astype(np.int64), 0.5)
    starts = np.concatenate([history.start_minutes, history.start_minutes + 15])
    volume = np.concatenate([first, np.rint(history.volume) - first]).astype(np.float64)
    nothing = np.zeros(volume.size)
    return replace(queue, interval_minutes=15, history=History(starts, volume, nothing, nothing))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer origins and peers, 2 to 3 minutes")
    parser.add_argument("--without", action="append", default=[], metavar="PEER", help="may be repeated")
    parser.add_argument("--part", action="append", choices=PARTS, help="may be repeated; all if absent")
    asked = parser.parse_args()
    quick, parts = asked.quick, asked.part or PARTS
    folder = history_folder()
    queues = {(one.name, name): queue for one in SETS for name, queue in read_set(one, folder).items()}
    rows = []
    if "weeks" in parts:
        rows += week_rows(queues, asked.without, quick=quick)
    if "horizons" in parts:
        rows += horizon_rows(queues, quick=quick)
    if "faults" in parts:
        rows += fault_rows(queues, say, quick=quick)
    if "small" in parts:
        rows += small_rows(queues, say)
    if "year" in parts:
        rows += year_rows(queues, say)
    if "scale" in parts:
        rows += scale_rows(say, quick=quick)
    if asked.part and RESULTS.exists():
        told = {(one["case"], one["figure"]) for one in rows}
        before = json.loads(RESULTS.read_text(encoding="utf-8"))
        rows = [one for one in before if (one["case"], one["figure"]) not in told] + rows
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    say(f"\n{'case':<80}{'figure':<24}{'value':>10}  goal        holds")
    for one in rows:
        holds = {True: "yes", False: "NO", None: ""}[one["holds"]]
        say(f"{one['case']:<80}{one['figure']:<24}{one['value']!s:>10}  {one['goal']:<12}{holds}")


def week_rows(queues: dict[tuple[str, str], QueueHistory], without: list[str], *, quick: bool) -> list[dict]:
    """Four weeks ahead, every queue against every peer."""
    reports = {}
    for key, queue in queues.items():
        started = time.perf_counter()
        chosen = {name: peer for name, peer in peers(queue, quick=quick).items() if name not in without}
        plain = frozenset({*BASELINES, *chosen})
        comparison = Comparison(origins=ORIGINS, peers=chosen, plain_bands=plain)
        reports[key] = compare_methods(queue, comparison)
        show(f"{key[0]}, {key[1]}", reports[key], time.perf_counter() - started)
    return judge(reports)


if __name__ == "__main__":
    main()
