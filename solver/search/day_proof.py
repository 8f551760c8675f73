"""Closing what columns leave open: the whole program, led by its relaxation, between bound and best."""

from collections.abc import Callable, Mapping

import numpy as np

from solver.domain.problem import Problem
from solver.rules import RuleSet
from solver.search.ask import Question, Stop, ask
from solver.search.candidates import Candidates
from solver.search.cheapest_days import Ints
from solver.search.day_problem import DayProblem
from solver.search.means import Means
from solver.search.program import Program, Values

MOST_DECISIONS = 4_000
"""Beyond so many shifts to choose from the relaxation warms up too long to prove anything in time."""

EASY = 1_000
"""Up to so many there is always time for it."""

Heard = Callable[[Mapping[int, Ints]], None]


class DayProof:
    """Asks for a roster cheaper than the best, and proves by the answer that there is none."""

    def __init__(
        self, problem: Problem, rule_set: RuleSet, offered: Candidates, days: DayProblem, means: Means
    ) -> None:
        self._days = days
        self._means = means
        self._problem = problem
        self._rule_set = rule_set
        self._offered = offered
        decisions = sum(map(len, offered.values()))
        self.within_reach = decisions <= MOST_DECISIONS
        self.easy = decisions <= EASY

    def run(self, bound: int, cost: int, heard: Heard, stop: Stop) -> int:
        """What no roster undercuts, once asked for one of ``bound`` to ``cost`` − 1."""
        program = Program(self._problem, self._rule_set, offered=self._offered)
        cp = program.cp.clone()
        objective = program.objectives[self._days.tier].expression
        cp.add(objective >= bound)
        cp.add(objective <= cost - 1)
        cp.minimize(objective)
        question = Question(
            cp,
            self._means.budget.limit(self._means.budget.left),
            seed=self._means.seed,
            effort="bound",
            on_solution=lambda values, _: heard(self._kinds(program, values)),
        )
        answer = ask(question, stop)
        self._means.budget.spend(answer)
        if answer.infeasible:
            return cost
        return max(bound, answer.bound or 0)

    def _kinds(self, program: Program, values: Values) -> dict[int, Ints]:
        found = {}
        for number, person in enumerate(self._days.people):
            kinds = np.full(len(self._days.weekend), -1, dtype=np.int64)
            for (day, kind), shift in person.shifts.items():
                if values[program.model.takes(shift).index]:
                    kinds[day] = kind
            found[number] = kinds
        return found
