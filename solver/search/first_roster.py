"""The first roster: everybody's week at once, from what is known of them or of people like them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.domain.time import MINUTE
from solver.model.on_duty import break_windows
from solver.rules import RuleSet
from solver.search.candidates import Candidates
from solver.search.classes import AgentClass, classes_of
from solver.search.everyone import everyone_planned, patience
from solver.search.greedy import Plan, Start, greedy_start
from solver.search.improve import SMALL
from solver.search.lawful_week import LawfulWeek
from solver.search.means import Means
from solver.search.patterns import Patterns
from solver.search.starting import plan_of

_ROUNDS = 3
_ROUNDS_LEFT, _LEAST_LEFT = 0.6, 0.2
"""What the greedy start leaves of the budget: by further rounds, and by the first one."""


def early_start(problem: Problem, rule_set: RuleSet, offered: Candidates, means: Means) -> Start:
    """A lawful week for everyone in little time: the previous one where it still is one, else what others
    have.
    """
    classes = classes_of(problem, rule_set, offered)
    known = _as_before(problem, rule_set, offered)
    plans = everyone_planned(
        problem, rule_set, offered, classes, known, seed=means.seed, over=patience(means)
    )
    return Start(plans, 0.0)


def better_start(
    problem: Problem,
    rule_set: RuleSet,
    offered: Candidates,
    early: Start | None,
    needed: frozenset[Shift],
    means: Means,
) -> Start:
    """Greedy weeks for those who have no better claim to another: ``needed`` shifts are taken in any case.

    Where there was a roster before, or people are so alike that exchanging shifts finds all their weeks, only
    those whom ``needed`` shifts ask for are planned anew.
    """
    budget, small = means.budget, sum(map(len, offered.values())) <= SMALL

    def left(share: float) -> bool:
        return budget.deterministic or budget.left > share * budget.whole

    known = {} if early is None else dict(early.plans)
    if problem.previous:
        standing = _as_before(problem, rule_set, offered)
    else:
        standing = known if known and _alike(problem, rule_set, offered) else {}
    asked = {shift.agent for shift in needed}
    start = greedy_start(
        problem,
        rule_set,
        offered,
        needed=needed,
        standing={agent: plan for agent, plan in standing.items() if agent not in asked},
        rounds=_ROUNDS if small else 1,
        seed=means.seed,
        deterministic=budget.deterministic,
        stop=lambda: means.stop() or not left(_LEAST_LEFT),
        enough=lambda: not left(_ROUNDS_LEFT),
    )
    plans = {**known, **start.plans}
    if len(plans) < len(problem.agents):
        classes = classes_of(problem, rule_set, offered)
        plans = everyone_planned(
            problem, rule_set, offered, classes, plans, seed=means.seed, over=patience(means)
        )
    return replace(start, plans=plans)


def least_broken(
    problem: Problem, offered: Candidates, start: Start, broken: Callable[[Start], dict[str | None, int]]
) -> Start:
    """The start, or what is left of it when people stay at home whose shifts break more than they keep.

    ``broken`` tells how much of the required rules is broken, by agent (None: by several together).
    """

    def without(names: set[str]) -> Start:
        plans = {
            agent.id: plan_of(
                problem, agent, [shift for shift in offered[agent.id] if shift.fixed is not None], {}
            )
            if agent.id in names
            else start.plans[agent.id]
            for agent in problem.agents
            if agent.id in start.plans
        }
        return Start(plans, start.deterministic_time)

    found = broken(start)
    best, least = start, sum(found.values())
    for names in ({name for name in found if name is not None}, {agent.id for agent in problem.agents}):
        if least and names:
            tried = without(names)
            value = sum(broken(tried).values())
            if value < least:
                best, least = tried, value
    return best


def _as_before(problem: Problem, rule_set: RuleSet, offered: Candidates) -> dict[str, Plan]:
    """The previous weeks of those who may have all their shifts again and break no rule about them alone."""
    if not problem.previous:
        return {}
    given: dict[str, list[Assignment]] = {}
    for assignment in problem.previous:
        given.setdefault(assignment.agent, []).append(assignment)
    again: dict[str, list[tuple[Shift, Assignment]]] = {}
    for agent_id in given.keys() & offered.keys():
        pairs = list(_offered_again(offered[agent_id], given[agent_id]))
        fixed = sum(shift.fixed is not None for shift in offered[agent_id])
        if len(pairs) == len(given[agent_id]) and fixed == sum(shift.fixed is not None for shift, _ in pairs):
            again[agent_id] = pairs
    roster = Roster(assignments=tuple(worked for pairs in again.values() for _, worked in pairs))
    people = problem.model_copy(
        update={"agents": tuple(agent for agent in problem.agents if agent.id in again)}
    )
    barred = {
        violation.place.agent
        for rule in rule_set.active
        if rule.required and rule.sight is Sight.AGENT
        for violation in rule.violations(people, roster)
    }
    return {
        agent.id: plan_of(
            problem, agent, [shift for shift, _ in again[agent.id]], dict(_begins(problem, again[agent.id]))
        )
        for agent in people.agents
        if agent.id not in barred
    }


def _offered_again(
    shifts: Sequence[Shift], worked: Sequence[Assignment]
) -> Iterator[tuple[Shift, Assignment]]:
    """Each previous shift with the same one on offer, breaks where they may still be."""
    same = {(shift.template, shift.start, shift.end): shift for shift in shifts}
    for assignment in worked:
        shift = same.get((assignment.template, assignment.start, assignment.end))
        if shift is not None and len(shift.length.breaks) == len(assignment.planned_breaks):
            yield shift, assignment


def _begins(
    problem: Problem, pairs: Sequence[tuple[Shift, Assignment]]
) -> Iterator[tuple[tuple[Shift, int], datetime]]:
    """When the flexible breaks began, where that is still one of their places."""
    grain = problem.interval_minutes * MINUTE
    for shift, assignment in pairs:
        for number, window in enumerate(break_windows(problem.axis, shift)):
            start = assignment.planned_breaks[number].start
            places = [window.first + place * grain for place in range(window.count)]
            if window.count > 1 and start in places:
                yield (shift, number), start


def _alike(problem: Problem, rule_set: RuleSet, offered: Candidates) -> bool:
    """Whether many share few kinds of weeks, all of whose limits shifts alone tell."""
    classes = classes_of(problem, rule_set, offered)
    if 3 * len(classes) > len(problem.agents):
        return False
    patterns = Patterns(problem, rule_set, lambda: False)
    kinds: dict[object, AgentClass] = {}
    for kind in classes:
        kinds.setdefault(patterns.key(kind.first, tuple(kind.shifts)), kind)
    return all(
        LawfulWeek(problem, rule_set, kind.first, tuple(kind.shifts), priced=False).limits is not None
        for kind in kinds.values()
    )
