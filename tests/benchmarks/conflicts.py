"""Random problems whose required rules contradict: is the conflict minimal and proved, does the repair solve?

``python -m tests.benchmarks.conflicts`` prints a table and writes build/bench/solver_conflicts.json: case,
figure, unit, goal, holds.
"""

import argparse
import json
import random
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from pathlib import Path
from time import monotonic, process_time

from solver.domain.people import Agent, TimeOff
from solver.domain.problem import Problem
from solver.domain.roster import Activity, Assignment, Segment
from solver.domain.time import ClockWindow, Span
from solver.domain.work import Requirement
from solver.explain import explain_conflict
from solver.explaining.answers import Answer, Conflict
from solver.explaining.repair import Repair
from solver.rule import Rule, Scope
from solver.rules import RuleSet
from solver.rules.barred_shifts import BarredShifts
from solver.rules.lead_on_duty import LeadOnDuty
from solver.rules.local_night import LocalNight
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.min_days_off import MinDaysOff
from solver.rules.minimum_staffing import MinimumStaffing
from solver.rules.service_coverage import ServiceCoverage
from solver.rules.time_off import TimeOffKept
from tests.benchmarks.staffing_rows import Row, at_most, show
from tests.benchmarks.synthetic_week import a_week, the_rules

TARGET = Path("build/bench/solver_conflicts.json")
SIZES = (5, 10, 20, 35, 50)
LARGEST = 50
MEDIAN_SECONDS = 10.0
DAY = timedelta(days=1)

Kind = Callable[[Problem, random.Random], tuple[Problem, tuple[Rule, ...]]]


@dataclass(frozen=True)
class Case:
    """A contradictory problem."""

    kind: str
    agents: int
    seed: int
    problem: Problem
    rule_set: RuleSet


@dataclass(frozen=True)
class Outcome:
    """What was found of a case."""

    case: Case
    conflict: Conflict
    seconds: float
    cpu_seconds: float

    @property
    def proved(self) -> bool:
        return self.conflict.answer is Answer.CONTRADICTION and self.conflict.proved

    @property
    def repaired(self) -> bool:
        repair: Repair | None = self.conflict.repair
        return repair is not None and repair.solved and repair.validated


