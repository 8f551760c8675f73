"""Thousands of tiny random problems solved, tried out roster by roster, and solved by a second program.

``make bench-independent_proof`` prints a table and writes build/bench/independent_proof.json: case, figure,
unit, goal, holds; and for each rule in how many problems it stood, required and priced, and how often it
mattered: the best of all rosters without it is worth something else. Parts not asked for keep their old rows,
and a run that is cut short goes on where it was: what each lot of seeds gave stands in a folder beside.
"""

import argparse
import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from pathlib import Path

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Result
from solver.rules import RULES, RuleSet
from solver.solve import solve
from tests.benchmarks.staffing_rows import Row, at_most, show
from tests.solver.brute_force import best_of_all, disagreement
from tests.solver.random_problems import a_random_case
from tests.solver.random_teams import a_random_team
from tests.solver.second_formulation import EXPRESSED, Lawless, SecondFormulation, Undecided

TARGET = Path("build/bench/independent_proof.json")
TALLIES = TARGET.with_suffix("")
ROSTERS = 100
"""At most so many rosters of a problem are tried: the readers judge each of them."""

AT_ONCE = 50
"""Seeds of one lot, of which a line is told."""

EVERY = [kind.an_example()["rule"] for kind in RULES]


@dataclass
class Tally:
    """What was found of one kind of proof."""

    problems: int = 0
    lawless: int = 0
    unproved: int = 0
    undecided: int = 0
    faults: list[str] = field(default_factory=list)
    required: Counter[str] = field(default_factory=Counter)
    priced: Counter[str] = field(default_factory=Counter)
    mattered: Counter[str] = field(default_factory=Counter)

    def hear(self, name: str, rule_set: RuleSet, result: Result, best: list[int]) -> None:
        self.problems += 1
        self.lawless += best[0] > 0
        self.unproved += not all(tier.proved for tier in result.tiers)
        found = disagreement(result, best)
        if found:
            self.faults.append(f"{name}: {found}")
        self.required.update({rule.rule for rule in rule_set.active if rule.required})
        self.priced.update({rule.rule for rule in rule_set.active if not rule.required})

    def add(self, other: "Tally") -> None:
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


def solved(problem: Problem, rule_set: RuleSet, seed: int) -> Result:
    return solve(problem, rule_set, SolveOptions(seconds=20, workers=1, seed=seed))


def tried(seeds: range) -> Tally:
    """Problems under every rule of the catalogue in turn, against the best of all their rosters."""
    tally = Tally()
    for seed in seeds:
        problem, rule_set = a_random_case(seed, ROSTERS)
        best = best_of_all(problem, rule_set)
        tally.hear(f"every roster, seed {seed}", rule_set, solved(problem, rule_set, seed), best)
        without = RuleSet(name="without", rules=rule_set.rules[1:])
        if best_of_all(problem, without) != best:
            tally.mattered[rule_set.rules[0].rule] += 1
    return tally


def programmed(seeds: range) -> Tally:
    """Small teams against the second program."""
    tally = Tally()
    for seed in seeds:
        problem, rule_set = a_random_team(seed)
        try:
            best = [0, *SecondFormulation(problem, rule_set).best()]
        except Lawless:
            tally.lawless += 1
            result = solved(problem, rule_set, seed)
            if not any(violation.required for violation in result.violations):
                tally.faults.append(f"second program, seed {seed}: no roster, though a lawful one was found")
            continue
        except Undecided:
            tally.undecided += 1
            continue
        tally.hear(f"second program, seed {seed}", rule_set, solved(problem, rule_set, seed), best)
    return tally


PROOFS: dict[str, Callable[[range], Tally]] = {"every roster": tried, "second program": programmed}


def proved(part: str, count: int, workers: int, seconds: float) -> None:
    """Seeds not yet tried, ``AT_ONCE`` after ``AT_ONCE``, until the time is up."""
    begun, folder = time.monotonic(), TALLIES / part.replace(" ", "_")
    folder.mkdir(parents=True, exist_ok=True)
    chunks = [range(first, min(first + AT_ONCE, count)) for first in range(0, count, AT_ONCE)]
    left = [chunk for chunk in chunks if not (folder / _name(chunk)).exists()]
    with ProcessPoolExecutor(workers) as pool:
        for number in range(0, len(left), workers):
            if time.monotonic() - begun > seconds:
                break
            some = left[number : number + workers]
            for chunk, tally in zip(some, pool.map(PROOFS[part], some), strict=True):
                (folder / _name(chunk)).write_text(json.dumps(vars(tally)))
                faults = "".join(f"{fault}\n" for fault in tally.faults)
                sys.stdout.write(f"{faults}{part}: seeds {chunk.start} to {chunk.stop - 1}\n")
                sys.stdout.flush()


def _name(chunk: range) -> str:
    return f"{chunk.start:06d}_{chunk.stop:06d}.json"


def whole(part: str) -> Tally:
    """All that was found of the part, by whatever runs."""
    found = Tally()
    for path in sorted((TALLIES / part.replace(" ", "_")).glob("*.json")):
        read = json.loads(path.read_text())
        counters = {name: Counter(read[name]) for name in ("required", "priced", "mattered")}
        found.add(Tally(**{**read, **counters}))
    return found


def rows_of(part: str, tally: Tally) -> Iterator[Row]:
    yield Row(f"{part}: problems", tally.problems, "problems")
    yield Row(f"{part}: without a lawful roster", tally.lawless, "problems")
    yield at_most(f"{part}: a tier differs", len(tally.faults), 0, "problems")
    yield at_most(f"{part}: not proved in 20 s", tally.unproved, 0, "problems")
    if part == "every roster":
        idle = sum(not tally.mattered[rule] for rule in EVERY)
        yield at_most(f"{part}: rules never used, or never mattering", idle, 0, "rules")
        for rule in EVERY:
            stood = f"problems it mattered in; {tally.required[rule]} required, {tally.priced[rule]} priced"
            yield Row(f"{part}: {rule}", tally.mattered[rule], stood)
    else:
        yield Row(f"{part}: given up by its own solver", tally.undecided, "problems")
        yield Row(f"{part}: rules it knows", len(EXPRESSED), "rules")
        for rule in EXPRESSED:
            stood = f"problems; {tally.required[rule]} required, {tally.priced[rule]} priced"
            yield Row(f"{part}: {rule}", tally.required[rule] + tally.priced[rule], stood)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="|".join(PROOFS), help="all where none is named")
    parser.add_argument("--problems", type=int, default=3_000, help="of each kind")
    parser.add_argument("--seconds", type=float, default=3_600, help="at most, for each kind")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--anew", action="store_true", help="forget what earlier runs found")
    chosen = parser.parse_args(arguments)
    rows = json.loads(TARGET.read_text()) if TARGET.exists() else []
    differing = 0
    if chosen.anew:
        shutil.rmtree(TALLIES, ignore_errors=True)
    for part in chosen.parts or PROOFS:
        proved(part, chosen.problems, chosen.workers, chosen.seconds)
        tally = whole(part)
        differing += len(tally.faults)
        found = list(rows_of(part, tally))
        sys.stdout.write("".join(show(row) + "\n" for row in found))
        rows = [row for row in rows if row.get("part", part) != part]
        rows += [{"part": part, **row.as_dict()} for row in found]
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_text(json.dumps(rows, indent=2) + "\n")
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main())
