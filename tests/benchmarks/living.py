"""The living roster: trades judged as full validation would, replacements, repairs and levers in time.

``make bench-living`` prints a table and writes build/bench/living.json: case, figure, unit, goal, holds.
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path

from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import possible_shifts
from solver.domain.time import Span
from solver.living.disruption import Absence, Surge
from solver.living.escalation import LeverOptions
from solver.living.levers import weigh_levers
from solver.living.reach import RepairOptions
from solver.living.repair import repair
from solver.living.replacements import rank_replacements
from solver.model.assigned import assigned
from solver.presets import CoverageModel
from solver.solve import solve
from tests.benchmarks.staffing_rows import Row, at_most, show
from tests.benchmarks.synthetic_team import a_team as an_example_team
from tests.benchmarks.synthetic_team import rule_sets
from tests.benchmarks.synthetic_week import a_week, the_rules
from tests.solver.living.trading import disagreements

TARGET = Path("build/bench/living.json")
WEEKS = (
    (date(2026, 3, 2), "Europe/Dublin"),
    (date(2026, 3, 23), "Europe/Dublin"),
    (date(2026, 10, 19), "Europe/Dublin"),
    (date(2026, 3, 2), "Asia/Kolkata"),
    (date(2026, 4, 20), "Africa/Cairo"),
    (date(2026, 3, 2), "Pacific/Kiritimati"),
)
RANKED = 1_000
REPAIRED = 200
SLACK = 0.85
"""Of the synthetic week's requirement: a team that has some room, as one that can be repaired must."""


