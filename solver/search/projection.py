"""What a program of whole numbers says of its first variables alone, as rows over them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

Ints = npt.NDArray[np.int64]

ENDLESS = 1 << 40
"""Stands for no limit."""

_MOST_ROWS, _MOST_PAIRS = 600, 20_000
"""Rows with variables to be rid of, and pairs of them looked at to be rid of one: more are not worth it."""

Terms = dict[int, int]


@dataclass(frozen=True, slots=True)
class Sides:
    """matrix · x ≤ most."""

    matrix: Ints
    most: Ints


def projected(cp: cp_model.CpModel, columns: int) -> Sides | None:
    """Rows over the first ``columns`` variables, all of them 0 or 1, that hold exactly where the others can
    be chosen so that the program holds; None where rows cannot tell, or it would take too many.

    The others leave one by one: each row that limits one from below is added to each that limits it from
    above (Fourier and Motzkin). For whole numbers that loses nothing while one coefficient of the two is 1.
    """
    variables = cp.proto.variables
    domains = [variable.domain for variable in variables]
    rows = _rows(cp)
    if rows is None or any(len(domain) > 2 for domain in domains):
        return None
    least = np.array([domain[0] for domain in domains], dtype=np.int64)
    most = np.array([domain[1] for domain in domains], dtype=np.int64)
    if (least[:columns] < 0).any() or (most[:columns] > 1).any() or np.abs([least, most]).max() > ENDLESS:
        return None
    others = np.arange(columns, len(domains))
    bounds = [({index: 1}, 0) for index in np.flatnonzero(most[:columns] < 1).tolist()]
    bounds += [({index: -1}, -1) for index in np.flatnonzero(least[:columns] > 0).tolist()]
    sides = _dense([*rows, *bounds], len(domains))
    groups = [list(terms) for terms, limit in rows if limit == 1 and set(terms.values()) == {1}]
    cliques = _Cliques([group for group in groups if max(group) < columns], least, most, columns)
    apart = ~sides.matrix[:, others].any(axis=1)
    plain = Sides(sides.matrix[apart], sides.most[apart])
    mixed = _fewest(cliques.merged(Sides(sides.matrix[~apart], sides.most[~apart])), cliques)
    while True:
        left = [index for index in others.tolist() if mixed.matrix[:, index].any()]
        if not left:
            break
        index = min(left, key=lambda index: _pairs(mixed, index))
        found = _without(_bounded(mixed, index, cliques, int(least[index]), int(most[index])), index)
        if found is None:
            return None
        mixed = _fewest(found, cliques)
        if len(mixed.most) > _MOST_ROWS:
            return None
    return Sides(
        np.concatenate([plain.matrix, mixed.matrix])[:, :columns], np.concatenate([plain.most, mixed.most])
    )


def _rows(cp: cp_model.CpModel) -> list[tuple[Terms, int]] | None:
    """Every constraint of the program as rows Σ coefficient · variable ≤ limit; None where one has none."""
    rows: list[tuple[Terms, int]] = []
    for constraint in cp.proto.constraints:
        given = list(constraint.enforcement_literal)
        if constraint.has_linear():
            linear = constraint.linear
            if len(linear.domain) > 2:
                return None
            terms: Terms = defaultdict(int)
            for index, coefficient in zip(linear.vars, linear.coeffs, strict=True):
                terms[index] += coefficient
            for sign, side in ((1, linear.domain[1]), (-1, linear.domain[0])):
                if abs(side) < ENDLESS:
                    signed = {index: sign * coefficient for index, coefficient in terms.items()}
                    rows += _given(cp, signed, sign * side, given)
        elif constraint.has_at_most_one() and not given:
            rows.append(_summed(constraint.at_most_one.literals, 1))
        elif constraint.has_exactly_one() and not given:
            rows += [_summed(constraint.exactly_one.literals, 1), _clause(constraint.exactly_one.literals)]
        elif constraint.has_bool_or():
            rows.append(_clause([*constraint.bool_or.literals, *(-literal - 1 for literal in given)]))
        elif constraint.has_bool_and():
            for literal in constraint.bool_and.literals:
                rows.append(_clause([literal, *(-each - 1 for each in given)]))
        else:
            return None
    return rows


def _summed(literals: Sequence[int], limit: int) -> tuple[Terms, int]:
    """At most so many of the literals hold; a negative one is the opposite of the variable −1 − literal."""
    terms: Terms = defaultdict(int)
    for literal in literals:
        terms[max(literal, -literal - 1)] += 1 if literal >= 0 else -1
    return terms, limit - sum(literal < 0 for literal in literals)


def _clause(literals: Sequence[int]) -> tuple[Terms, int]:
    """Some of the literals hold: not all of their opposites do."""
    return _summed([-literal - 1 for literal in literals], len(literals) - 1)


def _given(cp: cp_model.CpModel, terms: Terms, limit: int, given: Sequence[int]) -> list[tuple[Terms, int]]:
    """The row where all the literals given hold, and nothing where one does not."""
    if not given:
        return [(terms, limit)]
    domains = {index: cp.proto.variables[index].domain for index in terms}
    if limit == 0 and all(terms[index] > 0 and domain[0] == 0 for index, domain in domains.items()):
        # None of them at all, which each can be told by itself and with the least that may be.
        single = [({index: 1}, 0, domain[len(domain) - 1]) for index, domain in domains.items()]
    else:
        most = sum(
            coefficient * (domains[index][len(domains[index]) - 1] if coefficient > 0 else domains[index][0])
            for index, coefficient in terms.items()
        )
        single = [(terms, limit, most)]
    freed, beside = _summed(given, len(given))
    rows = []
    for part, side, most in single:
        slack = max(0, most - side)
        together: Terms = defaultdict(int, part)
        for index, coefficient in freed.items():
            together[index] += slack * coefficient
        rows.append((together, side + slack * beside))
    return rows


def _dense(rows: Sequence[tuple[Terms, int]], width: int) -> Sides:
    matrix = np.zeros((len(rows), width), dtype=np.int64)
    for number, (terms, _) in enumerate(rows):
        matrix[number, list(terms)] = list(terms.values())
    return Sides(matrix, np.array([limit for _, limit in rows], dtype=np.int64))


class _Cliques:
    """Variables of which at most one is 1: each belongs to one such group, if only to its own."""

    def __init__(self, groups: Sequence[list[int]], least: Ints, most: Ints, columns: int) -> None:
        self._least, self._most = least[columns:], most[columns:]
        self._columns = columns
        self._of = np.full(columns, -1, dtype=np.int64)
        count = 0
        for group in sorted(groups, key=len, reverse=True):
            fresh = [index for index in group if self._of[index] < 0]
            if fresh:
                self._of[fresh] = count
                count += 1
        alone = np.flatnonzero(self._of < 0)
        self._of[alone] = np.arange(count, count + len(alone))
        self._order = np.argsort(self._of, kind="stable")
        sorted_groups = self._of[self._order]
        self._first = np.flatnonzero(np.diff(sorted_groups, prepend=-1)) if columns else self._order

    def greatest(self, matrix: Ints) -> Ints:
        """An upper bound of each row's value."""
        taken = matrix[:, : self._columns][:, self._order]
        total = np.zeros(len(matrix), dtype=np.int64)
        if self._columns:
            total += np.maximum(0, np.maximum.reduceat(taken, self._first, axis=1)).sum(axis=1)
        rest = matrix[:, self._columns :]
        total += np.maximum(rest * self._least, rest * self._most).sum(axis=1)
        return total

    def merged(self, sides: Sides) -> Sides:
        """Rows alike but for one variable of the same group each, put together."""
        alike: defaultdict[object, list[int]] = defaultdict(list)
        for number, row in enumerate(sides.matrix):
            single = np.flatnonzero(row[: self._columns])
            key: object = number
            if len(single) == 1 and row[single[0]] == 1:
                key = (row[self._columns :].tobytes(), int(sides.most[number]), int(self._of[single[0]]))
            alike[key].append(number)
        matrix = np.array([sides.matrix[numbers].max(axis=0) for numbers in alike.values()], dtype=np.int64)
        kept = [numbers[0] for numbers in alike.values()]
        return Sides(matrix.reshape(len(kept), sides.matrix.shape[1]), sides.most[kept])


