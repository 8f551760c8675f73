"""A program held at one solution, of which parts are set free again and again."""

from collections.abc import Iterable, Mapping

from ortools.sat.python import cp_model

from solver.search.ask import fix, hint
from solver.search.placement import Row
from solver.search.program import Values


class Frozen:
    """A copy of the program whose decisions all stand at a solution, everything hinted at it.

    Only what changes from one solution to the next is written anew, so thawing a neighbourhood costs little
    more than a copy.
    """

    def __init__(
        self,
        cp: cp_model.CpModel,
        objective: cp_model.LinearExprT,
        decisions: Iterable[int],
        values: Values,
    ) -> None:
        self._cp = cp.clone()
        self._cp.minimize(objective)
        self._decisions = list(decisions)
        self._domains = {index: tuple(cp.proto.variables[index].domain) for index in self._decisions}
        self._values = list(values)
        fix(self._cp, {index: values[index] for index in self._decisions})
        hint(self._cp, values)

    def move_to(self, values: Values) -> None:
        """Stand at another solution."""
        hints = self._cp.proto.solution_hint.values
        changed = [index for index, value in enumerate(values) if value != self._values[index]]
        for index in changed:
            hints[index] = values[index]
        fix(self._cp, {index: values[index] for index in changed if index in self._domains})
        self._values = list(values)

    def thawed(
        self,
        decisions: Iterable[int],
        held: Mapping[int, int] | None = None,
        rows: Iterable[Row] = (),
    ) -> cp_model.CpModel:
        """A copy in which these decisions are free, those ``held`` stand at other values, and breaks follow
        from takes as the ``rows`` say.
        """
        cp = self._cp.clone()
        variables = cp.proto.variables
        for index in decisions:
            domain = variables[index].domain
            for position, edge in enumerate(self._domains[index]):
                domain[position] = edge
        fix(cp, held or {})
        variable = cp.get_int_var_from_proto_index
        for count, others, takes in rows:
            if takes:
                cp.add(
                    cp_model.LinearExpr.sum([variable(take) for take in takes]) + others == variable(count)
                )
            else:
                fix(cp, {count: others})
        return cp
