"""What a rule tells the solver: by how much it is broken, and where."""

from dataclasses import dataclass

from ortools.sat.python import cp_model

from solver.domain.result import Place

Expr = cp_model.LinearExpr | int
"""A linear expression over the model's variables, or a plain number."""


@dataclass(frozen=True, slots=True)
class Breach:
    """The excess of a rule at one place: the greatest of ``at_least`` and zero, in the rule's published unit.

    Several expressions are alternatives of one and the same excess (one per threshold, say), not a sum.
    ``most`` bounds it from above.
    """

    at_least: tuple[Expr, ...]
    place: Place
    most: int


def scaled(expression: Expr, size: int) -> Expr:
    """An expression about one person, summed over so many of them: their variables are counts already, so
    only the constant grows.
    """
    if isinstance(expression, int):
        return size * expression
    if size == 1:
        return expression
    return expression + (size - 1) * int(cp_model.FlatIntExpr(expression).offset)