def hours_beyond_availability(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """Somebody is available for a day only and owed a week's hours."""
    day = problem.period.start + rng.randrange(7) * DAY
    return _one_agent(problem, rng, available=(Span(start=day, end=day + DAY),)), ()


def away_all_week(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """Unpaid time off takes the week of somebody who is owed its hours."""
    span = Span(start=problem.period.start - DAY, end=problem.period.end + DAY)
    return _one_agent(problem, rng, time_off=(TimeOff(span=span),)), (TimeOffKept(),)


def locked_while_away(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """A shift is locked on a day somebody is not available."""
    agent, day = rng.choice(problem.agents), rng.randrange(7)
    span = Span(start=problem.period.start + day * DAY, end=problem.period.start + (day + 1) * DAY)
    changed = _with(problem, agent, unavailable=(span,))
    return changed.model_copy(update={"locked": (_locked(changed, agent, day, 9),)}), ()


def locked_without_rest(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """A late and an early shift are locked one after the other."""
    agent, day = rng.choice(problem.agents), rng.randrange(6)
    locked = (_locked(problem, agent, day, 15), _locked(problem, agent, day + 1, 7))
    return _with(problem, agent, unavailable=()).model_copy(update={"locked": locked}), ()


def locked_too_often(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """More days are locked than the week may have."""
    agent = rng.choice(problem.agents)
    locked = tuple(_locked(problem, agent, day, 9) for day in rng.sample(range(7), 6))
    return _with(problem, agent, unavailable=()).model_copy(update={"locked": locked}), ()


def minimum_beyond_people(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """One queue's minimum asks for more than all who can serve it, for an hour or two."""
    return _with_minimum(problem, rng, len(problem.agents) + 1), (MinimumStaffing(weight=None),)


def minimum_beyond_availability(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """Everyone is away on a day that keeps a minimum."""
    day = rng.randrange(7)
    span = Span(start=problem.period.start + day * DAY, end=problem.period.start + (day + 1) * DAY)
    people = tuple(agent.model_copy(update={"unavailable": (span,)}) for agent in problem.agents)
    return (
        _with_minimum(problem.model_copy(update={"agents": people}), rng, 1, day=day),
        (MinimumStaffing(weight=None),),
    )


def minimum_at_night(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """A minimum before the first shift of the day begins."""
    return _with_minimum(problem, rng, 1, hour=rng.choice((3, 4, 5))), (MinimumStaffing(weight=None),)


def service_beyond_capacity(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """The whole requirement is owed and is a multiple of what the contracts hold."""
    factor = rng.choice((2.0, 3.0))
    more = tuple(
        each.model_copy(update={"agents": tuple(factor * value for value in each.agents)})
        for each in problem.requirements
    )
    return problem.model_copy(update={"requirements": more}), (ServiceCoverage(weight=None),)


def week_beyond_hours(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """The requirement is owed and takes more hours than the contracts hold, though never everyone at once."""
    hours = sum(agent.contract.max_weekly_minutes for agent in problem.agents) / 60
    required = sum(sum(each.agents) for each in problem.requirements) * problem.interval_minutes / 60
    factor = rng.uniform(1.1, 1.25) * hours / required
    more = tuple(
        each.model_copy(update={"agents": tuple(factor * value for value in each.agents)})
        for each in problem.requirements
    )
    return problem.model_copy(update={"requirements": more}), (ServiceCoverage(weight=None),)


def no_lead(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """A lead is due while there is work, and the only one is away for a day or there is none."""
    lead, day = rng.choice(problem.agents), rng.randrange(7)
    span = Span(start=problem.period.start + day * DAY, end=problem.period.start + (day + 1) * DAY)
    role = rng.choice(("lead", "associate"))
    changed = _with(problem, lead, role=role, unavailable=(span,))
    return changed, (LeadOnDuty(roles=("lead",), during="work_required", weight=None),)


def days_off_beyond_hours(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """So many days off that the contracted hours do not fit."""
    agent = rng.choice(problem.agents)
    contract = agent.contract.model_copy(update={"min_weekly_minutes": 1_980, "max_weekly_minutes": 2_400})
    days = rng.choice((4, 5))
    return _with(problem, agent, contract=contract), (MinDaysOff(days=days, scope=Scope(agents=(agent.id,))),)


def barred_from_all(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """Somebody is kept out of every shift and owed hours."""
    agent = rng.choice(problem.agents)
    return problem, (BarredShifts(scope=Scope(agents=(agent.id,))),)


def runs_beyond_hours(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """One day in a row at most, and hours for five days."""
    agent = rng.choice(problem.agents)
    contract = agent.contract.model_copy(update={"min_weekly_minutes": 2_100, "max_weekly_minutes": 2_400})
    return _with(problem, agent, contract=contract), (
        MaxConsecutiveDays(days=1, scope=Scope(agents=(agent.id,))),
    )


def nobody_at_night(problem: Problem, rng: random.Random) -> tuple[Problem, tuple[Rule, ...]]:
    """A late minimum, and no work in the local evening."""
    changed = _with_minimum(problem, rng, 1, hour=21)
    window = ClockWindow(start=time(20), end=time(6))
    return changed, (MinimumStaffing(weight=None), LocalNight(window=window, comfort=False))


KINDS: tuple[Kind, ...] = (
    hours_beyond_availability,
    away_all_week,
    locked_while_away,
    locked_without_rest,
    locked_too_often,
    minimum_beyond_people,
    minimum_beyond_availability,
    minimum_at_night,
    service_beyond_capacity,
    week_beyond_hours,
    no_lead,
    days_off_beyond_hours,
    barred_from_all,
    runs_beyond_hours,
    nobody_at_night,
)


def a_case(number: int, size: int) -> Case:
    """The case of that number: kinds in turn, everything else drawn with the number as seed."""
    kind, rng = KINDS[number % len(KINDS)], random.Random(number)
    problem, rules = kind(a_week(agents=size, seed=number, grain=30), rng)
    # Checked again as a whole: changes to copies are not.
    problem = Problem.model_validate(problem.model_dump())
    base = tuple(rule for rule in the_rules().rules if rule.required)
    rule_set = RuleSet(name=kind.__name__, rules=(*base, *rules))
    return Case(kind.__name__, size, number, problem, rule_set)


def outcome_of(case: Case, seconds: float) -> Outcome:
    begun, cpu = monotonic(), process_time()
    conflict = explain_conflict(case.problem, case.rule_set, seconds=seconds, seed=case.seed)
    return Outcome(case, conflict, monotonic() - begun, process_time() - cpu)


def rows_of(outcomes: Sequence[Outcome]) -> list[Row]:
    """Shares of all, medians of the largest."""
    count = len(outcomes)
    found = [each for each in outcomes if each.conflict.answer is Answer.CONTRADICTION]
    repairs = [each.conflict.repair for each in outcomes if each.conflict.repair is not None]
    rows = [
        _all("infeasible problems recognised", len(found), count),
        _all("minimal conflict, proved again member by member", sum(each.proved for each in outcomes), count),
        _all("repair that solves, judged by the readers", sum(each.repaired for each in outcomes), count),
        Row("repairs proved cheapest", sum(each.cheapest for each in repairs) / count, "share of problems"),
        Row(
            "members of a conflict, median",
            statistics.median(len(each.conflict.members) for each in outcomes),
            "members",
        ),
    ]
    for size in sorted({each.case.agents for each in outcomes}):
        of_size = [each for each in outcomes if each.case.agents == size]
        name, middle = f"{size} agents: seconds, median", statistics.median(each.seconds for each in of_size)
        rows.append(at_most(name, middle, MEDIAN_SECONDS, "s") if size == LARGEST else Row(name, middle, "s"))
        rows.append(
            Row(
                f"{size} agents: CPU seconds, median",
                statistics.median(each.cpu_seconds for each in of_size),
                "s",
            )
        )
        rows.append(Row(f"{size} agents: slowest", max(each.seconds for each in of_size), "s"))
    return rows


def _all(name: str, part: int, whole: int) -> Row:
    return Row(name, part / whole, "share of problems", "all", part == whole)


def main(arguments: Sequence[str]) -> None:
    """Explain so many cases, print a line for each, then the rows, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--problems", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="number (and seed) of the first problem")
    parser.add_argument("--agents", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--seconds", type=float, default=10.0, help="for narrowing and repair of each")
    parser.add_argument("--write", type=Path, default=TARGET)
    chosen = parser.parse_args(arguments)
    outcomes: list[Outcome] = []
    for number in range(chosen.first, chosen.first + chosen.problems):
        size = chosen.agents[number // len(KINDS) % len(chosen.agents)]
        outcome = outcome_of(a_case(number, size), chosen.seconds)
        outcomes.append(outcome)
        conflict = outcome.conflict
        rules = Counter(member.rule for member in conflict.members)
        repair = conflict.repair
        sys.stdout.write(
            f"seed {number:>3} {size:>3} agents {outcome.case.kind:<28} {conflict.answer:<13} "
            f"{'proved' if outcome.proved else 'NOT PROVED':<10} "
            f"{'repaired' if outcome.repaired else 'NOT REPAIRED':<12} "
            f"{outcome.seconds:6.1f} s {outcome.cpu_seconds:6.1f} CPU s  price "
            f"{repair.price if repair else '-'} ≥ {repair.bound if repair else '-'}  "
            f"{', '.join(f'{count} {rule}' for rule, count in rules.items())}\n"
        )
        sys.stdout.flush()
    rows = rows_of(outcomes)
    sys.stdout.write("\n".join(map(show, rows)) + "\n")
    chosen.write.parent.mkdir(parents=True, exist_ok=True)
    chosen.write.write_text(json.dumps([row.as_dict() for row in rows], indent=2) + "\n")


def _with(problem: Problem, agent: Agent, **changes: object) -> Problem:
    people = tuple(
        each.model_copy(update=changes) if each.id == agent.id else each for each in problem.agents
    )
    return problem.model_copy(update={"agents": people})


def _one_agent(problem: Problem, rng: random.Random, **changes: object) -> Problem:
    return _with(problem, rng.choice(problem.agents), **changes)


def _locked(problem: Problem, agent: Agent, day: int, hour: int) -> Assignment:
    start = problem.period.start + day * DAY + timedelta(hours=hour)
    template = next(each for each in problem.templates if each.name == f"{hour:02}:00 for 8 h")
    plan = template.lengths[0].breaks[0]
    begins = start + timedelta(minutes=plan.earliest_offset)
    meal = Segment(
        activity=Activity.MEAL,
        name=plan.name,
        start=begins,
        end=begins + timedelta(minutes=plan.minutes),
        paid=plan.paid,
    )
    return Assignment(
        agent=agent.id,
        template=template.name,
        start=start,
        end=start + timedelta(hours=8),
        breaks=(meal,),
        locked=True,
    )


def _with_minimum(
    problem: Problem, rng: random.Random, agents: int, *, day: int | None = None, hour: int | None = None
) -> Problem:
    """A minimum of so many agents of one queue for an hour or two of one day."""
    queue = rng.choice(problem.queues).id
    day = rng.randrange(7) if day is None else day
    first = day * 48 + 2 * (hour or rng.choice(range(9, 19)))
    span = range(first, first + rng.choice((2, 4)))

    def floor(each: Requirement) -> Requirement:
        wanted = [agents if number in span else 0 for number in range(len(each.agents))]
        return each.model_copy(update={"minimum": tuple(wanted)}) if each.queue == queue else each

    return problem.model_copy(update={"requirements": tuple(map(floor, problem.requirements))})


if __name__ == "__main__":
    main(sys.argv[1:])
