"""Training for 40 agents in 4 cohorts: placed with the shifts, or afterwards as schedulers commonly do.

``python -m tests.benchmarks.activities`` prints a table and writes build/bench/activities.json: case, figure,
unit, goal, holds. All rosters of a team have the same work, counted in CP-SAT's deterministic seconds, so
that figures repeat on any machine; the first has no training, the others train the same people for as long.
"""

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from solver.domain.coverage import TENTHS, coverage_of
from solver.domain.options import SolveOptions
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Result
from solver.domain.roster import Assignment, Roster, Segment
from solver.domain.session import Session, segment_of
from solver.domain.time import MINUTE, at_clock
from solver.rule import Rule
from solver.rules.sessions_held import SessionsHeld
from solver.rules.sessions_if_quiet import SessionsIfQuiet
from solver.session_rule import attendance_in, held
from solver.solve import solve
from solver.validate import structural_violations
from tests.benchmarks.staffing_rows import Row, at_least, at_most, show
from tests.benchmarks.synthetic_week import ZONE, a_week, the_rules

TARGET = Path("build/bench/activities.json")
TEAM, COHORTS, SIZE, TRAINERS = 60, 4, 10, 2
MINUTES, STEP = 90, 30
FIRST_HOUR, LAST_HOUR = 8, 20
LOADS = (1.0, 0.85)
"""Of the synthetic week's requirement: a team with hardly anybody to spare, and one with some room."""

_LONGEST = 600
"""Wall seconds that nothing should take: the work is what ends a search."""


def a_team(seed: int, load: float) -> Problem:
    """A week of sixty agents, four cohorts of ten among them, and two trainers who serve no queue; the
    requirement is ``load`` times that of the synthetic week.
    """
    week = a_week(agents=TEAM, seed=seed)
    needed = tuple(
        requirement.model_copy(update={"agents": tuple(load * agents for agents in requirement.agents)})
        for requirement in week.requirements
    )
    week = week.model_copy(update={"requirements": needed})
    trainers = tuple(
        week.agents[number].model_copy(
            update={
                "id": f"trainer-{number}",
                "name": f"Trainer {number}",
                "role": "operations analyst",
                "skills": (),
                "unavailable": (),
            }
        )
        for number in range(TRAINERS)
    )
    starts = tuple(
        at_clock(day, datetime.min.time(), ZONE) + minute * MINUTE
        for day in week.period.dates[:5]
        for minute in range(FIRST_HOUR * 60, LAST_HOUR * 60 - MINUTES + 1, STEP)
    )
    sessions = tuple(
        Session(
            id=f"cohort-{number}",
            name=f"Training of cohort {number}",
            minutes=MINUTES,
            starts=starts,
            attendees=tuple(agent.id for agent in _cohort(week, number)),
            facilitators=tuple(trainer.id for trainer in trainers),
        )
        for number in range(COHORTS)
    )
    return week.model_copy(update={"agents": (*week.agents, *trainers), "sessions": sessions})


def _cohort(week: Problem, number: int) -> Sequence[Agent]:
    return week.agents[number * SIZE : (number + 1) * SIZE]


def placed_afterwards(problem: Problem, roster: Roster) -> tuple[Roster, int]:
    """The roster with training put into its shifts as they are, and how many sessions that takes.

    Shifts and breaks stay. Each time the start is taken at which most of a cohort that still lack it are
    there with a trainer, of these the one that costs least coverage, until nobody lacks it or no start is
    left.
    """
    shifts = dict(enumerate(roster.assignments))
    given = 0
    for session in problem.sessions:
        lacking = set(session.attendees)
        while lacking:
            found = _best_start(problem, session, shifts, lacking)
            if found is None:
                break
            shifts, came = found
            lacking -= came
            given += 1
    return Roster(assignments=tuple(shifts.values())), given


def _best_start(
    problem: Problem, session: Session, shifts: dict[int, Assignment], lacking: set[str]
) -> tuple[dict[int, Assignment], set[str]] | None:
    best: tuple[int, int, dict[int, Assignment], set[str]] | None = None
    for start in session.starts:
        end = session.ends(start)
        free = {
            shift.agent: number
            for number, shift in shifts.items()
            if shift.is_on_duty(start, end) and shift.agent in (*lacking, *session.facilitators)
        }
        came, leading = lacking & set(free), [agent for agent in session.facilitators if agent in free]
        if not came or not leading or (best is not None and len(came) < best[0]):
            continue
        segment = segment_of(session, start)
        changed = {
            **shifts,
            **{free[agent]: _with(shifts[free[agent]], segment) for agent in (*came, leading[0])},
        }
        short = int(coverage_of(problem, Roster(assignments=tuple(changed.values()))).short.sum())
        if best is None or (len(came), -short) > (best[0], -best[1]):
            best = len(came), short, changed, came
    return None if best is None else (best[2], best[3])


