"""One person's weeks that keep every required rule about them, chosen by what each shift is worth."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from solver.domain.days import week_dates, week_of
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.model.breach import Expr
from solver.model.roster_model import RosterModel
from solver.rules import RuleSet
from solver.search.ask import Limit, Question, ask, fix
from solver.search.program import excess_of, forbid
from solver.search.projection import ENDLESS, Ints, Sides, projected

Pattern = tuple[int, ...]
"""How many shifts of each length a person works in a week of the period."""

MOST_PATTERNS = 150
_SCALE = 10_000
_SOFT = 400
"""What a unit of fairness or wishes weighs against the ten thousand of a whole shift's worth."""

_LIMIT = Limit(deterministic=1.0)


@dataclass(frozen=True, slots=True)
class Limits:
    """lower ≤ choice · matrix ≤ upper."""

    matrix: npt.NDArray[np.int32]
    lower: Ints
    upper: Ints


class LawfulWeek:
    """A person's choice among their shifts under the required rules that speak of them alone.

    Costs, fairness and wishes that hang on them alone are priced, unless ``priced`` is false.
    """

    def __init__(
        self,
        problem: Problem,
        rule_set: RuleSet,
        agent: Agent,
        shifts: Sequence[Shift],
        *,
        priced: bool = True,
    ) -> None:
        self.shifts = tuple(shifts)
        self._period = problem.period
        alone = problem.model_copy(
            update={
                "agents": (agent,),
                "requirements": (),
                "sessions": (),
                "carried_in": tuple(shift for shift in problem.carried_in if shift.agent == agent.id),
                "locked": tuple(shift for shift in problem.locked if shift.agent == agent.id),
                "previous": tuple(shift for shift in problem.previous if shift.agent == agent.id),
            }
        )
        self._model = RosterModel(alone, offered={agent.id: self.shifts}, once_a_day=rule_set.once_a_day)
        cp = self._model.cp
        price: Expr = 0
        spoken = [rule for rule in rule_set.active if rule.sight is Sight.AGENT]
        for rule in spoken:
            if rule.required:
                for breach in rule.breaches(self._model):
                    forbid(cp, breach)
        self._strict = cp.clone()
        for rule in spoken:
            if priced and rule.weight is not None and rule.tier >= Tier.COST:
                weight = rule.weight * (1 if rule.tier is Tier.COST else _SOFT)
                for breach in rule.breaches(self._model):
                    price = price + weight * excess_of(cp, breach)
        self._price = price
        self._takes = [self._model.takes(shift) for shift in self.shifts]
        cp.remove_all_names()

    def best(self, worth: npt.NDArray[np.float64], allowed: Set[int], seed: int) -> list[int] | None:
        """Numbers of the shifts of a lawful week of greatest worth (1 is a whole shift) among the allowed
        ones; None when there is none.
        """
        cp = self._model.cp.clone()
        barred = [number for number in range(len(self.shifts)) if number not in allowed]
        if any(self.shifts[number].fixed is not None for number in barred):
            return None
        fix(cp, {self._takes[number].index: 0 for number in barred})
        weights = np.rint(worth * _SCALE).astype(np.int64).tolist()
        cp.maximize(cp_model.LinearExpr.weighted_sum(self._takes, weights) - self._price)
        answer = ask(Question(cp, _LIMIT, seed=seed, effort="neighbourhood"))
        if answer.values is None:
            return None
        return [number for number, take in enumerate(self._takes) if answer.values[take.index]]

    def lawful(self, weeks: Sequence[Sequence[int]]) -> npt.NDArray[np.bool_]:
        """Which of the choices (numbers of shifts) keep every rule; none is said to where the rules need more
        than the shifts to be told.
        """
        if self.limits is None:
            return np.zeros(len(weeks), dtype=bool)
        # A last row for places that hold no shift.
        rows = np.concatenate([self.limits.matrix, np.zeros((1, len(self.limits.lower)), dtype=np.int32)])
        places = np.full((len(weeks), max(map(len, weeks), default=0)), len(rows) - 1, dtype=np.int64)
        for number, week in enumerate(weeks):
            places[number, : len(week)] = week
        amounts = np.zeros((len(weeks), len(self.limits.lower)), dtype=np.int32)
        for place in places.T:
            amounts += rows[place]
        inside = (self.limits.lower <= amounts) & (amounts <= self.limits.upper)
        return np.asarray(inside.all(axis=1), dtype=bool)

    @cached_property
    def limits(self) -> Limits | None:
        """The limits as rows over the shifts alone."""
        columns = [take.index for take in self._takes]
        sides = projected(self._strict, len(columns)) if columns == list(range(len(columns))) else None
        return None if sides is None else _limits(sides)

    def patterns(self, lengths: Sequence[int], stop: Callable[[], bool]) -> list[tuple[Pattern, ...]] | None:
        """For each week of the period every pattern some lawful choice has there; None when there are too
        many, or when somebody asked to stop.
        """
        found = []
        for week in range(len(week_dates(self._period))):
            cp = self._model.cp.clone()
            counts = []
            for length in lengths:
                these = [
                    take
                    for shift, take in zip(self.shifts, self._takes, strict=True)
                    if shift.paid_minutes == length and week_of(self._period, shift.day) == week
                ]
                count = cp.new_int_var(0, len(these), "")
                cp.add(cp_model.LinearExpr.sum(these) == count)
                counts.append(count)
            here = _projected(cp, counts, stop)
            if here is None:
                return None
            found.append(here)
        return found


