"""The solver on the synthetic week: uncovered share and cost over bound, beside direct CP-SAT and a peer.

``make bench-solver`` prints a table and writes build/bench/solver.json: case, figure, unit, goal, holds. It
runs the other benchmarks of the solver, too: ``--parts`` names some, ``--collect`` takes what they wrote.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
from ortools.sat.python import cp_model
from pyworkforce.scheduling import MinAbsDifference

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Result, Tier
from solver.domain.roster import Roster
from solver.domain.time import MINUTE
from solver.search.ask import Limit, Question, ask
from solver.search.program import Program
from solver.solve import Progress, solve
from solver.validate import validate
from tests.benchmarks.solver_sisters import SISTERS, merged, rows_written, run_sister
from tests.benchmarks.staffing_rows import Row, at_most, show
from tests.benchmarks.synthetic_week import GROUPS, MOST_DAYS, a_week, the_rules

TARGET = Path("build/bench/solver.json")
GOALS = {
    50: (30.0, 0.006, 1.30),
    200: (60.0, 0.005, 1.20),
    1_000: (120.0, 0.0025, 1.06),
    3_000: (300.0, 0.0035, 1.05),
    10_000: (900.0, 0.005, 1.10),
}
"""Agents: seconds, most uncovered, most cost over bound."""

FINE = (200, 1_000)
"""Sizes that are also run at the finer grain when both are asked for."""

MOST_MEGABYTES = 4_096
FIRST_WITHIN = 30.0
STOP_AFTER = 3.0
SAMPLE_SECONDS = 60.0
DIRECT_UP_TO = 200
PEERS_UP_TO = 1_000
"""Beyond so many agents the peers' models alone take the time of the solve."""


def run(agents: int, grain: int, seed: int) -> tuple[Result, float, float]:
    """One solve with the CPU seconds it took and when the first lawful roster was announced."""
    problem, rules = a_week(agents=agents, seed=seed, grain=grain), the_rules()
    told: list[Progress] = []
    before = time.process_time()
    result = solve(problem, rules, SolveOptions(seconds=GOALS[agents][0], seed=seed), told.append)
    spent = time.process_time() - before
    first = next(
        (
            one.seconds
            for one in told
            if not any(found.required for found in validate(problem, rules, one.roster))
        ),
        result.seconds,
    )
    return result, spent, first


def sundial(agents: int, grain: int, seeds: Sequence[int]) -> Iterator[Row]:
    """Medians over the seeds; the seed draws the week as well."""
    seconds, uncovered, ratio = GOALS[agents]
    runs = [run(agents, grain, seed) for seed in seeds]
    results = [result for result, _, _ in runs]
    case = f"{agents} agents, {grain} min, {seconds:g} s, {len(runs)} seeds"
    service = [next((tier for tier in result.tiers if tier.tier is Tier.SERVICE), None) for result in results]
    ratios = [
        tier.value / tier.bound if tier is not None and tier.bound else float("inf") for tier in service
    ]
    yield at_most(
        f"{case}: uncovered",
        statistics.median(1 - (result.measures.coverage or 0.0) for result in results),
        uncovered,
        "share of required",
    )
    middle = statistics.median(ratios)
    yield (
        at_most(f"{case}: cost over bound", middle, ratio, "ratio")
        if np.isfinite(middle)
        else Row(f"{case}: cost over bound", "none", "no bound in time", f"≤ {ratio:g}", holds=False)
    )
    yield at_most(f"{case}: slowest run", max(result.seconds for result in results), 1.1 * seconds + 2, "s")
    yield Row(f"{case}: CPU time", statistics.median(spent for _, spent, _ in runs), "CPU s")
    yield at_most(f"{case}: first lawful roster", max(first for _, _, first in runs), FIRST_WITHIN, "s")
    broken = sum(violation.required for result in results for violation in result.violations)
    yield at_most(f"{case}: required rules broken", broken, 0, "violations")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yield at_most(f"{case}: peak memory so far", peak, MOST_MEGABYTES, "MB")
    yield from stopped(agents, grain, seeds[0])
    if agents <= PEERS_UP_TO:
        yield sample(agents, results[0].roster)


def stopped(agents: int, grain: int, seed: int) -> Iterator[Row]:
    """Asked to stop after three seconds."""
    problem, rules = a_week(agents=agents, seed=seed, grain=grain), the_rules()
    begun = time.monotonic()
    result = solve(
        problem,
        rules,
        SolveOptions(seconds=GOALS[agents][0], seed=seed),
        stop=lambda: time.monotonic() - begun > STOP_AFTER,
    )
    case = f"{agents} agents, {grain} min, stopped after {STOP_AFTER:g} s"
    broken = sum(violation.required for violation in result.violations)
    yield at_most(f"{case}: required rules broken", broken, 0, "violations")
    yield Row(f"{case}: answered after", result.seconds, "s")


