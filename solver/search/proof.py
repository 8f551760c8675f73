"""Lower bounds of tiers, proved beside the search for rosters."""

import threading
from collections.abc import Callable, Mapping

from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.rules import RuleSet
from solver.search.candidates import Candidates
from solver.search.class_bounds import DETERMINISTIC_SECONDS, SHARE, ClassBounds
from solver.search.hourly_bounds import PRICED, HourlyBounds
from solver.search.means import Means

_LEAST_SECONDS = 8.0
"""With less of the budget left and no core to spare the hour-long rows are not worth their time."""


_POLL_SECONDS = 0.05


class Proof:
    """One tier's bound in the making: zero until it is known.

    Where the answer must repeat it is found at once; else in a thread of its own, which is left to itself
    when the search ends before it. A process that ends waits for it: a thread inside the solver of linear
    programs cannot be cut off in good order.
    """

    def __init__(self, find: Callable[[], int], means: Means) -> None:
        self._find = find
        self._means = means
        self.bound = 0
        self._thread: threading.Thread | None = None
        if means.budget.deterministic:
            self.bound = find()
        else:
            self._thread = threading.Thread(target=self._run, name="proof")
            self._thread.start()

    def _run(self) -> None:
        self.bound = self._find()

    def wait(self) -> int:
        """The bound, waited for while there is time; what was proved of a tier holds when it is over, too."""
        while self._thread is not None and self._thread.is_alive():
            if self._means.stop() or self._means.budget.left <= 0:
                break
            self._thread.join(_POLL_SECONDS)
        return self.bound


class Proofs:
    """What is known of one problem's tiers: by classes of like people, else hour by hour."""

    def __init__(self, problem: Problem, rule_set: RuleSet, offered: Candidates, means: Means) -> None:
        self._means = means
        self._classes = ClassBounds(problem, rule_set, offered, means)
        self._hourly = None if self._classes.known else HourlyBounds(problem, rule_set, offered)

    def of(self, tier: Tier, held: Mapping[Tier, int]) -> "Proof":
        """The proof of one tier, given what those above came to; begun at once."""
        return Proof(lambda: self._bound(tier, held), self._means)

    def _bound(self, tier: Tier, held: Mapping[Tier, int]) -> int:
        if self._hourly is None:
            return self._classes.of(tier, held)
        budget = self._means.budget
        if tier not in PRICED or (self._means.workers == 1 and budget.left < _LEAST_SECONDS):
            return 0
        return self._hourly.of(
            tier, held, DETERMINISTIC_SECONDS if budget.deterministic else budget.left * SHARE
        )
