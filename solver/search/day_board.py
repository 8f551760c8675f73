"""Who works what on which day: the days of all agents, the heads of every row and what it all costs."""

from collections.abc import Iterable, Mapping

import numpy as np

from solver.search.cheapest_days import Ints
from solver.search.day_prices import Days, Pricing
from solver.search.day_problem import DayProblem


class Board:
    """The agents' days as they stand; None for an agent nothing has been chosen for yet."""

    def __init__(self, problem: DayProblem, days: Iterable[Days | None]) -> None:
        self._wanted = np.array([target.wanted for target in problem.targets], dtype=np.int64)
        self._under = np.array([target.under for target in problem.targets], dtype=np.int64)
        self._over = np.array([target.over for target in problem.targets], dtype=np.int64)
        self.heads = np.zeros(len(problem.targets), dtype=np.int64)
        self.days: list[Days | None] = [None for _ in problem.people]
        for number, chosen in enumerate(days):
            self.give(number, chosen)

    def give(self, number: int, chosen: Days | None) -> None:
        """These days for the agent, in place of the former ones."""
        before = self.days[number]
        if before is not None:
            self.heads[before.rows] -= 1
        if chosen is not None:
            self.heads[chosen.rows] += 1
        self.days[number] = chosen

    @property
    def cost(self) -> int:
        own = sum(chosen.cost for chosen in self.days if chosen is not None)
        return own + int(self.excess.sum())

    @property
    def excess(self) -> Ints:
        """What each row costs."""
        missing = self._wanted - self.heads
        return np.maximum(self._under * missing, -self._over * missing)

    def gains(self) -> Ints:
        """What one more head in each row is worth; zero for the row there is not."""
        more = self._wanted - self.heads > 0
        return np.append(np.where(more, self._under, -self._over), 0)

    def copy(self) -> dict[int, Days]:
        """The days as they stand, by number of the agent."""
        return {number: chosen for number, chosen in enumerate(self.days) if chosen is not None}

    def restore(self, days: Mapping[int, Days]) -> None:
        """Stand as it stood when copied."""
        for number in range(len(self.days)):
            self.give(number, days.get(number))

    def settle(
        self, pricings: list[Pricing], order: Iterable[int], given: Mapping[int, Ints] | None = None
    ) -> bool:
        """Each agent in turn takes the best days given all the others, and the days ``given`` by agent;
        whether anything became cheaper.
        """
        better = False
        for number in order:
            before, cost = self.days[number], self.cost
            self.give(number, None)
            _, found = pricings[number].best(self.gains(), given=None if given is None else given[number])
            self.give(number, found)
            if before is not None and (found is None or self.cost > cost):
                self.give(number, before)
            better = better or before is None or self.cost < cost
        return better