def trades(count: int) -> Iterator[Row]:
    """Random trades in six weeks, with clock changes, half hours and the date line."""
    begun = time.monotonic()
    each = -(-count // len(WEEKS))
    with ProcessPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        found = list(pool.map(disagreements, *zip(*WEEKS, strict=True), [each] * len(WEEKS)))
    judged = sum(result.judged for result in found)
    refused = sum(result.refused for result in found)
    yield Row("random trades judged twice", judged, "trades", f"≥ {count}", judged >= count)
    yield Row("of them refused by a required rule", refused / judged, "share")
    wrong = sum(len(result.wrong) for result in found)
    yield at_most("trades judged otherwise by full validation", wrong, 0, "trades")
    codes = {code for result in found for code in result.rules}
    yield Row("rules that refused one", len(codes), "rules")
    yield Row("time for all of them", time.monotonic() - begun, "s")


def replacements(runs: int) -> Iterator[Row]:
    """Who could take over a shift, everyone of a thousand judged."""
    problem, rules = an_example_team(agents=RANKED), rule_sets()[CoverageModel.TRADITIONAL_24X7]
    roster = _half_full(problem)
    rng = random.Random(4)
    walls, work, lawful = [], [], []
    for vacant in rng.sample(roster.assignments, runs):
        begun, spent = time.monotonic(), time.process_time()
        ranking = rank_replacements(problem, rules, roster, vacant)
        walls.append(time.monotonic() - begun)
        work.append(time.process_time() - spent)
        lawful.append(ranking.lawful)
    case = f"replacements, {RANKED} agents, {len(roster.assignments)} shifts"
    yield at_most(f"{case}: median", statistics.median(walls), 1.0, "s")
    yield Row(f"{case}: slowest", max(walls), "s")
    yield at_most(f"{case}: median work", statistics.median(work), 1.0, "CPU s")
    yield Row(f"{case}: who could lawfully take it, median", float(statistics.median(lawful)), "agents")


def repairs(seconds: float) -> Iterator[Row]:
    """Three people call in sick for a day, in a team with some room and in one without."""
    for name, share in (("some room", SLACK), ("hardly any room", 1.0)):
        problem = _scaled(a_week(agents=REPAIRED, seed=1), share)
        roster = solve(problem, the_rules(), SolveOptions(seconds=seconds, seed=1)).roster
        day = problem.period.start + timedelta(days=2)
        sick = sorted({shift.agent for shift in roster.assignments if shift.start.date() == day.date()})[::41]
        events = [
            Absence(agent=agent, span=Span(start=day, end=day + timedelta(days=1))) for agent in sick[:3]
        ]
        spent = time.process_time()
        found = repair(
            problem, the_rules(), roster, events, RepairOptions(now=problem.period.start, seconds=8)
        )
        case = f"{len(events)} absences, {REPAIRED} agents, {name}"
        yield at_most(f"{case}: time", found.seconds, 10.0, "s")
        yield Row(f"{case}: work", time.process_time() - spent, "CPU s")
        for step in found.steps:
            yield Row(f"{case}: {step.step}", step.value, f"bound {step.bound}, gap {step.gap:.0%}")
        broken = sum(violation.required for violation in found.violations)
        yield at_most(f"{case}: required rules broken", broken, 0, "violations")


def levers(seconds: float) -> Iterator[Row]:
    """A fifth more on one queue for six hours, which breaks make up for; and twice as much on a Saturday,
    when few are there, which takes overtime and overflow.
    """
    for share, factor, day in ((SLACK, 1.2, 2), (1.0, 2.0, 5)):
        problem = _scaled(a_week(agents=REPAIRED, seed=2), share)
        roster = solve(problem, the_rules(), SolveOptions(seconds=seconds, seed=2)).roster
        start = problem.period.start + timedelta(days=day, hours=10)
        yield from _surge(problem, roster, Span(start=start, end=start + timedelta(hours=6)), factor)


def _surge(problem: Problem, roster: Roster, span: Span, factor: float) -> Iterator[Row]:
    surge = Surge(queue=problem.queues[0].id, span=span, factor=factor)
    options = LeverOptions(now=problem.period.start, overflow_cost_per_hour=3.0, seconds=8)
    spent = time.process_time()
    found = weigh_levers(problem, the_rules(), roster, surge, options)
    case = f"{factor - 1:.0%} surge, {REPAIRED} agents"
    yield at_most(f"{case}: time", found.seconds, 10.0, "s")
    yield Row(f"{case}: work", time.process_time() - spent, "CPU s")
    short = (sum(each.short_hours for each in shortage) for shortage in (found.before, found.disrupted))
    for name, hours in zip(("before", "with the surge"), short, strict=True):
        yield Row(f"{case}: short {name}", hours, "agent-hours")
    for lever in found.levers:
        told = f"h gained, cost {0 if lever.cost is None else lever.cost:.1f}, {len(lever.agents)} people"
        yield Row(f"{case}: {lever.lever}", lever.gained_hours, told)


def _scaled(problem: Problem, share: float) -> Problem:
    return problem.model_copy(
        update={
            "requirements": tuple(
                each.model_copy(update={"agents": tuple(share * agents for agents in each.agents)})
                for each in problem.requirements
            )
        }
    )


def _half_full(problem: Problem) -> Roster:
    """Everyone on three to five shifts of one kind, dates drawn at random: no solver, no rules."""
    rng, given = random.Random(1), list[Assignment]()
    for agent in problem.agents:
        kind = rng.choice(("day", "evening", "night"))
        days: dict[date, list[Assignment]] = {}
        for shift in possible_shifts(problem, agent):
            if shift.template == kind and shift.minutes == 480:
                days.setdefault(shift.day, []).append(assigned(shift, problem.axis, {}))
        for day in rng.sample(sorted(days)[:7], rng.choice((3, 4, 5))):
            given.append(rng.choice(days[day]))
    return Roster(assignments=tuple(given))


def main(arguments: Sequence[str]) -> None:
    """Run the parts asked for, print the rows and write them; parts not asked for keep their old rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=[], metavar="trades|replacements|repairs|levers")
    parser.add_argument("--trades", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=30.0, help="for each roster that is then repaired")
    chosen = parser.parse_args(arguments)
    parts = {
        "trades": lambda: trades(chosen.trades),
        "replacements": lambda: replacements(chosen.runs),
        "repairs": lambda: repairs(chosen.seconds),
        "levers": lambda: levers(chosen.seconds),
    }
    known = json.loads(TARGET.read_text()) if TARGET.exists() else []
    rows = {name: [row for row in known if row.get("part") == name] for name in parts}
    for name, run in parts.items():
        if chosen.parts and name not in chosen.parts:
            continue
        rows[name] = []
        for row in run():
            sys.stdout.write(show(row) + "\n")
            sys.stdout.flush()
            rows[name].append({"part": name, **row.as_dict()})
        rows[name].append({"part": name, **Row("load of the machine", os.getloadavg()[0], "1 min").as_dict()})
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps([row for name in parts for row in rows[name]], indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
