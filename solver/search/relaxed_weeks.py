"""Weeks along the relaxation: what each class works in all is shared out among its people, week by week.

The relaxed program of classes says in fractions how many people of a class take each shift, and how many
breaks begin when. Lawful weeks are laid one after the other, each of the shifts that most is left of, until
everybody has one; people rounded to whole ones and weeks that rules forbid leave a little for exchanges.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.rules import RuleSet
from solver.search.candidates import Candidates
from solver.search.class_bounds import ClassCounts
from solver.search.classes import AgentClass, occurrence
from solver.search.greedy import Plan
from solver.search.lawful_week import LawfulWeek
from solver.search.means import Means
from solver.search.patterns import Patterns
from solver.search.starting import plan_of

Floats = npt.NDArray[np.float64]
Windows = dict[tuple[Shift, int], tuple[int, int, int]]
"""By shift and number of the break: its group, where its window opens, and how many points it has."""

_LEFT, _BASE, _NONE_LEFT = 0.25, 0.5, -1.0
"""Of so many people left a shift is worth taking, what it is then worth at least, and what otherwise."""

_AGAIN = 0.05
"""A week is laid again for that part of those who could have it, before worth is looked at anew."""

_WORK = 5e-3
"""Deterministic seconds the search for a week counts for."""


def relaxed_weeks(
    problem: Problem,
    rule_set: RuleSet,
    offered: Candidates,
    counts: ClassCounts,
    means: Means,
    enough: Callable[[], bool],
) -> dict[str, Plan]:
    """The weeks of all for whom a lawful one was found until somebody stops or it is ``enough``, by agent."""
    patterns = Patterns(problem, rule_set, means.stop)
    known: dict[object, LawfulWeek] = {}
    taken: dict[str, list[tuple[Shift, Shift]]] = {}
    for kind in counts.program.classes:
        shifts = tuple(kind.shifts)
        key = patterns.key(kind.first, shifts)
        if key not in known:
            first = kind.first.model_copy(update={"available": None, "unavailable": (), "preferences": ()})
            known[key] = LawfulWeek(problem, rule_set, first, shifts, priced=False)
        taken.update(_shared(kind, known[key], offered, counts, means, enough))
    begins = _begun(problem, counts, taken)
    return {
        agent.id: plan_of(problem, agent, [own for own, _ in taken[agent.id]], begins[agent.id])
        for agent in problem.agents
        if agent.id in taken
    }


def _shared(
    kind: AgentClass,
    week: LawfulWeek,
    offered: Candidates,
    counts: ClassCounts,
    means: Means,
    enough: Callable[[], bool],
) -> dict[str, list[tuple[Shift, Shift]]]:
    """What each of the class takes: shifts of their own beside those they are for the class."""
    shifts = tuple(kind.shifts)
    left: Floats = np.array([counts.values[counts.program.model.takes(shift).index] for shift in shifts])
    number = {occurrence(shift): place for place, shift in enumerate(shifts)}
    own = {
        agent.id: {number[occurrence(shift)]: shift for shift in offered[agent.id]} for agent in kind.agents
    }
    waiting = sorted(own, key=lambda agent_id: len(own[agent_id]))
    found: dict[str, list[tuple[Shift, Shift]]] = {}
    while waiting and not means.stop() and not enough():
        worth = np.where(left > _LEFT, _BASE + np.minimum(1.0, left / len(waiting)), _NONE_LEFT)
        means.budget.spend_work(_WORK)
        chosen = week.best(worth, own[waiting[0]].keys(), means.seed)
        if chosen is None:
            waiting.pop(0)
            continue
        times = max(1, int(_AGAIN * left[chosen].min(initial=np.inf if chosen else 0.0)))
        for agent_id in [one for one in waiting if own[one].keys() >= set(chosen)][:times]:
            found[agent_id] = [(own[agent_id][place], shifts[place]) for place in chosen]
            left[chosen] -= 1
            waiting.remove(agent_id)
    return found


def _begun(
    problem: Problem, counts: ClassCounts, taken: Mapping[str, Sequence[tuple[Shift, Shift]]]
) -> defaultdict[str, dict[tuple[Shift, int], datetime]]:
    """When flexible breaks begin: those whose windows open first at the first points that are left of those
    the relaxation has, else in the middle of their window.
    """
    windows: Windows = {}
    points: list[Counter[int]] = []
    for group in counts.program.model.break_groups:
        for opens, those in group.windows.items():
            windows.update({key: (len(points), opens, group.width) for key in those})
        points.append(Counter())
        whole, sofar = 0, 0.0
        for point in sorted(group.starts):
            sofar += counts.values[group.starts[point].index]
            points[-1][point] = round(sofar) - whole
            whole = round(sofar)
    waiting = [
        (*windows[like, place], agent_id, place, own)
        for agent_id, pairs in taken.items()
        for own, like in pairs
        for place in range(len(like.length.breaks))
        if (like, place) in windows
    ]
    waiting.sort(key=lambda window: window[:-1])
    begins: defaultdict[str, dict[tuple[Shift, int], datetime]] = defaultdict(dict)
    for group_number, opens, width, agent_id, place, own in waiting:
        open_points = points[group_number]
        free = (point for point in range(opens, opens + width) if open_points[point] > 0)
        point = next(free, opens + width // 2)
        open_points[point] -= 1
        begins[agent_id][own, place] = problem.axis.instant(point)
    return begins
