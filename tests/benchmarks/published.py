"""Published rostering benchmarks through Sundial's own solver, each cost recomputed by an independent judge.

``python -m tests.benchmarks.published FILE --seconds N --out DIR`` recognises the family by its sections,
prints cost, bound and seconds, and writes the roster. FILE may be a folder: then all instances below it are
run; ``--all`` runs those of the folder SUNDIAL_BENCHMARKS, data/benchmarks otherwise. ``--contestants`` adds
plain CP-SAT and its LP-led profile at equal time. Runs are kept in DIR, and build/bench/published.json always
tells about all of them.
"""

import argparse
import csv
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from solver.domain.options import SolveOptions
from solver.domain.result import Result
from solver.domain.roster import Roster
from solver.domain.shift import most_shifts
from solver.rules.queues_in_turn import QueuesInTurn
from solver.search.ask import Limit, Question, ask
from solver.search.program import Program
from solver.solve import ProblemTooLargeError, solve
from tests.benchmarks import published_activities, published_shifts
from tests.benchmarks.published_judge import judge
from tests.benchmarks.published_rows import LED, SUNDIAL, Run, best_published, kept, rows_of
from tests.benchmarks.published_shifts import Instance
from tests.benchmarks.published_text import FormatError, read_sections

TARGET = Path("build/bench/published.json")
FOLDER = "SUNDIAL_BENCHMARKS"
CONTESTANTS = {"plain CP-SAT": "default", LED: "led"}
"""Contestants, and the profile of the search each stands for."""

CONTESTED = 40_000
"""Possible shifts beyond which building one model of the whole takes longer than any search."""


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


def _run(path: Path, instance: Instance, contestant: str, allowed: float) -> Run:
    """A run of which nothing is known yet."""
    problem = instance.problem
    return Run(
        instance=path.stem,
        contestant=contestant,
        cost=None,
        bound=None,
        seconds=0.0,
        cpu_seconds=0.0,
        allowed=allowed,
        staff=len(problem.agents),
        days=problem.period.days,
        activities=any(isinstance(rule, QueuesInTurn) for rule in instance.rules.rules),
        best=best_published(path),
    )


def sundial(path: Path, instance: Instance, options: SolveOptions, out: Path) -> Run:
    """One run of ``solve``; the roster goes to ``out`` as a table and as a document."""
    begun, spent = time.monotonic(), time.process_time()
    run = _run(path, instance, SUNDIAL, options.seconds)
    try:
        result = solve(instance.problem, instance.rules, options)
    except ProblemTooLargeError as error:
        return replace(run, refused=str(error))
    seconds, spent = time.monotonic() - begun, time.process_time() - spent
    table = out / f"{path.stem}.csv"
    with table.open("w", newline="", encoding="utf-8") as lines:
        csv.writer(lines).writerows(_table(instance, result.roster))
    (out / f"{path.stem}.json").write_text(result.roster.model_dump_json(indent=1) + "\n", encoding="utf-8")
    verdict = judge(path, table)
    if not verdict.broken and verdict.cost != _value(result):
        raise AssertionError(f"the judge finds a cost of {verdict.cost}, the solver one of {_value(result)}")
    return replace(
        run,
        cost=None if verdict.broken else verdict.cost,
        bound=sum(tier.bound for tier in result.tiers),
        seconds=seconds,
        cpu_seconds=spent,
        broken=tuple(verdict.broken[:20]),
    )


def contestant(path: Path, instance: Instance, options: SolveOptions, name: str) -> Run:
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
    run = _run(path, instance, name, options.seconds)
    return replace(run, cost=cost, bound=answer.bound, seconds=seconds, cpu_seconds=spent)


def _value(result: Result) -> float:
    return sum(tier.value for tier in result.tiers)


def _instances(places: Sequence[Path]) -> list[Path]:
    """The files named, and those in and below the folders named."""
    found: list[Path] = []
    for place in places:
        found += sorted(place.rglob("*.txt")) if place.is_dir() else [place]
    return found


def _everything() -> Path:
    root = Path(__file__).parents[2]
    given = os.environ.get(FOLDER)
    places = [Path(given)] if given else [root / "data/benchmarks", *root.parent.glob("*/data/benchmarks")]
    for place in places:
        if place.is_dir():
            return place
    raise SystemExit(f"no instances: set {FOLDER} to the folder that holds them")


def main(arguments: Sequence[str]) -> int:
    """Solve the instances named, one after the other; 1 where one has no lawful roster, 2 for a bad file."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.published", description=__doc__)
    parser.add_argument("files", metavar="FILE", type=Path, nargs="*")
    parser.add_argument("--all", action="store_true", help="every instance of the benchmarks' folder")
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--out", type=Path, default=Path("build/bench/published"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--contestants", action="store_true", help="plain and LP-led CP-SAT in the same run")
    chosen = parser.parse_args(arguments)
    if not chosen.files and not chosen.all:
        parser.error("name files or folders, or give --all")
    chosen.out.mkdir(parents=True, exist_ok=True)
    options = SolveOptions(seconds=chosen.seconds, seed=chosen.seed)
    lawful = read_all = True
    for path in _instances([*chosen.files, *([_everything()] if chosen.all else [])]):
        try:
            instance = read(path)
        except (FormatError, OSError) as error:
            sys.stderr.write(f"{error}\n")
            read_all = False
            continue
        found = [sundial(path, instance, options, chosen.out)]
        lawful = lawful and found[0].cost is not None
        _say(found[0])
        if chosen.contestants and most_shifts(instance.problem) <= CONTESTED:
            for name in CONTESTANTS:
                found.append(contestant(path, instance, options, name))
                _say(found[-1])
        rows = rows_of(kept(chosen.out / "runs.json", found))
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(json.dumps([row.as_dict() for row in rows], indent=2) + "\n", encoding="utf-8")
    return 2 if not read_all else 0 if lawful else 1


def _say(row: Run) -> None:
    cost = "none" if row.cost is None else str(row.cost)
    bound = "none" if row.bound is None else f"{row.bound:g}"
    sys.stdout.write(
        f"{row.instance:<16} {row.contestant:<14} cost {cost:>7}  bound {bound:>7}  "
        f"seconds {row.seconds:6.1f} of {row.allowed:g}  (processor {row.cpu_seconds:.1f})\n"
    )
    if row.refused:
        sys.stdout.write(f"    refused: {row.refused}\n")
    for broken in row.broken:
        sys.stdout.write(f"    broken: {broken}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
