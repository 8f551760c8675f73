"""A quick repair: one change after the other, each the one that brings most back without breaking a rule."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from solver.domain.days import local_day
from solver.domain.problem import Problem
from solver.domain.result import Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift
from solver.living.difference import Difference
from solver.living.gains import Gains
from solver.living.goal import RESTORED, Goal, Prices, totals
from solver.living.judge import Judge
from solver.living.reach import Reach
from solver.rules import RuleSet
from solver.validate import validate

_TRIED = 12
"""Of the most promising lawful changes so many are judged in full."""

_LOOKED_AT = 400
_MUST_HAVE_WORTH = 1_000_000


@dataclass(frozen=True, slots=True)
class Mended:
    """The roster after the changes, its prices, and how many shifts came or went."""

    roster: Roster
    prices: Prices
    changes: int


@dataclass(frozen=True, slots=True)
class _Option:
    """A change of one agent: a shift that comes, and the one that goes for it, if any."""

    come: Shift
    goes: Assignment | None

    @property
    def agent(self) -> str:
        return self.come.agent

    @property
    def changes(self) -> int:
        return 1 if self.goes is None else 2


@dataclass(frozen=True, slots=True)
class _Judged:
    """An option with what is left to restore after it, the other tiers' prices, and what it changes."""

    worse: tuple[int, ...]
    rest: tuple[int, ...]
    option: _Option
    found: Difference


class Mender:
    """Adds shifts, then moves them, while must-haves or service are worse than they were."""

    def __init__(
        self,
        problem: Problem,
        rule_set: RuleSet,
        reach: Reach,
        standing: Roster,
        prices: Prices,
        goal: Goal,
    ) -> None:
        self._problem = problem
        self._rule_set = rule_set
        self._reach = reach
        self._roster = standing
        self._prices = prices
        self._goal = goal
        self._gains = Gains(problem, rule_set, standing.assignments, goal.stretches)
        self._changes = 0

    def run(self, over: Callable[[], bool]) -> Mended:
        """Change after change until all is as good as it was, nothing helps, or time is over."""
        while any(self._goal.worse(self._prices)) and not over():
            best = self._best(self._options(moves=False), over) or self._best(self._options(moves=True), over)
            if best is None:
                break
            self._take(best.option, best.found)
        return Mended(self._roster, self._prices, self._changes)

    def _take(self, option: _Option, found: Difference) -> None:
        kept = [shift for shift in self._roster.assignments if shift is not option.goes]
        come = self._gains.placed(option.come)
        self._roster = Roster(assignments=(*kept, come))
        self._prices = self._goal.after(self._prices, found)
        self._changes += option.changes
        self._gains.put(come, 1)
        if option.goes is not None:
            self._gains.put(option.goes, -1)

    def _best(self, options: Iterable[tuple[int, _Option]], over: Callable[[], bool]) -> _Judged | None:
        """The option that leaves least to restore; of equals the one whose other tiers cost least."""
        judge = Judge(self._problem, self._rule_set, self._roster)
        ranked = sorted(options, key=lambda each: -each[0])[:_LOOKED_AT]
        judged: list[_Judged] = []
        for batch in _one_each([option for _, option in ranked]):
            if over() or len(judged) >= _TRIED:
                break
            lawful, _ = judge.each({option.agent: self._after(judge, option) for option in batch})
            for option in batch:
                if option.agent in lawful:
                    prices = self._goal.after(self._prices, lawful[option.agent])
                    rest = tuple(price for tier, price in totals(prices).items() if tier not in RESTORED)
                    judged.append(_Judged(self._goal.worse(prices), rest, option, lawful[option.agent]))
        better = [each for each in judged if each.worse < self._goal.worse(self._prices)]
        return min(better, key=lambda each: (each.worse, each.rest, each.option.agent), default=None)

    def _after(self, judge: Judge, option: _Option) -> Sequence[Assignment]:
        kept = [shift for shift in judge.shifts_of(option.agent) if shift is not option.goes]
        return sorted((*kept, self._gains.placed(option.come)), key=lambda shift: shift.start)

    def _options(self, *, moves: bool) -> Iterator[tuple[int, _Option]]:
        """Shifts that may come, with what they promise; with ``moves`` instead of one of the same date."""
        needed = self._must_haves() if self._goal.worse(self._prices)[0] else []
        rostered = self._roster.by_agent()
        for agent in self._problem.agents:
            own = rostered.get(agent.id, [])
            free = {
                (shift.template, shift.start, shift.end)
                for shift in self._reach.offered[agent.id]
                if shift.fixed is None
            }
            for shift in self._reach.offered[agent.id]:
                if shift.fixed is not None or any(_same(shift, each) for each in own):
                    continue
                goes = None
                clash = [each for each in own if each.start < shift.end and shift.start < each.end]
                if moves:
                    goes = next(
                        (
                            each
                            for each in own
                            if local_day(each.start, agent.zone) == shift.day
                            and (each.template, each.start, each.end) in free
                        ),
                        None,
                    )
                    if goes is None or any(each is not goes for each in clash):
                        continue
                elif clash:
                    continue
                promise = self._gains.of(shift)
                promise += _MUST_HAVE_WORTH * sum(_spans(shift, each) for each in needed)
                if promise > 0:
                    yield promise, _Option(shift, goes)

    def _must_haves(self) -> list[Violation]:
        rules = tuple(
            rule for rule in self._rule_set.active if not rule.required and rule.tier is Tier.MUST_HAVE
        )
        found = validate(self._problem, self._rule_set.model_copy(update={"rules": rules}), self._roster)
        return [violation for violation in found if self._goal.stretches.holds(violation.place)]


def _one_each(options: Sequence[_Option]) -> Iterator[list[_Option]]:
    """The options in turns in which everybody has one at most, in order of promise."""
    turns: list[list[_Option]] = []
    seen: dict[str, int] = {}
    for option in options:
        turn = seen.get(option.agent, 0)
        seen[option.agent] = turn + 1
        if turn == len(turns):
            turns.append([])
        turns[turn].append(option)
    for one in turns:
        for first in range(0, len(one), 3 * _TRIED):
            yield one[first : first + 3 * _TRIED]


def _same(shift: Shift, other: Assignment) -> bool:
    return (shift.template, shift.start, shift.end) == (other.template, other.start, other.end)


def _spans(shift: Shift, violation: Violation) -> bool:
    start, end = violation.place.start, violation.place.end
    return start is not None and shift.start <= start and (end is None or end <= shift.end)
