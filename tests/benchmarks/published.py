"""Published rostering benchmarks through Sundial's own solver, each cost recomputed by an independent judge.

``python -m tests.benchmarks.published FILE --seconds N --out DIR`` recognises the family by its sections,
prints cost, bound and seconds, and writes the roster. ``--contestants`` adds plain CP-SAT and its LP-led
profile in the same run, and writes build/bench/published.json.
"""

import argparse
import csv
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from solver.domain.options import SolveOptions
from solver.domain.result import Result
from solver.domain.roster import Roster
from solver.domain.shift import most_shifts
from solver.rules.queues_in_turn import QueuesInTurn
from solver.search.ask import Limit, Question, ask
from solver.search.program import Program
from solver.solve import MOST_SHIFTS, solve
from tests.benchmarks import published_activities, published_shifts
from tests.benchmarks.published_judge import judge
from tests.benchmarks.published_shifts import Instance
from tests.benchmarks.published_text import FormatError, read_sections

TARGET = Path("build/bench/published.json")
CONTESTANTS = {"plain CP-SAT": "default", "LP-led CP-SAT": "led"}
"""Contestants, and the profile of the search each stands for."""


@dataclass(frozen=True)
class Row:
    """What one contestant made of one instance; ``cost`` is the judge's, None without a lawful roster."""

    instance: str
    contestant: str
    cost: int | None
    bound: float | None
    seconds: float
    cpu_seconds: float
    allowed: float
    broken: tuple[str, ...] = ()


def read(path: Path) -> Instance:
    """The instance of either family, told apart by its sections."""
    sections = read_sections(path)
    family = published_activities if "TASKS" in sections.rows else published_shifts
    return family.read_instance(sections)


def _table(instance: Instance, roster: Roster) -> list[tuple[str, ...]]:
    if any(isinstance(rule, QueuesInTurn) for rule in instance.rules.rules):
        rows = published_activities.roster_rows(instance, roster)
        return [("staff", "first minute", "last minute", "task"), *rows]
    return [("staff", "day", "shift"), *published_shifts.roster_rows(roster)]


def sundial(path: Path, instance: Instance, options: SolveOptions, out: Path) -> Row:
    """One run of ``solve``; the roster goes to ``out`` as a table and as a document."""
    begun, spent = time.monotonic(), time.process_time()
    result = solve(instance.problem, instance.rules, options)
    seconds, spent = time.monotonic() - begun, time.process_time() - spent
    table = out / f"{path.stem}.csv"
    with table.open("w", newline="", encoding="utf-8") as lines:
        csv.writer(lines).writerows(_table(instance, result.roster))
    (out / f"{path.stem}.json").write_text(result.roster.model_dump_json(indent=1) + "\n", encoding="utf-8")
    verdict = judge(path, table)
    if not verdict.broken and verdict.cost != _value(result):
        raise AssertionError(f"the judge finds a cost of {verdict.cost}, the solver one of {_value(result)}")
    cost = None if verdict.broken else verdict.cost
    return Row(
        path.stem,
        "Sundial",
        cost,
        sum(tier.bound for tier in result.tiers),
        seconds,
        spent,
        options.seconds,
        tuple(verdict.broken[:20]),
    )


def contestant(path: Path, instance: Instance, options: SolveOptions, name: str) -> Row:
    """The same rules as one CP-SAT model of the whole, no start; building it is not counted."""
    program = Program(instance.problem, instance.rules)
    cp = program.cp.clone()
    objective = sum(found.expression for found in program.objectives.values())
    cp.minimize(objective)
    workers = options.workers or len(os.sched_getaffinity(0))
    limit = Limit(seconds=options.seconds)
    question = Question(cp, limit, workers=workers, seed=options.seed, effort=CONTESTANTS[name])
    begun, spent = time.monotonic(), time.process_time()
    answer = ask(question)
    seconds, spent = time.monotonic() - begun, time.process_time() - spent
    values = answer.values
    cost = None
    if values is not None:
        cost = sum(found.value(values) for found in program.objectives.values())
    return Row(path.stem, name, cost, answer.bound, seconds, spent, options.seconds)


def _value(result: Result) -> float:
    return sum(tier.value for tier in result.tiers)


def main(arguments: Sequence[str]) -> int:
    """Solve the files given, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.published", description=__doc__)
    parser.add_argument("files", metavar="FILE", type=Path, nargs="+")
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--out", type=Path, default=Path("build/bench/published"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--contestants", action="store_true", help="plain and LP-led CP-SAT in the same run")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    options = SolveOptions(seconds=chosen.seconds, seed=chosen.seed)
    rows: list[Row] = []
    for path in chosen.files:
        try:
            instance = read(path)
        except (FormatError, OSError) as error:
            sys.stderr.write(f"{error}\n")
            return 2
        found = [sundial(path, instance, options, chosen.out)]
        if chosen.contestants and most_shifts(instance.problem) <= MOST_SHIFTS:
            found += [contestant(path, instance, options, name) for name in CONTESTANTS]
        for row in found:
            _say(row)
        rows += found
    if chosen.contestants:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n", encoding="utf-8")
    return 0 if all(row.cost is not None for row in rows if row.contestant == "Sundial") else 1


def _say(row: Row) -> None:
    cost = "none" if row.cost is None else str(row.cost)
    bound = "none" if row.bound is None else f"{row.bound:g}"
    sys.stdout.write(
        f"{row.instance:<16} {row.contestant:<14} cost {cost:>7}  bound {bound:>7}  "
        f"seconds {row.seconds:6.1f} of {row.allowed:g}  (processor {row.cpu_seconds:.1f})\n"
    )
    for broken in row.broken:
        sys.stdout.write(f"    broken: {broken}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
