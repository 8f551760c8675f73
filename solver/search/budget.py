"""What a search may spend: seconds on the wall, or CP-SAT's deterministic seconds where the answer must
repeat.
"""

import threading
import time

from solver.domain.options import MOST_SECONDS, SolveOptions
from solver.search.ask import Answer, Limit

WALL_PER_WORK = 4.0
"""Wall seconds that a deterministic second takes at most on an idle core, as measured on coverage
programs.
"""

_READING_SECONDS = 2.0
_LEAST_WORK = 0.02
"""Presolve reports no work and yet takes time; counting a little for every question keeps loops short."""


class Budget:
    """The whole search's allowance; what one step leaves unused flows on to the next."""

    def __init__(self, options: SolveOptions, begun: float, within: "Budget | None" = None) -> None:
        self.deterministic = options.deterministic
        seconds = MOST_SECONDS if options.seconds is None else options.seconds
        budget = options.deterministic_budget or seconds / WALL_PER_WORK
        # Reading the roster off and judging it takes time too.
        reserve = min(0.05 * seconds, _READING_SECONDS)
        self.whole = budget if options.deterministic else seconds - reserve
        self._begun = begun
        self._options = options
        self._within = within
        self._spent = 0.0
        self._lock = threading.Lock()

    @property
    def elapsed(self) -> float:
        """Wall seconds since the search began."""
        return time.monotonic() - self._begun

    @property
    def left(self) -> float:
        spent = self._spent if self.deterministic else self.elapsed
        return max(0.0, self.whole - spent)

    def part(self, amount: float) -> "Budget":
        """So much of what is left as a budget of its own, from now on; what it spends is spent here, too."""
        part = Budget(self._options, time.monotonic(), within=self)
        part.whole = min(amount, self.left)
        return part

    def until(self, share: float) -> float:
        """The mark of ``left`` at which a step that may use ``share`` of what is left must end."""
        return self.left * (1 - share)

    def limit(self, amount: float) -> Limit:
        """A limit for one question, never above what is left."""
        amount = min(amount, self.left)
        if self.deterministic:
            return Limit(deterministic=amount)
        return Limit(seconds=amount)

    def spend(self, answer: Answer) -> None:
        self.spend_work(answer.deterministic_time)

    def spend_work(self, deterministic_time: float) -> None:
        with self._lock:
            self._spent += max(deterministic_time, _LEAST_WORK)
        if self._within is not None:
            self._within.spend_work(deterministic_time)