def _with(shift: Assignment, segment: Segment) -> Assignment:
    breaks = sorted((*shift.breaks, segment), key=lambda each: each.start)
    return shift.model_copy(update={"breaks": tuple(breaks)})


def trained(problem: Problem, roster: Roster) -> int:
    """How many people attend the session of their cohort, or one given again for those who missed it."""
    attended = attendance_in(roster.assignments)
    people = {
        (session.id, agent)
        for session in problem.sessions
        for there in attended.get(session.id, {}).values()
        for agent in there
        if agent in session.attendees
    }
    return len(people)


def short_hours(problem: Problem, roster: Roster) -> float:
    """Agent-hours of requirement left uncovered."""
    return float(coverage_of(problem, roster).short.sum()) / TENTHS * problem.interval_minutes / 60


def rows_of(seed: int, load: float, work: float) -> Iterator[Row]:
    """One team: without training, with it in the solve (both ways), and with it put in afterwards."""
    problem = a_team(seed, load)
    options = SolveOptions(seconds=_LONGEST, seed=1, deterministic=True, deterministic_budget=work)

    def solved(*more: Rule) -> Result:
        rules = the_rules()
        sessions = problem.sessions if more else ()
        asked = problem.model_copy(update={"sessions": sessions})
        result = solve(asked, rules.model_copy(update={"rules": (*rules.rules, *more)}), options)
        assert not [found for found in result.violations if found.required], result.status
        return result

    without, favoured, quiet = solved(), solved(SessionsHeld()), solved(SessionsIfQuiet())
    after, given = placed_afterwards(problem, without.roster)
    assert not list(structural_violations(problem, after))
    required = without.measures.required_hours
    base = short_hours(problem, without.roster)
    together = sum(
        held(session, attendance_in(favoured.roster.assignments).get(session.id, {}))[0] is not None
        for session in problem.sessions
    )
    label = f"team {seed} at {load:.0%}"
    yield Row(f"{label}: agents, of them in training", f"{len(problem.agents)}, {COHORTS * SIZE}", "agents")
    yield Row(f"{label}: coverage without training", 100 * (1 - base / required), "%")
    cases = (
        ("in the solve, all attending first", favoured.roster),
        ("in the solve, service first", quiet.roster),
        ("afterwards", after),
    )
    lost = {}
    for name, roster in cases:
        lost[name] = short_hours(problem, roster) - base
        people, case = float(trained(problem, roster)), f"{label}: {name}: people trained"
        asked = roster is favoured.roster
        yield at_least(case, people, COHORTS * SIZE, "people") if asked else Row(case, people, "people")
        yield Row(f"{label}: {name}: coverage lost", 100 * lost[name] / required, "points")
        yield Row(f"{label}: {name}: coverage lost", lost[name], "agent-hours")
    yield at_least(f"{label}: in the solve: cohorts that train together", float(together), COHORTS, "cohorts")
    yield Row(f"{label}: afterwards: sessions that takes", float(given), "sessions")
    yield at_most(
        f"{label}: coverage lost in the solve less that lost afterwards",
        lost["in the solve, all attending first"] - lost["afterwards"],
        0,
        "agent-hours",
    )


def main(arguments: Sequence[str]) -> None:
    """Run the teams asked for, print the rows and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--teams", type=int, default=1)
    parser.add_argument("--work", type=float, default=25.0, help="deterministic seconds for each roster")
    chosen = parser.parse_args(arguments)
    rows: list[dict[str, object]] = []

    def tell(row: Row) -> None:
        sys.stdout.write(show(row) + "\n")
        sys.stdout.flush()
        rows.append(row.as_dict())

    for seed in range(1, chosen.teams + 1):
        begun, used = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_utime
        for load in LOADS:
            for row in rows_of(seed, load, chosen.work):
                tell(row)
        spent = resource.getrusage(resource.RUSAGE_SELF).ru_utime - used
        taken = timedelta(seconds=round(time.monotonic() - begun))
        tell(Row(f"team {seed}: wall time, CPU seconds", f"{taken}, {spent:.0f}", "h:mm:ss, s"))
    tell(Row("load of the machine", os.getloadavg()[0], "1 min"))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
