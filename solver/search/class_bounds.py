"""Lower bounds of tiers from the linear relaxation of the program of classes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.rules import RuleSet
from solver.search.candidates import Candidates
from solver.search.classes import ClassProgram, classes_of
from solver.search.means import Means
from solver.search.patterns import Patterns
from solver.search.tier_bound import tier_relaxed

MOST_ROWS = 30_000
"""Beyond so many rows the relaxation takes longer than it is worth."""

TIERS = (Tier.SERVICE, Tier.COST)

SHARE = 0.6
"""What one relaxation may use of the time that is left."""

DETERMINISTIC_SECONDS = 600.0
"""Where nothing may depend on the clock the limit only guards against the unforeseen."""


@dataclass(frozen=True, slots=True)
class ClassCounts:
    """A solution of the relaxed program of classes: how many people of each work what, in fractions.

    ``values`` holds a number for each variable of the program.
    """

    program: ClassProgram
    values: npt.NDArray[np.float64]


class ClassBounds:
    """Bounds of the service and cost tiers of one problem, given what the tiers above came to.

    ``counts`` are those behind the last bound of service, None where there is none.
    """

    def __init__(self, problem: Problem, rule_set: RuleSet, offered: Candidates, means: Means) -> None:
        self._program: ClassProgram | None = None
        self._means = means
        self.counts: ClassCounts | None = None
        classes = classes_of(problem, rule_set, offered)
        shifts = sum(len(kind.shifts) for kind in classes)
        # Where hardly anybody is like another the classes are no smaller than the people.
        if 3 * len(classes) <= 2 * len(problem.agents) and shifts * 4 <= MOST_ROWS:
            patterns = Patterns(problem, rule_set, means.stop)
            program = ClassProgram(problem, rule_set, classes, TIERS, patterns)
            if len(program.model.cp.proto.constraints) <= MOST_ROWS:
                self._program = program

    @property
    def known(self) -> bool:
        """Whether there are classes to speak of."""
        return self._program is not None

    def of(self, tier: Tier, held: Mapping[Tier, int]) -> int:
        """What the tier cannot undercut while those above keep their values; zero when nothing is known."""
        if self._program is None or tier not in TIERS or tier not in self._program.objectives:
            return 0
        budget = self._means.budget
        seconds = DETERMINISTIC_SECONDS if budget.deterministic else max(0.1, budget.left * SHARE)
        found = tier_relaxed(self._program.model.cp, self._program.objectives, tier, held, seconds)
        if found is None:
            return 0
        if tier is Tier.SERVICE:
            self.counts = ClassCounts(self._program, found.values)
        return max(0, found.bound)
