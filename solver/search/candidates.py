"""Whose shifts there are to choose from: listed once for every program of a search."""

from collections.abc import Mapping

from solver.domain.problem import Problem
from solver.domain.shift import Shift, offered_shifts
from solver.rules import RuleSet

Candidates = Mapping[str, tuple[Shift, ...]]
"""The shifts each agent (by id) may take, in order of start."""


def candidates(problem: Problem, rule_set: RuleSet) -> Candidates:
    """Locked shifts, and every offered shift that no required rule rules out on its own."""
    return {
        agent.id: tuple(
            shift
            for shift in offered_shifts(problem, agent)
            if shift.fixed is not None or not rule_set.forbids(problem, agent, shift)
        )
        for agent in problem.agents
    }
