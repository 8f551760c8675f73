"""Making a roster better in one tier: the whole program at once while it is small, else neighbourhood by
neighbourhood.
"""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

from ortools.sat.python import cp_model

from solver.domain.result import Tier
from solver.search.appetite import Appetite
from solver.search.ask import Answer, Question, ask, hint
from solver.search.frozen import Frozen
from solver.search.means import Means
from solver.search.neighbourhood import Neighbourhood, Surroundings
from solver.search.placement import Placement
from solver.search.program import Values
from solver.search.proof import Proof

SMALL = 2_500
"""Up to this many decisions the whole program is tried at once before any neighbourhood."""

TINY = 600
"""Up to this many a neighbourhood would be the whole program over again."""

_WHOLE_SECONDS, _SHIFTS_A_SECOND = 2.0, 100
"""How long a small program is tried as a whole: some seconds, and one more for so many decisions."""

_EACH = 2.0
_MERGING = 0.5
_EACH_ALONE = 0.2
_CARE = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tier came to: a solution, its value and a proved lower bound."""

    values: Values
    value: int
    bound: int


class TierSearch:
    """One tier's search, from a first solution on; tiers above are held by the program already.

    ``bound`` is what is known already not to be undercut, ``proof`` may come to know more meanwhile.
    """

    def __init__(
        self,
        surroundings: Surroundings,
        tier: Tier,
        values: Values,
        means: Means,
        *,
        bound: int = 0,
        proof: Proof | None = None,
    ) -> None:
        program = surroundings.program
        self._surroundings = surroundings
        self._program = program
        self._tier = tier
        self._means = means
        self._proof = proof
        self._objective = program.objectives[tier]
        lower = [later for later in program.objectives if later > tier]
        self._next = program.objectives[lower[0]] if lower else None
        self._lock = threading.Lock()
        self._frozen: Frozen | None = None
        self.values = values
        self.value = self._objective.value(values)
        self._second = self._next.value(values) if self._next is not None else 0
        self.bound = max(self._objective.least, bound)

    @cached_property
    def _placement(self) -> Placement:
        return Placement(self._program)

    @property
    def proved(self) -> bool:
        return self.bound >= self.value

    def run(self, share: float) -> Outcome:
        """Search with ``share`` of what is left of the budget."""
        budget = self._means.budget
        end = budget.until(share)
        size = len(self._program.shifts)
        if not self._over(end) and size > TINY:
            self._settle_alone()
        if not self._over(end):
            self._search(size, end)
        return Outcome(self.values, self.value, min(self.bound, self.value))

    def _settle_alone(self) -> None:
        """Raise the bound to what the agents cannot avoid each on their own."""
        budget = self._means.budget
        limit = budget.limit(_EACH_ALONE)
        bound, answers = self._program.personal.bound(self._tier, limit, self._means.seed)
        for answer in answers:
            budget.spend(answer)
        self.bound = max(self.bound, bound)

    def _over(self, end: float) -> bool:
        if self._proof is not None:
            self.bound = max(self.bound, self._proof.bound)
        return self.proved or self._means.budget.left <= end or self._means.stop()

    def _search(self, size: int, end: float) -> None:
        """A small program as a whole and, with the other workers, neighbourhood by neighbourhood; a large one
        by neighbourhoods alone.
        """
        workers = self._means.workers
        whole_end = max(end, self._means.budget.left - _WHOLE_SECONDS - size / _SHIFTS_A_SECOND)
        if size <= TINY or (size <= SMALL and workers == 1):
            self._whole(whole_end)
        if size <= TINY or not self._surroundings.agents or self._over(end):
            return
        frozen = Frozen(self._program.cp, self._priced(), self._program.decisions, self.values)
        appetite = Appetite(self._surroundings.kinds(self._tier))
        self._frozen = frozen

        def walk(number: int) -> None:
            self._walk(frozen, appetite, end, random.Random(self._means.seed + number))

        if workers == 1:
            walk(0)
            return
        with ThreadPoolExecutor(workers) as pool:
            aside = [pool.submit(self._whole, whole_end)] if size <= SMALL else []
            walks = [pool.submit(walk, number) for number in range(workers - len(aside))]
            for done in (*aside, *walks):
                done.result()

    def _whole(self, end: float) -> None:
        means = self._means
        cp = self._program.cp.clone()
        hint(cp, self.values)
        cp.minimize(self._objective.expression)
        # One worker led by the linear relaxation proves what a portfolio of several does not come to.
        question = Question(
            cp,
            means.budget.limit(means.budget.left - end),
            seed=means.seed,
            effort="neighbourhood",
            on_solution=self._hear,
        )
        answer = ask(question, lambda: means.stop() or self.proved)
        means.budget.spend(answer)
        self._learn(answer)
        if answer.settled and answer.values is not None:
            self.bound = self.value

    def _priced(self) -> cp_model.LinearExprT:
        """The tier first, the next one as tie-break, so that gains here are not paid for carelessly there."""
        if self._next is None:
            return self._objective.expression
        weight = _CARE * max(self._second, 1) + 1_000
        return weight * self._objective.expression + self._next.expression

    def _walk(self, frozen: Frozen, appetite: Appetite, end: float, rng: random.Random) -> None:
        surroundings = self._surroundings
        in_vain, patience = 0, max(8, len(self._program.shifts) // 60)
        each = min(_EACH, 0.2 + len(self._program.shifts) / 2_000)
        while not self._over(end) and in_vain < patience:
            with self._lock:
                values = self.values
                kind, size = appetite.choose(rng)
                chosen = surroundings.pick(kind, size, self._tier, values, rng)
                takes, breaks = surroundings.takes(chosen), surroundings.breaks(chosen)
                rows = self._placement.rows(takes, breaks, values, rng) if chosen.placed else ()
                cp = frozen.thawed([*takes, *breaks], rows=rows)
            limit = self._means.budget.limit(min(each, self._means.budget.left - end))
            question = Question(cp, limit, seed=rng.randrange(1 << 30), effort="neighbourhood")
            answer = ask(question, self._means.stop)
            self._means.budget.spend(answer)
            gain = 0.0
            if answer.values is not None:
                gain = self._gain(values, answer.values)
                self._merge(frozen, chosen, values, answer.values)
            with self._lock:
                appetite.learn(kind, gain=gain, work=answer.deterministic_time, settled=answer.settled)
            in_vain = 0 if gain > 0 else in_vain + 1

    def _gain(self, before: Values, after: Values) -> float:
        """By which part of itself the tier shrinks; the next tier counts little, and only as tie-break."""
        value, later = self._objective.value(before), self._objective.value(after)
        gain = (value - later) / max(value, 1)
        if self._next is not None and value == later:
            second = self._next.value(before)
            gain = (second - self._next.value(after)) / max(second, 1) / _CARE
        return max(0.0, gain)

    def _merge(self, frozen: Frozen, chosen: Neighbourhood, before: Values, after: Values) -> None:
        """Adopt what a neighbourhood found; where others have meanwhile changed the rest, put both together.

        Takes stand as each side left them; breaks, which are counts of many people, are placed anew.
        """
        with self._lock:
            if self.values is before:
                cp = None
            elif not any(before[index] != after[index] for index in self._surroundings.takes(chosen)):
                return
            else:
                held = {index: after[index] for index in self._surroundings.takes(chosen)}
                cp = frozen.thawed(self._surroundings.breaks(chosen), held)
        if cp is None:
            self._adopt(after)
            return
        limit = self._means.budget.limit(_MERGING)
        answer = ask(Question(cp, limit, effort="neighbourhood"), self._means.stop)
        self._means.budget.spend(answer)
        if answer.values is not None:
            self._adopt(answer.values)

    def _hear(self, values: Values, _objective: int) -> None:
        self._adopt(values)

    def _learn(self, answer: Answer) -> None:
        if answer.values is not None:
            self._adopt(answer.values)
        if answer.bound is not None:
            self.bound = max(self.bound, answer.bound)

    def _adopt(self, values: Values) -> None:
        """Keep the solution when it is no worse than the best so far."""
        value = self._objective.value(values)
        second = self._next.value(values) if self._next is not None else 0
        with self._lock:
            if (value, second) > (self.value, self._second):
                return
            better = value < self.value
            self.values, self.value, self._second = values, value, second
            if self._frozen is not None:
                self._frozen.move_to(values)
        if better and self._means.heard is not None:
            self._means.heard(self._tier, value, self.bound, lambda: self._program.roster(values))
