"""Whose shifts there are to choose from: listed once for every program of a search."""

from collections.abc import Mapping
from datetime import datetime

from solver.domain.problem import Problem
from solver.domain.shift import Shift, offered_shifts
from solver.rules import RuleSet

Candidates = Mapping[str, tuple[Shift, ...]]
"""The shifts each agent (by id) may take, in order of start."""


def candidates(problem: Problem, rule_set: RuleSet, since: datetime | None = None) -> Candidates:
    """Locked shifts, and every offered shift (that starts at ``since`` or later) that no required rule rules
    out on its own.

    Agents whom only id and name tell apart share one listing.
    """
    own = {shift.agent for shift in (*problem.locked, *problem.carried_in)} | _named(rule_set)
    known: dict[str, tuple[Shift, ...]] = {}
    found: dict[str, tuple[Shift, ...]] = {}
    for agent in problem.agents:
        key = agent.id if agent.id in own else agent.model_dump_json(exclude={"id", "name"})
        if key in known:
            found[agent.id] = tuple(
                Shift(agent.id, shift.template, shift.start, shift.end, shift.day, shift.length)
                for shift in known[key]
            )
        else:
            known[key] = found[agent.id] = tuple(
                shift
                for shift in offered_shifts(problem, agent)
                if shift.fixed is not None
                or ((since is None or shift.start >= since) and not rule_set.forbids(problem, agent, shift))
            )
    return found


def _named(rule_set: RuleSet) -> set[str]:
    """Every word the rules hold: an agent's id among them makes that agent unlike the others."""
    words: set[str] = set()
    waiting: list[object] = [rule_set.model_dump()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            words.add(value)
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple, set, frozenset)):
            waiting += value
    return words
