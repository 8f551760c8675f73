"""Runs of published instances kept from one run to the next, and what they show as rows with goals."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.benchmarks.staffing_rows import Row, at_least, at_most

SUNDIAL = "Sundial"
LED = "LP-led CP-SAT"

GOAL_SECONDS = 300.0
"""The goals against published costs are meant for runs of this length."""

_SMALL_STAFF, _SMALL_DAYS = 60, 28
_GRACE_SHARE, _GRACE_SECONDS = 1.1, 2.0


@dataclass(frozen=True)
class Run:
    """What one contestant made of one instance; ``cost`` is the judge's, None without a lawful roster.

    ``best`` is the best cost published (None: unknown), ``refused`` why there is no roster.
    """

    instance: str
    contestant: str
    cost: int | None
    bound: float | None
    seconds: float
    cpu_seconds: float
    allowed: float
    staff: int
    days: int
    activities: bool
    best: int | None = None
    broken: tuple[str, ...] = ()
    refused: str = ""


def best_published(path: Path) -> int | None:
    """The cost a table beside the instance holds for it."""
    number = path.stem.removeprefix("Instance")
    for name, column in (("best_known.csv", "best_known"), ("published.csv", "published_cost")):
        table = path.with_name(name)
        if table.exists():
            with table.open(newline="", encoding="utf-8") as lines:
                for row in csv.DictReader(lines):
                    if row["instance"] == number:
                        return int(row[column])
    return None


def kept(runs: Path, new: Iterable[Run]) -> list[Run]:
    """The runs the file holds, those of the same instance, contestant and seconds replaced by new ones; the
    file holds them all from now on.
    """
    known: dict[tuple[str, str, float], Run] = {}
    if runs.exists():
        for found in json.loads(runs.read_text(encoding="utf-8")):
            run = Run(**{**found, "broken": tuple(found["broken"])})
            known[run.instance, run.contestant, run.allowed] = run
    known |= {(run.instance, run.contestant, run.allowed): run for run in new}
    everything = [known[key] for key in sorted(known)]
    runs.parent.mkdir(parents=True, exist_ok=True)
    runs.write_text(json.dumps([asdict(run) for run in everything], indent=1) + "\n", encoding="utf-8")
    return everything


def rows_of(runs: Sequence[Run]) -> list[Row]:
    """What the runs show, instance by instance."""
    rows = []
    for run in runs:
        peers = [
            other
            for other in runs
            if (other.instance, other.allowed) == (run.instance, run.allowed) and other.contestant != SUNDIAL
        ]
        if run.contestant == SUNDIAL:
            rows += _shown(run, peers)
    return rows


def _shown(run: Run, peers: Sequence[Run]) -> list[Row]:
    case = f"{run.instance}, {run.allowed:g} s"
    if run.cost is None:
        return [Row(f"{case}: a lawful roster", run.refused or "; ".join(run.broken[:1]), "", "found", False)]
    rows = [Row(f"{case}: cost", run.cost, "penalty")]
    if run.bound is not None:
        rows.append(Row(f"{case}: bound", run.bound, "penalty"))
    if run.best is not None:
        ratio = run.cost / max(run.best, 1)
        small = run.staff <= _SMALL_STAFF and run.days <= _SMALL_DAYS
        limit = 1.05 if run.activities else 1.01 if small else 1.03
        against = f"{case}: cost over the best published"
        meant = run.allowed >= GOAL_SECONDS
        rows.append(at_most(against, ratio, limit, "ratio") if meant else Row(against, ratio, "ratio"))
        led = next((peer.bound for peer in peers if peer.contestant == LED), None)
        share = (run.bound or 0.0) / max(run.best, 1)
        bound = f"{case}: bound over the best published"
        reached = led is not None and led >= 0.98 * run.best
        rows.append(at_least(bound, share, 0.98, "ratio") if reached else Row(bound, share, "ratio"))
    limit = _GRACE_SHARE * run.allowed + _GRACE_SECONDS
    rows.append(at_most(f"{case}: time", run.seconds, limit, "s"))
    rows.append(Row(f"{case}: CPU time", run.cpu_seconds, "CPU s"))
    for peer in peers:
        rows.append(Row(f"{case}, {peer.contestant}: cost", _told(peer.cost), "penalty"))
        rows.append(Row(f"{case}, {peer.contestant}: bound", _told(peer.bound), "penalty"))
        no_worse = peer.cost is None or run.cost <= peer.cost
        goal = f"at most {_told(peer.cost)}"
        rows.append(Row(f"{case}: no worse than {peer.contestant}", run.cost, "penalty", goal, no_worse))
    return rows


def _told(value: float | None) -> float | str:
    return "none" if value is None else value
