"""Whose shifts there are to choose from: listed once for every program of a search."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.shift import Shift, offered_shifts, shifts_of_zone
from solver.rule import Rule
from solver.rules import RuleSet

Candidates = Mapping[str, tuple[Shift, ...]]
"""The shifts each agent (by id) may take, in order of start."""


def candidates(problem: Problem, rule_set: RuleSet, since: datetime | None = None) -> Candidates:
    """Locked shifts, and every offered shift (that starts at ``since`` or later) that no required rule rules
    out on its own.

    Agents whom only id and name tell apart share one listing.
    """
    bound = {shift.agent for shift in (*problem.locked, *problem.carried_in)}
    own = bound | _named(rule_set)
    forbidding = [rule for rule in rule_set.rules if type(rule).forbids is not Rule.forbids]
    listings: dict[str, tuple[Shift, ...] | None] = {}
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
            if agent.zone not in listings:
                listings[agent.zone] = shifts_of_zone(problem, agent.zone)
            listing = None if agent.id in bound else listings[agent.zone]
            shifts = offered_shifts(problem, agent) if listing is None else _own(problem, agent, listing)
            minding = [rule for rule in forbidding if rule.scope.includes(agent)]
            known[key] = found[agent.id] = tuple(
                shift
                for shift in shifts
                if shift.fixed is not None
                or (
                    (since is None or shift.start >= since)
                    and not any(rule.forbids(problem, agent, shift) for rule in minding)
                )
            )
    return found


def _own(problem: Problem, agent: Agent, listing: tuple[Shift, ...]) -> Iterator[Shift]:
    """Those of a zone's shifts whose templates are open to the agent, as the agent's."""
    known = {template.name for template in problem.templates if template.is_open_to(agent)}
    for shift in listing:
        if shift.template in known:
            yield Shift(agent.id, shift.template, shift.start, shift.end, shift.day, shift.length)


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
