"""Whose shifts a breach depends on, found along the rows of the program."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from ortools.sat.python.cp_model_helper import ConstraintProto

from solver.search.program import Program

_STEPS = 2
"""From an excess to what it counts (heads on duty, loads), and from there to the shifts counted."""


class Reach:
    """The rows of a program by the variables in them, takes excepted: those are where a walk ends."""

    def __init__(self, program: Program) -> None:
        self._owner = {program.model.takes(shift).index: shift.agent for shift in program.shifts}
        self._rows: list[tuple[int, ...]] = []
        self._of: defaultdict[int, list[int]] = defaultdict(list)
        for constraint in program.cp.proto.constraints:
            row = tuple(variables_of(constraint))
            for index in row:
                if index not in self._owner:
                    self._of[index].append(len(self._rows))
            self._rows.append(row)

    def agents(self, variables: Iterable[int]) -> list[str]:
        """The agents whose takes lie within a few rows of the variables, in order of name."""
        found: set[str] = set()
        seen: set[int] = set()
        edge = set(variables)
        for _ in range(_STEPS + 1):
            found |= {self._owner[index] for index in edge if index in self._owner}
            seen |= edge
            rows = {row for index in edge if index not in self._owner for row in self._of.get(index, ())}
            edge = {index for row in rows for index in self._rows[row]} - seen
        return sorted(found)


def variables_of(constraint: ConstraintProto) -> Iterable[int]:
    """The indices of the variables in a constraint of a kind that models use."""
    literals: list[int] = list(constraint.enforcement_literal)
    if constraint.has_linear():
        literals += constraint.linear.vars
    elif constraint.has_bool_or():
        literals += constraint.bool_or.literals
    elif constraint.has_at_most_one():
        literals += constraint.at_most_one.literals
    elif constraint.has_bool_and():
        literals += constraint.bool_and.literals
    elif constraint.has_lin_max():
        parts = (constraint.lin_max.target, *constraint.lin_max.exprs)
        literals += chain.from_iterable(part.vars for part in parts)
    # A negated literal is written −index − 1.
    return (literal if literal >= 0 else -literal - 1 for literal in literals)
