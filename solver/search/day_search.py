"""The search on problems of whole days: columns give the bound, dives into their program the rosters."""

import random
import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from solver.domain.problem import Problem
from solver.domain.roster import Roster
from solver.model.assigned import assigned
from solver.search.cheapest_days import Ints
from solver.search.day_board import Board
from solver.search.day_columns import Columns
from solver.search.day_kernels import OPEN
from solver.search.day_lines import Lines
from solver.search.day_multipliers import Multipliers
from solver.search.day_prices import Days, Pricing
from solver.search.day_problem import DayProblem
from solver.search.day_proof import DayProof
from solver.search.means import Means

_DIVES = (0.1, 0.03)
"""How much is decided at a time, first in a hurry, then with care."""

_CAREFUL = 0.05
_PEOPLE, _DAYS = 6, 8
_CORNER_PEOPLE, _CORNER_DAYS = 16, 12
_MUCH = 0.6
"""Seconds that a neighbourhood takes which is too large."""

_IN_VAIN, _MOST_CARE = 40, 8.0
"""Neighbourhoods in vain after which one may take as long again and is decided as much more slowly, and how
many times at most.
"""

_READING, _READING_SHARE = 5e-4, 0.2
"""Seconds that reading the roster off and judging it takes, per agent and day, and at most of the budget."""

_SMALLEST, _LARGEST = 0.3, 6.0

_LONG_DAYS, _BOUND_SHARE, _ANNEALED = 42, 0.25, 0.88
"""Of long periods: how many days of a few agents belong to a neighbourhood, and what finding the bound and
annealing may use of the budget, side by side where there are threads for both.
"""

_WHERE_IT_HURTS = 0.7
_NEARLY = 0.01
"""A gap so small that asking for something in between is worth a try."""

_WORK, _DRAWING = 0.002, 0.0005
"""What one search of an agent's days, and drawing some of them, count where work is counted, not time."""

_HEARD_ROUNDS = 50

_KEPT = 60
"""Columns of an agent, the youngest, that a neighbourhood begins with."""


