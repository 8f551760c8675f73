"""What a search may spend: seconds on the wall, or CP-SAT's deterministic seconds where the answer must
repeat.
"""

import threading
import time

from solver.domain.options import SolveOptions
from solver.search.ask import Answer, Limit

_READING_SECONDS = 2.0


class Budget:
    """The whole search's allowance; what one step leaves unused flows on to the next."""

    def __init__(self, options: SolveOptions, begun: float) -> None:
        self.deterministic = options.deterministic
        budget = options.seconds if options.deterministic_budget is None else options.deterministic_budget
        # Reading the roster off and judging it takes time too.
        reserve = min(0.05 * options.seconds, _READING_SECONDS)
        self.whole = budget if options.deterministic else options.seconds - reserve
        self._begun = begun
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
        # A question settled in presolve reports no work; counting a little keeps every loop finite.
        with self._lock:
            self._spent += max(deterministic_time, 0.005)
