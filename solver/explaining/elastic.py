"""A model in which every ground of a problem can be held or let go, and what letting go costs."""

import copy
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift, fixed_shift, possible_shifts
from solver.explaining.grounds import Ground
from solver.model.breach import Breach
from solver.model.roster_model import RosterModel
from solver.rules import RuleSet
from solver.search.ask import Limit, Question, Stop, ask, fix, hint
from solver.search.reach import variables_of

GIVEN = frozenset({"template_tags"})
"""Required rules that say which shifts there are at all: taken for granted, never let go."""

_EFFORT: dict[str, object] = {"linearization_level": 2, "symmetry_level": 0}
"""For proofs: capacity conflicts are settled by the linear relaxation, symmetry would cost more than it
saves. One worker, because proofs by many have been seen to be wrong.
"""


_START_SECONDS = 20.0
"""For a first roster to relax from: everyday teams have one in a fraction of it."""

_NOWHERE = Place()


class Verdict(StrEnum):
    """Whether some roster keeps the grounds that were held."""

    SOLVABLE = "solvable"
    IMPOSSIBLE = "impossible"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Slack:
    """The excess of one breach of a ground, or a locked shift given up: a variable and the rows under it."""

    ground: Ground
    index: int
    rows: tuple[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int], ...]
    least: int

    def excess(self, values: npt.NDArray[np.int64]) -> int:
        """What the shifts of a solution exceed, whatever the slack variable says."""
        found = [
            int(coefficients @ values[indices]) + constant for indices, coefficients, constant in self.rows
        ]
        return max([self.least, *found])


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of holding some grounds; ``kept`` are all that the roster found keeps."""

    verdict: Verdict
    roster: Roster | None = None
    kept: frozenset[Ground] = frozenset()
    values: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The least that must be let go: excess by ground, its price, and a proved lower bound of the price."""

    excess: dict[Ground, int]
    price: int
    bound: int
    roster: Roster
    values: tuple[int, ...]


