"""Thousands of tiny random problems solved, tried out roster by roster, and solved by a second program.

``make bench-independent_proof`` prints a table and writes build/bench/independent_proof.json: case, figure,
unit, goal, holds; and for each rule in how many problems it stood, required and priced, and how often it
mattered: the best of all rosters without it is worth something else.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
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
ROSTERS = 100
"""At most so many rosters of a problem are tried: the readers judge each of them."""


class Tally:
    """What was found of one kind of proof."""

    def __init__(self) -> None:
        self.problems = 0
        self.lawless = 0
        self.unproved = 0
        self.undecided = 0
        self.faults: list[str] = []
        self.required: Counter[str] = Counter()
        self.priced: Counter[str] = Counter()
        self.mattered: Counter[str] = Counter()

    def hear(self, name: str, rule_set: RuleSet, result: Result, best: list[int]) -> None:
        self.problems += 1
        self.lawless += best[0] > 0
        self.unproved += not all(tier.proved for tier in result.tiers)
        found = disagreement(result, best)
        if found:
            self.faults.append(f"{name}: {found}")
        self.required.update({rule.rule for rule in rule_set.active if rule.required})
        self.priced.update({rule.rule for rule in rule_set.active if not rule.required})


def solved(problem: Problem, rule_set: RuleSet, seed: int) -> Result:
    return solve(problem, rule_set, SolveOptions(seconds=20, workers=1, seed=seed))


def tried(count: int, until: float) -> Tally:
    """Problems under every rule of the catalogue in turn, against the best of all their rosters."""
    tally = Tally()
    for seed in range(count):
        if time.monotonic() > until:
            break
        problem, rule_set = a_random_case(seed, ROSTERS)
        best = best_of_all(problem, rule_set)
        tally.hear(f"every roster, seed {seed}", rule_set, solved(problem, rule_set, seed), best)
        without = RuleSet(name="without", rules=rule_set.rules[1:])
        if best_of_all(problem, without) != best:
            tally.mattered[rule_set.rules[0].rule] += 1
    return tally


def programmed(count: int, until: float) -> Tally:
    """Small teams against the second program."""
    tally = Tally()
    for seed in range(count):
        if time.monotonic() > until:
            break
        problem, rule_set = a_random_team(seed)
        try:
            best = [0, *SecondFormulation(problem, rule_set).best()]
        except Lawless:
            tally.faults.append(f"second program, seed {seed}: no roster, though the empty one is lawful")
            continue
        except Undecided:
            tally.undecided += 1
            continue
        tally.hear(f"second program, seed {seed}", rule_set, solved(problem, rule_set, seed), best)
    return tally


def rows_of(told: str, tally: Tally) -> Iterator[Row]:
    yield Row(f"{told}: problems", tally.problems, "problems")
    yield Row(f"{told}: without a lawful roster", tally.lawless, "problems")
    yield at_most(f"{told}: a tier differs", len(tally.faults), 0, "problems")
    yield at_most(f"{told}: not proved in 20 s", tally.unproved, 0, "problems")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", type=int, default=3_000, help="of each kind")
    parser.add_argument("--seconds", type=float, default=3_600, help="at most, for each kind")
    chosen = parser.parse_args(arguments)
    by_trying = tried(chosen.problems, time.monotonic() + chosen.seconds)
    by_program = programmed(chosen.problems, time.monotonic() + chosen.seconds)
    every = [kind.an_example()["rule"] for kind in RULES]
    rows = [
        *rows_of("every roster", by_trying),
        at_most(
            "every roster: rules never used, or never mattering",
            sum(not by_trying.mattered[rule] for rule in every),
            0,
            "rules",
        ),
        *rows_of("second program", by_program),
        Row("second program: given up by its own solver", by_program.undecided, "problems"),
        Row("second program: rules it knows", len(EXPRESSED), "rules"),
    ]
    for row in rows:
        sys.stdout.write(show(row) + "\n")
    for fault in (*by_trying.faults, *by_program.faults):
        sys.stdout.write(fault + "\n")
    rules = [
        {
            **Row(f"rule {rule}", by_trying.mattered[rule], "problems it mattered in").as_dict(),
            "required": by_trying.required[rule],
            "priced": by_trying.priced[rule],
            "second_program": by_program.required[rule] + by_program.priced[rule],
        }
        for rule in every
    ]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps([*(row.as_dict() for row in rows), *rules], indent=2) + "\n")
    return int(bool(by_trying.faults or by_program.faults))


if __name__ == "__main__":
    sys.exit(main())
