"""Limits, stops and repetition: how long solves take beside what they were given, and what they have by then.

``python -m tests.benchmarks.solver_anytime`` prints a table and writes build/bench/solver_anytime.json: case,
figure, unit, goal, holds. Only the wall clock is measured: run it on an idle machine.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from app.jobs.child import Channel
from app.jobs.killable import Ending, run_killable
from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Status
from solver.presets import CoverageModel
from solver.rules import RuleSet
from solver.rules.contract_hours import ContractHours
from solver.solve import Progress, solve
from tests.benchmarks.staffing_rows import Row, at_least, at_most, show
from tests.benchmarks.synthetic_team import a_team, rule_sets
from tests.benchmarks.synthetic_week import a_week, the_rules

TARGET = Path("build/bench/solver_anytime.json")
RUNS = 50
REPEATS = 20
STOP_AFTER = 3.0
TO_STOP = 10.0
"""Seconds from the word to stop to the answer, at most: then a child is killed."""
FIRST_WITHIN = {50: 5.0, 200: 10.0, 1_000: 30.0}
"""Agents: seconds within which the first roster is told."""


def longest(seconds: float) -> float:
    """What a solve of so many seconds may take on the wall."""
    return 1.10 * seconds + 2


def cases() -> Iterator[tuple[str, Problem, RuleSet, float]]:
    """Easy, hard, contradictory and hardly buildable problems, each with other seeds and limits."""
    seed = 0
    while True:
        seed += 1
        models = rule_sets()
        team = a_team(seed=seed)
        for coverage_model in CoverageModel:
            yield f"40 agents, {coverage_model}", team, models[coverage_model], 4 + seed % 3 * 3
        yield "50 agents, synthetic week", a_week(agents=50, seed=seed), the_rules(), 1 + seed % 4
        yield "8 agents, synthetic week", a_week(agents=8, seed=seed), the_rules(), 1 + seed % 2
        yield "150 agents, 15 minutes", a_week(agents=150, seed=seed, grain=15), the_rules(), 5 + seed % 4
        owed = ContractHours(limits="min", weight=None)
        short = models[CoverageModel.TRADITIONAL_24X7]
        contradictory = short.model_copy(update={"rules": (*short.rules, owed)})
        overloaded = a_team(seed=seed, load=1.6)
        yield "40 agents, contracts that cannot be kept", overloaded, contradictory, 5 + seed % 3
        yield "500 agents, synthetic week", a_week(agents=500, seed=seed), the_rules(), 8 + seed % 5


def limits(runs: int) -> Iterator[Row]:
    """Wall seconds of solves beside their limits."""
    kept, worst = 0, 0.0
    for name, problem, rule_set, seconds in islice(cases(), runs):
        begun = time.monotonic()
        result = solve(problem, rule_set, SolveOptions(seconds=seconds))
        took = time.monotonic() - begun
        kept += took <= longest(seconds)
        worst = max(worst, took - longest(seconds))
        sys.stderr.write(f"{name}: {took:.1f} s of {seconds} s, {result.status}\n")
    yield at_least(f"{runs} solves: within 10 % + 2 s of their limit", kept, runs, "solves")
    yield Row("the worst of them beyond 10 % + 2 s", round(worst, 2), "s (below 0: within)")


def overruns(payload: bytes, channel: Channel) -> bytes:
    """A solver that heeds neither limit nor stop, once it has a roster to show."""
    channel.keep(payload)
    channel.progress(begun=time.monotonic())
    while True:
        time.sleep(60)


def deaf_solver(seconds: float) -> Row:
    """What a solver that never ends takes in its child, from the moment it begins."""
    begun: list[float] = []

    def listen(figures: Mapping[str, object]) -> None:
        begun.append(float(str(figures["begun"])))

    result = run_killable(
        "tests.benchmarks.solver_anytime:overruns",
        b"kept",
        deadline_seconds=seconds,
        memory_cap_bytes=None,
        on_progress=listen,
        stop_requested=lambda: False,
    )
    took = time.monotonic() - begun[0]
    kept = (result.payload, result.ending) == (b"kept", Ending.DEADLINE)
    case = f"a solver that ignores its limit of {seconds:g} s"
    return at_most(case, round(took, 2) if kept else math.inf, longest(seconds), "s")


def stops(agents: int) -> Iterator[Row]:
    """A stop after a few seconds of a long solve: a lawful roster, soon; and when the first one was told."""
    problem, heard = a_week(agents=agents), []
    begun = time.monotonic()

    def listen(progress: Progress) -> None:
        heard.append(progress.seconds)

    result = solve(
        problem,
        the_rules(),
        SolveOptions(seconds=600),
        on_progress=listen,
        stop=lambda: time.monotonic() - begun > STOP_AFTER,
    )
    took = time.monotonic() - begun
    broken = sum(violation.required for violation in result.violations)
    case = f"{agents} agents stopped after {STOP_AFTER:g} s"
    yield at_most(f"{case}: until the roster is there", round(took - STOP_AFTER, 2), TO_STOP, "s")
    yield at_most(f"{case}: required rules broken", broken, 0, "violations")
    if heard and agents in FIRST_WITHIN:
        yield at_most(f"{agents} agents: first roster told", round(heard[0], 2), FIRST_WITHIN[agents], "s")


def repeats(runs: int, budget: float) -> Row:
    """Equal rosters of the deterministic mode, each in a process of its own with other hash seeds."""
    digests = {
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.solver_anytime", "--digest", str(budget)],
            env={**os.environ, "PYTHONHASHSEED": str(number)},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for number in range(runs)
    }
    case = f"40 agents, deterministic, {budget:g} s of work: different rosters in {runs} runs"
    return at_most(case, len(digests), 1, "rosters")


def digest(budget: float) -> str:
    """What a deterministic solve of 40 agents comes to, in one line."""
    options = SolveOptions(deterministic=True, deterministic_budget=budget, seed=7)
    result = solve(a_team(), rule_sets()[CoverageModel.FOLLOW_THE_SUN], options)
    tiers = [(tier.tier, tier.value, tier.bound) for tier in result.tiers]
    return f"{result.input_digest} {result.roster.digest()} {tiers}"


def small() -> Iterator[Row]:
    """Ten agents and fewer: how soon they have a roster, and how many are proved optimal."""
    taken, proved = [], 0
    for agents in (2, 3, 4, 6, 8, 10):
        result = solve(a_week(agents=agents), the_rules(), SolveOptions(seconds=20))
        taken.append(result.seconds)
        proved += result.status is Status.OPTIMAL
        sys.stderr.write(f"{agents} agents: {result.seconds:.1f} s, {result.status}\n")
    yield Row("2 to 10 agents: seconds, the middle one", round(sorted(taken)[len(taken) // 2], 2), "s")
    yield Row("2 to 10 agents: proved optimal within 20 s", proved, f"of {len(taken)}")


def main(arguments: Sequence[str]) -> None:
    """Run what is asked for, print the rows and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--budget", type=float, default=2.0)
    parser.add_argument("--stop", type=int, nargs="*", default=[50, 200, 1_000, 3_000, 10_000])
    parser.add_argument("--digest", type=float, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.digest is not None:
        sys.stdout.write(digest(chosen.digest) + "\n")
        return
    rows: list[Row] = []

    def tell(row: Row) -> None:
        rows.append(row)
        sys.stdout.write(show(row) + "\n")
        sys.stdout.flush()

    tell(deaf_solver(3))
    for row in small():
        tell(row)
    for agents in chosen.stop:
        for row in stops(agents):
            tell(row)
    for row in limits(chosen.runs):
        tell(row)
    tell(repeats(chosen.repeats, chosen.budget))
    tell(Row("load of the machine at the end", os.getloadavg()[0], "processes, 1 min"))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps([row.as_dict() for row in rows], indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