class Elastic:
    """Every shift the templates offer, and each ground as a limit with a slack.

    ``only`` cuts the model down to these grounds. Solutions found on the way are remembered: what one of
    them keeps needs no second proof.
    """

    def __init__(self, problem: Problem, rule_set: RuleSet, only: Collection[Ground] | None = None) -> None:
        self._problem = problem
        self._locks: dict[Shift, Assignment] = {}
        offered = {agent.id: self._offered(rule_set, agent) for agent in problem.agents}
        self._model = RosterModel(problem, offered=offered, apart=rule_set.apart(problem))
        self._cp = self._model.cp
        self.slacks: list[Slack] = []
        wanted = None if only is None else frozenset(only)
        for number, rule in enumerate(rule_set.active):
            if rule.required and rule.rule not in GIVEN and (wanted is None or _asks(wanted, number)):
                for breach in rule.breaches(self._model):
                    ground = Ground.of(number, breach.place)
                    if wanted is None or ground in wanted:
                        self._limit(ground, breach)
        for shift, assignment in self._locks.items():
            ground = Ground.of_locked(assignment)
            if wanted is None or ground in wanted:
                given_up = 1 - self._model.takes(shift)
                self._limit(ground, Breach((given_up,), _NOWHERE, 1))
        self._cp.remove_all_names()
        self.grounds = tuple(dict.fromkeys(slack.ground for slack in self.slacks))
        self._impossible = frozenset(slack.ground for slack in self.slacks if slack.least > 0)
        self._draws = True
        self._trials: list[Trial] = []

    def about(self, grounds: Collection[Ground]) -> "Elastic":
        """A copy for questions about these grounds alone, without rows that cannot matter to them: it has
        verdicts, and no rosters.
        """
        wanted = frozenset(grounds)
        smaller = copy.copy(self)
        smaller.slacks = [slack for slack in self.slacks if slack.ground in wanted]
        smaller.grounds = tuple(ground for ground in self.grounds if ground in wanted)
        smaller._trials = list(self._trials)
        smaller._draws = False
        reached = {slack.index for slack in smaller.slacks}
        dropped = {slack.index for slack in self.slacks} - reached
        rows = [(row, frozenset(variables_of(row))) for row in self._cp.proto.constraints]
        rows = [(row, indices) for row, indices in rows if not dropped & indices]
        by_variable: defaultdict[int, list[int]] = defaultdict(list)
        for number, (_, indices) in enumerate(rows):
            for index in indices:
                by_variable[index].append(number)
        edge, within = set(reached), set[int]()
        while edge:
            fresh = {row for index in edge for row in by_variable[index]} - within
            within |= fresh
            edge = {index for row in fresh for index in rows[row][1]} - reached
            reached |= edge
        smaller._cp = cp_model.CpModel()
        smaller._cp.proto.variables.extend(self._cp.proto.variables)
        smaller._cp.proto.constraints.extend([rows[number][0] for number in sorted(within)])
        return smaller

    def trial(self, held: Iterable[Ground], seconds: float, stop: Stop | None = None) -> Trial:
        """Whether some roster keeps all these grounds, the others let go."""
        wanted = frozenset(held)
        if wanted & self._impossible:
            return Trial(Verdict.IMPOSSIBLE)
        for known in self._trials:
            if wanted <= known.kept:
                return known
        cp = self._cp.clone()
        fix(cp, {slack.index: 0 for slack in self.slacks if slack.ground in wanted})
        answer = ask(Question(cp, Limit(seconds=seconds), parameters=_EFFORT), stop)
        if answer.values is None:
            return Trial(Verdict.IMPOSSIBLE if answer.infeasible else Verdict.UNDECIDED)
        found = self._read(answer.values)
        self._trials.append(found)
        return found

    def offered(self, agent_id: str) -> tuple[Shift, ...]:
        """The shifts the agent may take."""
        return self._model.shifts(agent_id)

    def most(
        self, weights: Mapping[Shift, int], held: Collection[Ground], seconds: float
    ) -> tuple[int, tuple[Shift, ...]] | None:
        """How much shifts of these weights can come to at most while the grounds are held, and shifts that
        come to most; None where no roster holds them, or time is up.
        """
        cp, wanted = self._cp.clone(), frozenset(held)
        fix(cp, {slack.index: 0 for slack in self.slacks if slack.ground in wanted})
        takes = [cp.get_int_var_from_proto_index(self._model.takes(shift).index) for shift in weights]
        cp.minimize(-cp_model.LinearExpr.weighted_sum(takes, list(weights.values())))
        answer = ask(Question(cp, Limit(seconds=seconds), effort="neighbourhood"))
        if answer.values is None or answer.bound is None:
            return None
        values = answer.values
        return -answer.bound, tuple(shift for shift in weights if values[self._model.takes(shift).index])

    def suggest(self, roster: Roster, stop: Stop | None = None) -> None:
        """Let every search begin from this roster, which is known from now on."""
        takes = self._takes_of(set(map(_occurrence, roster.assignments)))
        cp = self._cp.clone()
        fix(cp, takes)
        answer = ask(Question(cp, Limit(seconds=_START_SECONDS), parameters=_EFFORT), stop)
        if answer.values is not None:
            self._trials.append(self._read(answer.values))
        self._cp.proto.solution_hint.vars.extend(list(takes))
        self._cp.proto.solution_hint.values.extend(list(takes.values()))

    def with_shifts(
        self,
        shifts: Iterable[Shift | Assignment],
        held: Iterable[Ground],
        seconds: float,
        stop: Stop | None = None,
    ) -> Trial:
        """Whether the grounds can be kept with just these shifts, breaks placed anew."""
        cp, wanted, taken = self._cp.clone(), frozenset(held), set(map(_occurrence, shifts))
        fix(cp, self._takes_of(taken))
        fix(cp, {slack.index: 0 for slack in self.slacks if slack.ground in wanted})
        answer = ask(Question(cp, Limit(seconds=seconds), parameters=_EFFORT), stop)
        if answer.values is None:
            return Trial(Verdict.IMPOSSIBLE if answer.infeasible else Verdict.UNDECIDED)
        found = self._read(answer.values)
        self._trials.append(found)
        return found

    def _takes_of(self, worked: Collection[tuple[str, str, datetime, datetime]]) -> dict[int, int]:
        """Which shifts are taken where these are worked, by variable."""
        fixed = {_occurrence(shift) for shift in self._locks}
        return {
            self._model.takes(shift).index: int(
                _occurrence(shift) in worked and (shift in self._locks or _occurrence(shift) not in fixed)
            )
            for agent in self._problem.agents
            for shift in self._model.shifts(agent.id)
        }

    def relax(
        self, prices: Mapping[Ground, int], seconds: float, *, workers: int = 1, stop: Stop | None = None
    ) -> Relaxation | None:
        """The cheapest excess found at these prices per unit; None when there was no roster at all in time.

        The search starts from the cheapest trial: one that lets go of what teams are owed, at worst.
        """
        self.trial((), _START_SECONDS, stop)
        self.trial([ground for ground in self.grounds if ground.agent is not None], _START_SECONDS, stop)
        known = [found for each in self._trials if (found := self._priced(each.values, prices)) is not None]
        best = min(known, key=lambda found: found.price, default=None)
        cp = self._cp.clone()
        terms = [prices[slack.ground] for slack in self.slacks]
        slacks = [cp.get_int_var_from_proto_index(slack.index) for slack in self.slacks]
        cp.minimize(cp_model.LinearExpr.weighted_sum(slacks, terms))
        if best is not None:
            values = np.asarray(best.values, dtype=np.int64)
            tight = {slack.index: slack.excess(values) for slack in self.slacks}
            hint(cp, [tight.get(index, value) for index, value in enumerate(best.values)])
        question = Question(cp, Limit(seconds=seconds), workers=workers)
        question.parameters["linearization_level"] = 2
        answer = ask(question, stop)
        found = None if answer.values is None else self._priced(answer.values, prices)
        chosen = min((each for each in (best, found) if each is not None), key=_price, default=None)
        if chosen is None:
            return None
        bound = min(chosen.price, max(0, answer.bound or 0))
        return replace(chosen, bound=bound, roster=self._roster(chosen.values))

    def _priced(self, solution: Sequence[int], prices: Mapping[Ground, int]) -> Relaxation | None:
        """What the solution lets go of; None when there is none."""
        if not solution:
            return None
        values = np.asarray(solution, dtype=np.int64)
        excess: dict[Ground, int] = {}
        price = 0
        for slack in self.slacks:
            over = slack.excess(values)
            if over > 0:
                excess[slack.ground] = over + excess.get(slack.ground, 0)
                price += prices[slack.ground] * over
        return Relaxation(excess, price, 0, Roster(), tuple(solution))

    def _read(self, solution: Sequence[int]) -> Trial:
        values = np.asarray(solution, dtype=np.int64)
        broken = {slack.ground for slack in self.slacks if slack.excess(values) > 0}
        kept = frozenset(ground for ground in self.grounds if ground not in broken)
        if not self._draws:
            return Trial(Verdict.SOLVABLE, kept=kept)
        return Trial(Verdict.SOLVABLE, self._roster(solution), kept, tuple(solution))

    def _roster(self, solution: Sequence[int]) -> Roster:
        drawn = self._model.roster(lambda variable: solution[variable.index])
        kept = {
            (lock.agent, lock.start, lock.end): lock
            for shift, lock in self._locks.items()
            if solution[self._model.takes(shift).index]
        }
        return Roster(
            assignments=tuple(
                kept.get((each.agent, each.start, each.end), each) for each in drawn.assignments
            )
        )

    def _limit(self, ground: Ground, breach: Breach) -> None:
        """A slack at or above every row of the breach."""
        constants = [row for row in breach.at_least if isinstance(row, int)]
        linear = [row for row in breach.at_least if not isinstance(row, int)]
        least = max([0, *constants])
        slack = self._cp.new_int_var(0, max(breach.most, least), "")
        if least:
            self._cp.add(slack >= least)
        for row in linear:
            self._cp.add(slack >= row)
        self.slacks.append(Slack(ground, slack.index, tuple(_flat(row) for row in linear), least))

    def _offered(self, rule_set: RuleSet, agent: Agent) -> tuple[Shift, ...]:
        """What the templates offer the agent apart from carried-in shifts, and the locked ones as offers."""
        problem = self._problem
        given = [rule for rule in rule_set.active if rule.required and rule.rule in GIVEN]
        busy = [shift for shift in problem.carried_in if shift.agent == agent.id]
        shifts = {
            shift: shift
            for shift in possible_shifts(problem, agent)
            if not any(other.start < shift.end and shift.start < other.end for other in busy)
            and not any(rule.forbids(problem, agent, shift) for rule in given)
        }
        for assignment in problem.locked:
            if assignment.agent == agent.id:
                offer = replace(fixed_shift(agent, assignment), fixed=None)
                self._locks[shifts.setdefault(offer, offer)] = assignment
        return tuple(sorted(shifts, key=lambda shift: (shift.start, shift.end, shift.template)))


def _occurrence(shift: Shift | Assignment) -> tuple[str, str, datetime, datetime]:
    return shift.agent, shift.template, shift.start, shift.end


def _price(found: Relaxation) -> int:
    return found.price


def _asks(grounds: frozenset[Ground], rule: int) -> bool:
    return any(ground.rule == rule for ground in grounds)


def _flat(expression: cp_model.LinearExpr) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], int]:
    flat = cp_model.FlatIntExpr(expression)
    indices = np.array([variable.index for variable in flat.vars], dtype=np.int64)
    return indices, np.array(list(flat.coeffs), dtype=np.int64), int(flat.offset)
