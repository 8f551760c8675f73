"""What the conformance test needs: a case per rule, every roster of its problem, both readings of it."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import Any

from ortools.sat.python import cp_model

from solver.domain.days import local_day
from solver.domain.problem import Problem
from solver.domain.result import Place
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.model.roster_model import RosterModel
from solver.rule import Rule
from solver.rules import RuleSet
from tests.solver.builders import a_problem, a_template, an_agent

MOST_ROSTERS = 300

Where = tuple[str | None, str | None, str | None, date | None, datetime | None]
"""Agent, site, queue, local date, and for what is nobody's own the moment: a place as both readings tell."""

SHIFTING = frozenset({"work_in_time"})
"""Rules whose excess may lie in one place or another, as work may wait in this interval or that: only its sum
is one figure.
"""

_FIRST = 1_000
"""What somebody missing from a session weighs against a unit of the rule's excess."""


@dataclass(frozen=True)
class Case:
    """A tiny problem and the parameters of a rule to judge its rosters by."""

    problem: Problem
    parameters: dict[str, Any] = field(default_factory=dict)
    name: str = ""


def the_common_problem() -> Problem:
    """Two agents, three days, an early, a late and a short split shift."""
    return a_problem(
        agents=[an_agent("anna"), an_agent("ben", zone="Asia/Kolkata", role="lead")],
        templates=[a_template("early", "06:00", hours=8), a_template("late", "17:00", hours=6)],
        need={"support": 1.5},
        days=3,
    )


def cases_of(kind: type[Rule]) -> list[Case]:
    """The cases named in ``cases/<rule>.py``, else the common problem with the rule's own example."""
    name = kind.an_example()["rule"]
    module = f"tests.solver.rules.cases.{name}"
    if find_spec(module) is None:
        return [Case(the_common_problem(), kind.example)]
    return list(import_module(module).CASES)


def the_rule(kind: type[Rule], parameters: dict[str, Any]) -> Rule:
    """The rule as it comes out of a rule set's JSON."""
    written = {**kind.an_example(), **parameters}
    return RuleSet.model_validate({"name": "one", "rules": [written]}).rules[0]


def every_choice(model: RosterModel) -> list[list[Shift]]:
    """Every choice of shifts without overlap, locked ones always in; a fixed sample where there are too many.

    The choices of one agent are combined with those of the others.
    """
    per_agent = [list(_choices(model.shifts(agent.id))) for agent in model.problem.agents]
    total = 1
    for choices in per_agent:
        total *= len(choices)
    if total <= MOST_ROSTERS:
        numbers: Sequence[int] = range(total)
    else:
        numbers = sorted({0, total - 1, *random.Random(7).sample(range(total), MOST_ROSTERS)})
    return [_choice(per_agent, number) for number in numbers]


def _choice(per_agent: list[list[list[Shift]]], number: int) -> list[Shift]:
    chosen: list[Shift] = []
    for choices in per_agent:
        number, index = divmod(number, len(choices))
        chosen += choices[index]
    return chosen


def _choices(shifts: Sequence[Shift]) -> Iterator[list[Shift]]:
    fixed = {shift for shift in shifts if shift.fixed is not None}
    for mask in range(1 << len(shifts)):
        chosen = [shift for number, shift in enumerate(shifts) if mask >> number & 1]
        if fixed <= set(chosen) and all(after.start >= before.end for before, after in pairwise(chosen)):
            yield chosen


class ModelReading:
    """The least excess the rule's breaches admit once the shifts are chosen and as many as can be attend the
    sessions there are.
    """

    def __init__(self, model: RosterModel, rule: Rule) -> None:
        self.model = model
        self._excesses, self._places = [], []
        for number, breach in enumerate(rule.breaches(model)):
            excess = model.cp.new_int_var(0, breach.most, f"excess {number}")
            for expression in breach.at_least:
                model.cp.add(excess >= expression)
            self._excesses.append(excess)
            self._places.append(_where(breach.place, model.problem))
        missing = [model.attendance.missing(session) for session in model.sessions]
        model.cp.minimize(_FIRST * model.sum(missing) + model.sum(self._excesses))

    def read(self, chosen: list[Shift]) -> tuple[int, Roster]:
        """The excess, and the roster with the breaks the model placed."""
        places, roster = self.read_places(chosen)
        return places.total(), roster

    def read_places(self, chosen: list[Shift]) -> tuple[Counter[Where], Roster]:
        """The excess by place, and the roster with the breaks the model placed."""
        taken = set(chosen)
        fixed = self.model.cp.clone()
        for agent in self.model.problem.agents:
            for shift in self.model.shifts(agent.id):
                fixed.add(self.model.takes(shift) == int(shift in taken))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.cp_model_presolve = True
        status = solver.solve(fixed)
        assert status == cp_model.OPTIMAL, (
            f"the model refuses the roster {chosen}: {solver.status_name(status)}"
        )
        places = Counter[Where]()
        for where, excess in zip(self._places, self._excesses, strict=True):
            places[where] += solver.value(excess)
        return +places, self.model.roster(solver.value)


def excess_read(rule: Rule, problem: Problem, roster: Roster) -> int:
    """What a reader finds, each of it at a place that can be."""
    return places_read(rule, problem, roster).total()


def places_read(rule: Rule, problem: Problem, roster: Roster) -> Counter[Where]:
    """What a reader finds by place, each of which can be."""
    found = Counter[Where]()
    for violation in rule.violations(problem, roster):
        assert violation.excess > 0, f"{rule.rule}: nothing is broken at {violation.place}"
        found[_where(violation.place, problem)] += violation.excess
    return found


def _where(place: Place, problem: Problem) -> Where:
    if place.start is not None and place.end is not None:
        assert place.start < place.end, f"a place ends before it starts: {place}"
    zones = {agent.id: agent.zone for agent in problem.agents}
    day = place.date
    if day is None and place.start is not None:
        day = local_day(place.start, zones.get(place.agent or "", problem.period.zone))
    return place.agent, place.site, place.queue, day, None if place.agent else place.start