def sample(agents: int, roster: Roster) -> Row:
    """What the formulation of OR-Tools' shift scheduling sample can say of it.

    Given how many take which shift on which day: one shift or a day off per person and day, five days at
    most, no early shift after a late one, too many people priced. Skills, breaks, contracts, availability and
    intervals are left out.
    """
    asked = Counter((shift.start, shift.end) for shift in roster.assignments)
    spans = sorted(asked)
    days = sorted({start.date() for start, _ in spans})
    cp = cp_model.CpModel()
    takes = {(person, span): cp.new_bool_var("") for person in range(agents) for span in spans}
    for person in range(agents):
        cp.add(sum(takes[person, span] for span in spans) <= MOST_DAYS)
        for day in days:
            today = [span for span in spans if span[0].date() == day]
            cp.add_at_most_one(takes[person, span] for span in today)
            for earlier in today:
                soon = [span for span in spans if timedelta() < span[0] - earlier[1] < timedelta(hours=11)]
                for later in soon:
                    cp.add_bool_or([~takes[person, earlier], ~takes[person, later]])
    excess = []
    for span, least in asked.items():
        worked = sum(takes[person, span] for person in range(agents))
        cp.add(worked >= least)
        excess.append(worked - least)
    cp.minimize(sum(excess))
    seconds = min(GOALS[agents][0], SAMPLE_SECONDS)
    begun = time.monotonic()
    answer = ask(Question(cp, Limit(seconds=seconds), workers=len(os.sched_getaffinity(0)), seed=1))
    case = f"{agents} agents, counts given, no skills or breaks: OR-Tools sample"
    if answer.values is None:
        return Row(case, "none", f"no roster in {seconds:g} s (another, easier problem)")
    return Row(case, time.monotonic() - begun, "s (another, easier problem)")


def direct(agents: int, grain: int, seed: int) -> Row:
    """The same week as one plain CP-SAT model, default search, no start."""
    seconds = GOALS[agents][0]
    problem = a_week(agents=agents, seed=seed, grain=grain)
    program = Program(problem, the_rules())
    cp = program.cp.clone()
    cp.minimize(program.objectives[Tier.SERVICE].expression)
    answer = ask(Question(cp, Limit(seconds=seconds), workers=len(os.sched_getaffinity(0)), seed=seed))
    case = f"{agents} agents, {grain} min, {seconds:g} s: direct CP-SAT cost"
    if answer.values is None:
        return Row(case, "none", "no roster in time")
    return Row(case, program.objectives[Tier.SERVICE].value(answer.values) / 10, "agent-intervals")


def pyworkforce(agents: int, seed: int) -> Row:
    """What pyworkforce can say: counts of shifts per day for anonymous people of one skill, no breaks, rest
    or contracts; how many shifts it asks for beyond what the contracts' days allow.
    """
    problem = a_week(agents=agents, seed=seed, grain=30)
    periods = 48
    need = np.array([requirement.agents for requirement in problem.requirements]).sum(axis=0)
    model = MinAbsDifference(
        num_days=7,
        periods=periods,
        shifts_coverage=_coverage(problem, periods),
        required_resources=need.reshape(7, periods).astype(int).tolist(),
        max_period_concurrency=agents * len(GROUPS),
        max_shift_concurrency=agents,
        max_search_time=GOALS[agents][0],
    )
    answer = model.solve()
    case = f"{agents} agents, one skill, no breaks: pyworkforce, absolute deviation"
    return Row(case, float(answer["cost"]), "agent-intervals (another, easier problem)")


def _coverage(problem: Problem, periods: int) -> dict[str, list[int]]:
    spans = {}
    for template in problem.templates:
        first = (template.earliest_start.hour * 60) // 30
        lasts = template.lengths[0].minutes * MINUTE // (30 * MINUTE)
        spans[template.name] = [int(first <= period < first + lasts) for period in range(periods)]
    return spans


def weeks(sizes: Sequence[int], grains: Sequence[int], seeds: int) -> Iterator[Row]:
    """The synthetic week at every size and grain asked for, with the contestants that can say it."""
    for agents in sizes:
        for grain in grains:
            if grain != min(grains) or agents in FINE or len(grains) == 1:
                yield from sundial(agents, grain, range(1, seeds + 1))
        if agents <= PEERS_UP_TO:
            yield pyworkforce(agents, 1)
        if agents <= DIRECT_UP_TO:
            yield direct(agents, max(grains), 1)


def main(arguments: Sequence[str]) -> None:
    """Run the parts asked for, print the rows and write them beside those of parts not asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--agents", type=int, nargs="+", choices=list(GOALS), default=list(GOALS))
    parser.add_argument("--grain", type=int, nargs="+", choices=(15, 30), default=[15, 30])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--parts", nargs="+", choices=("week", *SISTERS), default=["week", *SISTERS])
    parser.add_argument(
        "--collect", action="store_true", help="take the other parts' rows as they were last written"
    )
    chosen = parser.parse_args(arguments)
    rows: list[Row] = []

    def tell(row: Row) -> None:
        sys.stdout.write(show(row) + "\n")
        sys.stdout.flush()
        rows.append(row)

    if "week" in chosen.parts:
        for row in weeks(chosen.agents, chosen.grain, chosen.seeds):
            tell(row)
    for name in (part for part in chosen.parts if part != "week"):
        if not chosen.collect:
            ended = run_sister(name)
            tell(at_most(f"{name}: ended with", ended, 0, "exit code"))
        for row in rows_written(name):
            tell(row)
    tell(Row("load of the machine at the end", os.getloadavg()[0], "processes, 1 min"))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    old = [Row(**row) for row in json.loads(TARGET.read_text())] if TARGET.exists() else []
    TARGET.write_text(json.dumps([row.as_dict() for row in merged(old, rows)], indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