class DaySearch:
    """Looks for the cheapest days of all agents, and for what no roster undercuts."""

    def __init__(self, problem: Problem, days: DayProblem, proof: DayProof, means: Means) -> None:
        self._axis = problem.axis
        self._proof = proof
        self._problem = days
        self._means = means
        pricings = [Pricing(days, person) for person in days.people]
        self._long = any(pricing.long for pricing in pricings)
        if self._long:
            # Annealing goes by units of work: nobody's may be counted in another way.
            pricings = [
                pricing if pricing.long else Pricing(days, pricing.person, counting=False)
                for pricing in pricings
            ]
        self._pricings = pricings
        budget, cells = means.budget, len(days.people) * len(days.weekend)
        self._reading = 0.0 if budget.deterministic else min(_READING * cells, _READING_SHARE * budget.whole)
        self._lock = threading.Lock()
        self._bounded = False
        self._in_vain = 0
        self._closed = False
        self._rows = np.stack([pricing.rows for pricing in self._pricings]).astype(np.int32)
        self._day_of_row = np.full(len(days.targets) + 1, -1, dtype=np.int64)
        for day in range(len(days.weekend)):
            self._day_of_row[self._rows[:, day]] = day
        self._day_of_row = self._day_of_row[:-1]
        self._nothing = np.zeros(len(days.targets) + 1, dtype=np.int64)
        self._days: list[Days] = []
        self._pool: list[list[Days]] = []
        self.cost = 0
        self.bound = 0

    def run(self) -> bool:
        """Search within the means; whether everybody has lawful days at all."""
        board = Board(self._problem, [])
        everyone = range(len(self._pricings))
        while board.settle(self._pricings, everyone) and not self._over() and not self._long:
            pass
        if any(days is None for days in board.days):
            return False
        self._days, self.cost = [days for days in board.days if days is not None], board.cost
        self._pool = [[days] for days in self._days]
        self._announce()
        with ThreadPoolExecutor(self._means.workers) as pool:
            if self._long:
                self._anneal(pool)
            walks = [pool.submit(self._work, number) for number in range(self._means.workers)]
            for walk in walks:
                walk.result()
        return True

    def roster(self) -> Roster:
        """The best roster found."""
        shifts = [
            person.shifts[day, kind]
            for person, days in zip(self._problem.people, self._days, strict=True)
            for day, kind in enumerate(days.kinds.tolist())
            if kind >= 0
        ]
        return Roster(assignments=tuple(assigned(shift, self._axis, {}) for shift in shifts))

    def _left(self) -> float:
        """Seconds there still are; where work is counted instead, as many as it takes."""
        return float("inf") if self._means.budget.deterministic else self._means.budget.left - self._reading

    def _over(self) -> bool:
        return self._means.budget.left <= self._reading or self._means.stop() or self._proved

    @property
    def _proved(self) -> bool:
        return bool(self._days) and self.cost <= self.bound

    def _work(self, number: int) -> None:
        """One thread: the first finds the bound and dives from it, the last closes what is left open on small
        problems; all go from neighbourhood to neighbourhood when they are done.
        """
        if number == 0 and not self._long:
            self._whole()
        rng = random.Random(self._means.seed + number)
        sizes = {"people": 1.0, "days": 1.0, "corner": 1.0}
        while not self._over():
            if number == self._means.workers - 1 and self._worth_closing:
                self._close()
            else:
                self._step(sizes, rng)

    @property
    def _worth_closing(self) -> bool:
        """Whether so little is open, and so little has been tried, that a proof may come of it."""
        if self._closed or not self._bounded or not self._proof.within_reach:
            return False
        return self._proof.easy or self.cost - self.bound <= max(1, _NEARLY * self.cost)

    def _whole(self) -> None:
        """The bound, and dives from there."""
        targets = self._problem.targets
        columns = Columns(targets, self._pricings, np.zeros(len(targets), dtype=np.int64), self._left)
        for number, days in enumerate(self._days):
            columns.add(number, days)
        columns.generate(self._over)
        self._spend(columns)
        self.bound = max(self.bound, columns.bound)
        self._bounded = True
        with self._lock:
            self._pool = [[*columns.pool[number], *known] for number, known in enumerate(self._pool)]
        free = [np.full(len(self._problem.weekend), OPEN) for _ in self._pricings]
        for together in _DIVES:
            if not self._over():
                found = columns.dive(free, self.cost, together, self._over)
                self._spend(columns)
                self._learn(dict(enumerate(found or ())))

    def _anneal(self, pool: ThreadPoolExecutor) -> None:
        """Everybody's days annealed, with the bound looked for beside it (before it by one thread alone)."""
        budget, workers = self._means.budget, self._means.workers
        begun, end = budget.left, budget.until(_ANNEALED)
        lines = Lines(self._problem, self._pricings, self._days, self._means.seed)
        proving = pool.submit(self._raise_bound)
        if workers == 1:
            proving.result()
            begun = budget.left
        rounds = 0
        while not self._over() and budget.left > end:
            hands = min(2, workers if proving.done() else workers - 1)
            drawn = lines.drawn
            lines.anneal(pool, hands, (begun - budget.left) / (begun - end))
            budget.spend_work(_DRAWING * (lines.drawn - drawn))
            rounds += 1
            if rounds % _HEARD_ROUNDS == 0 and self._means.heard is not None:
                self._settle_for(lines)
        self._settle_for(lines)
        proving.result()

    def _settle_for(self, lines: Lines) -> None:
        """Keep what annealing has come to where it is better."""
        if lines.best < self.cost:
            self._days, self.cost = lines.best_days(), lines.best
            self._pool = [[days] for days in self._days]
            self._announce()

    def _raise_bound(self) -> None:
        """The bound by prices of limits, as long periods allow it."""
        multipliers, budget = Multipliers(self._problem.targets, self._pricings), self._means.budget
        begun, end, asked = budget.left, budget.until(_BOUND_SHARE), 0

        def way() -> float:
            nonlocal asked
            if multipliers.asked - asked >= len(self._pricings):
                budget.spend_work((multipliers.asked - asked) * _WORK)
                asked = multipliers.asked
            return 1.0 if self._over() else (begun - budget.left) / max(begun - end, 1e-9)

        multipliers.raise_bound(way)
        self.bound = max(self.bound, multipliers.bound)

    def _close(self) -> None:
        """Prove that there is nothing better, or find it."""

        def heard(kinds: Mapping[int, Ints]) -> None:
            self._learn({number: self._pricings[number].days(found) for number, found in kinds.items()})

        self._closed = True
        self.bound = max(self.bound, self._proof.run(self.bound, self.cost, heard, self._over))

    def _step(self, sizes: dict[str, float], rng: random.Random) -> None:
        """One neighbourhood; ``sizes`` by kind, 1 is a handful of agents or about a week."""
        kind = rng.choice(list(sizes))
        with self._lock:
            board = Board(self._problem, self._days)
            pool = [known[-_KEPT:] for known in self._pool]
        ways = {"people": self._people, "days": self._span, "corner": self._corner}
        part = ways[kind](board, sizes[kind], rng)
        own = {number: board.days[number] for number in part}
        open_days = np.zeros(len(self._problem.weekend) + 1, dtype=bool)
        for given in part.values():
            open_days[:-1] |= given == OPEN
        rows = np.flatnonzero(open_days[self._day_of_row])
        limit = 1 + int(board.excess[rows].sum())
        for number in part:
            before = board.days[number]
            if before is not None:
                limit += before.cost
            board.give(number, None)
        columns = Columns(
            self._problem.targets,
            [self._pricings[number] for number in part],
            board.heads,
            self._left,
            rows,
        )
        for place, (number, given) in enumerate(part.items()):
            decided = given != OPEN
            for known in (*pool[number], own[number]):
                if known is not None and (known.kinds[decided] == given[decided]).all():
                    columns.add(place, known)
        care = min(_MOST_CARE, 1 + self._in_vain / _IN_VAIN)
        found = columns.dive(list(part.values()), limit, _CAREFUL / care, self._over)
        self._spend(columns)
        self._in_vain += 1
        if found is not None:
            self._learn(dict(zip(part, found, strict=True)), part)
        grown = 1.1 if columns.settled else 1.0
        if columns.seconds > care * _MUCH or (found is None and not columns.settled):
            grown = 0.9
        sizes[kind] = min(max(sizes[kind] * grown, _SMALLEST), _LARGEST)

    def _people(self, board: Board, size: float, rng: random.Random) -> dict[int, Ints]:
        """Some agents on all days, or many, one of them able to help where it hurts."""
        days = len(self._problem.weekend)
        count = min(days, _LONG_DAYS) if self._long else days
        chosen = self._some(board, _PEOPLE * size, self._helpful(board, rng), rng)
        return self._opened(board, chosen, rng.randrange(days - count + 1), count)

    def _corner(self, board: Board, size: float, rng: random.Random) -> dict[int, Ints]:
        """Some agents on some days in a row, often around a day that hurts."""
        root = size**0.5
        days = len(self._problem.weekend)
        count = min(days, max(3, round(_CORNER_DAYS * root)))
        chosen = self._some(board, _CORNER_PEOPLE * root, self._helpful(board, rng), rng)
        return self._opened(board, chosen, self._beginning(board, count, rng), count)

    @staticmethod
    def _some(board: Board, people: float, helpful: list[int], rng: random.Random) -> list[int]:
        """About so many agents, half of them helpful where there are any."""
        count = min(len(board.days), max(2, round(people)))
        first = rng.choice(helpful) if helpful else rng.randrange(len(board.days))
        others = [number for number in range(len(board.days)) if number != first]
        near = [number for number in others if number in set(helpful)]
        chosen = {first, *rng.sample(near, min(len(near), count // 2))}
        rest = [number for number in others if number not in chosen]
        chosen |= set(rng.sample(rest, min(len(rest), count - len(chosen))))
        return sorted(chosen)

    def _span(self, board: Board, size: float, rng: random.Random) -> dict[int, Ints]:
        """All agents on some days in a row, often around a day that hurts."""
        days = len(self._problem.weekend)
        count = min(days, max(3, round(_DAYS * size)))
        return self._opened(board, range(len(board.days)), self._beginning(board, count, rng), count)

    def _beginning(self, board: Board, count: int, rng: random.Random) -> int:
        """The first of so many days, often around one that hurts."""
        days = len(self._problem.weekend)
        excess = board.excess
        centre = rng.randrange(days)
        if excess.any() and rng.random() < _WHERE_IT_HURTS:
            centre = max(0, int(self._day_of_row[rng.choices(range(len(excess)), excess.tolist())[0]]))
        return min(max(0, centre - rng.randrange(count)), days - count)

    @staticmethod
    def _opened(board: Board, numbers: Iterable[int], first: int, count: int) -> dict[int, Ints]:
        """What is given of these agents' days when ``count`` of them, from ``first`` on, are open."""
        part = {}
        for number in numbers:
            chosen = board.days[number]
            if chosen is not None:
                part[number] = chosen.kinds.copy()
                part[number][first : first + count] = OPEN
        return part

    def _helpful(self, board: Board, rng: random.Random) -> list[int]:
        """Who could serve a row drawn by what it costs."""
        excess = board.excess
        if not excess.any():
            return []
        row = rng.choices(range(len(excess)), excess.tolist())[0]
        serving = self._rows[:, self._day_of_row[row]] == row
        found: list[int] = np.flatnonzero(serving.any(axis=(1, 2))).tolist()
        return found

    def _learn(self, found: Mapping[int, Days], given: Mapping[int, Ints] | None = None) -> None:
        """Keep the days found, put in place of the agents' former ones, when that is no worse; ``given`` is
        what of them was not open: as other threads may have changed that, it stays as it stands now.
        """
        if not found:
            return
        with self._lock:
            board = Board(self._problem, self._days)
            if given is not None:
                given = {number: self._as_it_stands(number, fixed) for number, fixed in given.items()}
            for number, days in found.items():
                now = self._merged(number, days, given[number]) if given is not None else days
                board.give(number, now)
                self._pool[number].append(now)
            if board.cost > self.cost:
                return
            board.settle(self._pricings, sorted(found), given)
            better = board.cost < self.cost
            self._days, self.cost = [days for days in board.days if days is not None], board.cost
        if better:
            self._in_vain = 0
            self._announce()

    def _as_it_stands(self, number: int, given: Ints) -> Ints:
        """The same days open, the others as the agent has them now."""
        return np.where(given == OPEN, OPEN, self._days[number].kinds)

    def _merged(self, number: int, days: Days, given: Ints) -> Days:
        """These days where they are open, the ``given`` ones elsewhere; as they stand where that is not
        lawful.
        """
        kinds = np.where(given == OPEN, days.kinds, given)
        if (kinds == days.kinds).all():
            return days
        _, lawful = self._pricings[number].best(self._nothing, given=kinds)
        return self._days[number] if lawful is None else lawful

    def _announce(self) -> None:
        if self._means.heard is not None:
            self._means.heard(self._problem.tier, self.cost, self.bound, self.roster)

    def _spend(self, columns: Columns) -> None:
        self._means.budget.spend_work(columns.asked * _WORK)