def _limits(sides: Sides) -> Limits:
    """The rows that tell, those of one sum together; where nothing is added a sum is written as a least."""
    both: dict[bytes, list[int]] = {}
    for number, row in enumerate(sides.matrix):
        both.setdefault(min(row.tobytes(), (-row).tobytes()), []).append(number)
    matrix = np.zeros((len(both), sides.matrix.shape[1]), dtype=np.int32)
    lower, upper = np.full(len(both), -ENDLESS), np.full(len(both), ENDLESS)
    for place, numbers in enumerate(both.values()):
        matrix[place] = sides.matrix[numbers[0]] * (1 if (sides.matrix[numbers[0]] > 0).any() else -1)
        for number in numbers:
            if (sides.matrix[number] == matrix[place]).all():
                upper[place] = min(upper[place], sides.most[number])
            else:
                lower[place] = max(lower[place], -sides.most[number])
    kept = _telling(matrix, lower, upper)
    return Limits(matrix[kept].T.copy(), lower[kept], upper[kept])


def _telling(matrix: npt.NDArray[np.int32], lower: Ints, upper: Ints) -> list[int]:
    """The rows that no other row implies for shifts taken or not."""
    least = np.minimum(matrix, 0).sum(axis=1)
    most = np.maximum(matrix, 0).sum(axis=1)
    found: list[int] = []
    # Rows over more shifts come first: an upper side they share is theirs to tell.
    for row in np.argsort(-np.abs(matrix).sum(axis=1), kind="stable").tolist():
        if least[row] >= lower[row] and most[row] <= upper[row]:
            continue
        single = least[row] >= lower[row]
        if single and ((upper[found] <= upper[row]) & (matrix[found] >= matrix[row]).all(axis=1)).any():
            continue
        found.append(row)
    return found


def _projected(
    cp: cp_model.CpModel, counts: Sequence[cp_model.IntVar], stop: Callable[[], bool]
) -> tuple[Pattern, ...] | None:
    """All values the counts take together in solutions of the program."""
    found: list[Pattern] = []
    while len(found) <= MOST_PATTERNS and not stop():
        answer = ask(Question(cp, Limit(deterministic=1.0), effort="neighbourhood"))
        if answer.values is None:
            return tuple(sorted(found)) if answer.infeasible else None
        pattern = tuple(answer.values[count.index] for count in counts)
        found.append(pattern)
        cp.add_forbidden_assignments(list(counts), [pattern])
    return None
