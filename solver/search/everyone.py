"""A week for everyone: whom a start did not reach works like one of their kind, or a lawful week of own."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from solver.domain.coverage import even_tenths
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.rules import RuleSet
from solver.search.ask import Stop
from solver.search.candidates import Candidates
from solver.search.classes import AgentClass, occurrence
from solver.search.greedy import Plan
from solver.search.lawful_week import LawfulWeek
from solver.search.means import Means
from solver.search.patterns import Patterns
from solver.search.starting import plan_of

_GRACE_SECONDS, _BEYOND_SECONDS = 4.0, 0.7
"""How long whoever asked to stop waits for everybody to have a week, at most so long beyond the budget."""


def everyone_planned(
    problem: Problem,
    rule_set: RuleSet,
    offered: Candidates,
    classes: Sequence[AgentClass],
    known: Mapping[str, Plan],
    *,
    seed: int,
    over: Stop | None = None,
) -> dict[str, Plan]:
    """The weeks known; whoever has none gets the week of one of their like if it fits, else of one whom the
    rules treat alike, else a lawful one of their own, else (and for all once it is ``over``) their fixed
    shifts alone.
    """
    plans = dict(known)
    if len(plans) == len(problem.agents):
        return plans
    patterns = Patterns(problem, rule_set, lambda: False)
    treated_alike: defaultdict[object, list[Plan]] = defaultdict(list)
    for kind in classes:
        others = treated_alike[patterns.key(kind.first, tuple(kind.shifts))]
        weeks = [plans[agent.id] for agent in kind.agents if agent.id in plans]
        for agent in kind.agents:
            if agent.id in plans:
                continue
            plan = _like(offered, agent.id, weeks)
            if plan is None:
                plan = _borrowed(problem, offered, agent, others)
                if plan is None and not (over is not None and over()):
                    plan = _own(problem, rule_set, offered, agent, seed)
                weeks.append(plan or _fixed(problem, offered, agent))
            plans[agent.id] = plan or weeks[-1]
        others += weeks
    return plans


def patience(means: Means) -> Stop:
    """True once the time for giving everybody a week is up: a while after the budget, or after a stop."""
    budget = means.budget
    asked: list[float] = []

    def over() -> bool:
        if budget.deterministic:
            return False
        if means.stop() and not asked:
            asked.append(budget.elapsed)
        late = bool(asked) and budget.elapsed > asked[0] + _GRACE_SECONDS
        return late or budget.elapsed > budget.whole + _BEYOND_SECONDS

    return over


def _like(offered: Candidates, agent_id: str, weeks: Sequence[Plan]) -> Plan | None:
    """The first of the weeks that the agent may have, with its breaks."""
    own = {occurrence(shift): shift for shift in offered[agent_id]}
    for week in weeks:
        if week.shifts and all(occurrence(shift) in own for shift in week.shifts):
            mine = {shift: own[occurrence(shift)] for shift in week.shifts}
            breaks = {(mine[key[0]], key[1]): start for key, start in week.breaks.items()}
            return Plan(list(mine.values()), breaks, week.duty)
    return None


def _borrowed(problem: Problem, offered: Candidates, agent: Agent, weeks: Sequence[Plan]) -> Plan | None:
    """The same of weeks of people who serve other queues."""
    found = _like(offered, agent.id, weeks)
    return None if found is None else plan_of(problem, agent, found.shifts, found.breaks)


def _own(problem: Problem, rule_set: RuleSet, offered: Candidates, agent: Agent, seed: int) -> Plan:
    """A lawful week of the agent's own, the shifts that most is required in first."""
    shifts = offered[agent.id]
    if not shifts:
        return _fixed(problem, offered, agent)
    week = LawfulWeek(problem, rule_set, agent, shifts, priced=False)
    needed = even_tenths(problem).sum(axis=0)
    axis = problem.axis
    spans = [axis.covered(shift.start, shift.end) for shift in shifts]
    worth = np.array([needed[span.start : span.stop].sum() for span in spans], dtype=float)
    found = week.best(worth / max(1.0, worth.max(initial=0.0)), frozenset(range(len(shifts))), seed)
    if not found:
        return _fixed(problem, offered, agent)
    return plan_of(problem, agent, [shifts[number] for number in found], {})


def _fixed(problem: Problem, offered: Candidates, agent: Agent) -> Plan:
    return plan_of(problem, agent, [shift for shift in offered[agent.id] if shift.fixed is not None], {})
