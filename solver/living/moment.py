"""One stretch of a roster's time, and what rules about who is there say when somebody comes or goes."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime

import numpy as np

from solver.coverage_rule import CoverageRule
from solver.domain.coverage import Coverage, coverage_from, on_duty_counts
from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.sight import Sight
from solver.domain.time import MINUTE, TimeAxis
from solver.domain.work import Requirement
from solver.rule import Rule, Scope

Stretches = Sequence[tuple[datetime, datetime]]


class Moment:
    """The shifts that touch some stretches of time, those of the people who may change left out."""

    def __init__(self, problem: Problem, stretches: Stretches, others: Iterable[Assignment]) -> None:
        grain = problem.interval_minutes * MINUTE
        self._stretches = [(start - grain, end + grain) for start, end in stretches]
        self._others = tuple(self.within(others))
        carried = tuple(self.within(problem.carried_in))
        requirements = tuple(self._inside(problem.axis, each) for each in problem.requirements)
        self.problem = problem.model_copy(update={"carried_in": carried, "requirements": requirements})
        self._counts = on_duty_counts(self.problem, (*carried, *self._others))

    def within(self, shifts: Iterable[Assignment]) -> list[Assignment]:
        """Those of the shifts that touch the stretches, an interval to spare."""
        return [
            shift
            for shift in shifts
            if any(shift.start < end and start < shift.end for start, end in self._stretches)
        ]

    def read(
        self, rules: Sequence[Rule], own: Iterable[Assignment]
    ) -> list[tuple[Rule | None, list[Violation]]]:
        """What the rules find while those who may change have these shifts."""
        mine = self.within(own)
        # These were read as shifts already: nothing of them is checked again.
        roster = Roster.model_construct(assignments=(*self._others, *mine))
        coverage = None
        found: list[tuple[Rule | None, list[Violation]]] = []
        for rule in rules:
            if isinstance(rule, CoverageRule):
                coverage = coverage or self._coverage(mine)
                found.append((rule, list(rule.violations_in(self.problem, coverage))))
            else:
                found.append((rule, list(rule.violations(self.problem, roster))))
        return found

    def _coverage(self, own: Iterable[Assignment]) -> Coverage:
        counts = dict(self._counts)
        for served, heads in on_duty_counts(self.problem, own).items():
            counts[served] = counts[served] + heads if served in counts else heads
        return coverage_from(self.problem, counts)

    def _inside(self, axis: TimeAxis, requirement: Requirement) -> Requirement:
        """What is asked for in the stretches; elsewhere it would be found missing, before and after alike."""
        inside = np.zeros(axis.intervals, dtype=bool)
        for start, end in self._stretches:
            touched = axis.touched(start, end)
            inside[touched.start : touched.stop] = True
        agents, minimum = np.array(requirement.agents), requirement.minimum
        # Whether a queue requires anybody in the period at all may matter: one interval tells.
        inside[np.flatnonzero(agents)[:1]] = True
        return requirement.model_copy(
            update={
                "agents": tuple(np.where(inside, agents, 0.0).tolist()),
                "minimum": None if minimum is None else tuple(np.where(inside, minimum, 0).tolist()),
            }
        )


def kind_of(rules: Sequence[Rule], agent: Agent) -> Hashable:
    """What rules about moments see of an agent: of one kind it makes no difference who is there."""
    named = {agent_id for rule in rules for scope in _scopes(rule) for agent_id in scope.agents or ()}
    own = agent.id if agent.id in named else None
    seen = (agent.site, agent.zone, agent.role, agent.tags, agent.holidays, own)
    if all(rule.sight is Sight.PRESENCE for rule in rules):
        return seen
    return (*seen, agent.skills, agent.channels)


def _scopes(document: Document) -> Iterable[Scope]:
    """Every scope in it, however deep: tiers of a duty have scopes of their own."""
    for _, value in document:
        for each in value if isinstance(value, tuple) else (value,):
            if isinstance(each, Scope):
                yield each
            elif isinstance(each, Document):
                yield from _scopes(each)
