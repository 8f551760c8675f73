"""The search on problems of queues in turn: everyone's best shifts given all the others' to begin with, then
small changes by annealing, and again somebody's best shifts now and then.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from solver.domain.days import DAY
from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster
from solver.domain.time import MINUTE, local_midnight
from solver.search.cheapest_days import ENDLESS, Ints
from solver.search.cheapest_turns import best_patterns, cheapest_turns
from solver.search.means import Means
from solver.search.turn_bound import least_squares
from solver.search.turn_moves import MISSING, anneal, put
from solver.search.turn_problem import TurnProblem

_WARM, _COLD = 8.0, 0.25
"""Temperature at the beginning and at the end, in squares of heads too many."""

_MOVES = 100_000
_MOST_WORSE = 64
_BOUND_SHARE, _BOUND_SECONDS = 0.3, 600.0
_WORK = 0.02
"""What so many moves count where work is counted instead of time."""


class TurnSearch:
    """Looks for the cheapest shifts of all agents."""

    def __init__(self, problem: Problem, turns: TurnProblem, means: Means) -> None:
        self._problem = problem
        self._turns = turns
        self._means = means
        self._lock = threading.Lock()
        self._plans = np.zeros((0, 0, 3), dtype=np.int64)
        self._cost = ENDLESS
        self.bound = 0

    def run(self) -> bool:
        """Search within the means; whether everybody has lawful shifts at all."""
        turns = self._turns
        heads = np.zeros_like(turns.needed)
        plans = np.full((len(turns.least), turns.needed.shape[1] // turns.grid, 3), -1, dtype=np.int64)
        for number in range(len(plans)):
            plan = self._best(number, heads)
            if plan is None:
                return False
            plans[number] = plan
            self._put(heads, plan, 1)
        self._keep(plans, self._price(heads))
        with ThreadPoolExecutor(self._means.workers) as pool:
            walks = [pool.submit(self._walk, number) for number in range(self._means.workers)]
            for walk in walks:
                walk.result()
        return True

    def roster(self) -> Roster:
        """The best roster found."""
        turns, period = self._turns, self._problem.period
        grain = self._problem.interval_minutes * MINUTE
        found = []
        for agent, plan in zip(self._problem.agents, self._plans, strict=True):
            for day, (start, length, pattern) in enumerate(plan.tolist()):
                if start < 0:
                    continue
                midnight = local_midnight(period.first_date + day * DAY, period.zone)
                begins = midnight + int(turns.starts[start]) * grain
                ends = begins + int(turns.lengths[length]) * grain
                found.append(
                    Assignment(agent=agent.id, template=turns.names[pattern], start=begins, end=ends)
                )
        return Roster(assignments=tuple(found))

    def _walk(self, number: int) -> None:
        """Anneal, colder and colder until the end of the budget."""
        turns, budget = self._turns, self._means.budget
        if number == 0:
            seconds = _BOUND_SECONDS if budget.deterministic else budget.left * _BOUND_SHARE
            self.bound = turns.price * least_squares(turns, seconds)
        rng = random.Random(self._means.seed + number)
        state = np.array([rng.randrange(1, 1 << 62)], dtype=np.int64)
        plans = self._plans.copy()
        heads, best = self._heads(plans), plans.copy()
        cost = least = self._price(heads)
        whole = max(budget.left, 1e-9)
        while budget.left > 0 and not self._means.stop() and turns.price * self._cost > self.bound:
            warmth = _COLD * (_WARM / _COLD) ** (budget.left / whole)
            odds = np.exp(-np.arange(_MOST_WORSE) / warmth) * (1 << 30)
            cost, least = anneal(
                plans,
                heads,
                turns.needed,
                turns.parts,
                turns.bounds,
                turns.offered,
                turns.starts,
                turns.lengths,
                turns.least,
                turns.most,
                turns.grid,
                turns.rest,
                turns.longest,
                int(turns.inside),
                odds.astype(np.int64),
                _MOVES,
                state,
                best,
                cost,
                least,
            )
            each = rng.randrange(len(plans))
            cost = self._renew(each, plans, heads, cost)
            if cost < least:
                least, best[:] = cost, plans
            budget.spend_work(_WORK)
            self._keep(best, least)

    def _renew(self, number: int, plans: Ints, heads: Ints, cost: int) -> int:
        """The agent's best shifts given all the others, with as many days of work as that takes."""
        before = plans[number].copy()
        change = self._put(heads, before, -1)
        found = self._best(number, heads)
        plans[number] = before if found is None else found
        return cost + change + self._put(heads, plans[number], 1)

    def _best(self, number: int, heads: Ints) -> Ints | None:
        """The agent's best shifts given the heads of all others; None where none are lawful."""
        turns = self._turns
        more = heads - turns.needed
        price = np.where(more < 0, -MISSING, 2 * more + 1)
        cost, patterns = best_patterns(
            price,
            turns.grid,
            turns.starts,
            turns.lengths,
            turns.parts,
            turns.bounds,
            turns.offered,
            turns.inside,
        )
        value, found = cheapest_turns(
            cost,
            turns.grid,
            turns.starts,
            turns.lengths,
            turns.rest,
            turns.longest,
            int(turns.least[number]),
            int(turns.most[number]),
        )
        if value >= ENDLESS:
            return None
        chosen = patterns[np.arange(len(found)), found[:, 0], found[:, 1]]
        return np.where(found[:, :1] >= 0, np.column_stack([found, chosen]), -1)

    def _put(self, heads: Ints, plan: Ints, sign: int) -> int:
        """Add the heads of an agent's shifts or take them away; by how much that changes the cost."""
        turns = self._turns
        change = 0
        for day, (start, length, pattern) in enumerate(plan.tolist()):
            if start >= 0:
                begins, size = day * turns.grid + int(turns.starts[start]), int(turns.lengths[length])
                change += put(heads, turns.needed, turns.parts, turns.bounds, begins, size, pattern, sign)
        return change

    def _heads(self, plans: Ints) -> Ints:
        heads = np.zeros_like(self._turns.needed)
        for plan in plans:
            self._put(heads, plan, 1)
        return heads

    def _price(self, heads: Ints) -> int:
        more = heads - self._turns.needed
        return int((np.maximum(more, 0) ** 2).sum()) + MISSING * int(np.maximum(-more, 0).sum())

    def _keep(self, plans: Ints, cost: int) -> None:
        with self._lock:
            if cost >= self._cost:
                return
            self._plans, self._cost = plans.copy(), cost
        if self._means.heard is not None:
            turns = self._turns
            self._means.heard(turns.tier, turns.price * cost, self.bound, self.roster)