def _fewest(sides: Sides, cliques: _Cliques) -> Sides:
    """The rows that no other row implies, nor what variables can be."""
    scale = np.gcd.reduce(sides.matrix, axis=1) if len(sides.most) else sides.most
    scale = np.maximum(scale, 1)
    matrix, most = sides.matrix // scale[:, None], sides.most // scale
    telling = cliques.greatest(matrix) > most
    matrix, most = matrix[telling], most[telling]
    kept = np.ones(len(most), dtype=bool)
    for row in np.argsort(np.abs(matrix).sum(axis=1), kind="stable").tolist():
        kept[row] = False
        others = np.flatnonzero(kept)
        # Row and other: matrix · x = other's + the difference, which is at most so much.
        implied = cliques.greatest(matrix[row] - matrix[others]) <= most[row] - most[others]
        kept[row] = not implied.any()
    return Sides(matrix[kept], most[kept])


def _pairs(sides: Sides, index: int) -> int:
    column = sides.matrix[:, index]
    return int((column > 0).sum()) * int((column < 0).sum())


def _bounded(sides: Sides, index: int, cliques: _Cliques, least: int, most: int) -> Sides:
    """The rows, and those for the variable's own limits where none of them implies these."""
    matrix, limits = [sides.matrix], [sides.most]
    for sign, side in ((1, most), (-1, -least)):
        bound = np.zeros(sides.matrix.shape[1], dtype=np.int64)
        bound[index] = sign
        near = sides.matrix[:, index] == sign
        if not (cliques.greatest(bound - sides.matrix[near]) <= side - sides.most[near]).any():
            matrix.append(bound[None])
            limits.append(np.array([side], dtype=np.int64))
    return Sides(np.concatenate(matrix), np.concatenate(limits))


def _without(sides: Sides, index: int) -> Sides | None:
    """The rows that hold where some value of the variable keeps all given; None where that is too much."""
    column = sides.matrix[:, index]
    above, below = np.flatnonzero(column > 0), np.flatnonzero(column < 0)
    if len(above) * len(below) > _MOST_PAIRS:
        return None
    first, second = np.repeat(above, len(below)), np.tile(below, len(above))
    up, down = column[first], -column[second]
    if (np.minimum(up, down) > 1).any():
        return None
    free = column == 0
    matrix = sides.matrix[first] * down[:, None] + sides.matrix[second] * up[:, None]
    most = sides.most[first] * down + sides.most[second] * up
    return Sides(np.concatenate([sides.matrix[free], matrix]), np.concatenate([sides.most[free], most]))
