"""Weeks exchanged among people: a few put theirs down and take up others one by one, over and over."""

import random
from collections.abc import Callable, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from solver.domain.coverage import capability
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.shift import Shift
from solver.model.on_duty import break_windows
from solver.rules import RuleSet
from solver.search.candidates import Candidates
from solver.search.classes import AgentClass, occurrence
from solver.search.exchange_arrays import (
    Bytes,
    Choice,
    Ints,
    Limits,
    People,
    Supply,
    Turf,
    Weeks,
    bench_of,
)
from solver.search.exchange_kernel import exchange_shifts, exchange_weeks, put_on_duty
from solver.search.exchange_layout import Kind, laid_out
from solver.search.exchange_supply import copied, price_of_a_head, supply_of
from solver.search.greedy import Plan
from solver.search.guard import Guard
from solver.search.lawful_week import LawfulWeek
from solver.search.means import Means
from solver.search.patterns import Patterns
from solver.search.starting import plan_of
from solver.search.tastes import tastes
from solver.search.week_pool import Week, WeekPool, incidence

MOST_WEEKS, _WEEKS_TOGETHER = 1_500, 60_000
"""Weeks one kind of people chooses from at a time, and all of them together."""

_AFAR, _AFAR_TOGETHER = 60, 300
"""Weeks looked for from scratch, for a kind of people and for all of them."""

_AFAR_SHARE = 0.1
"""What looking for them may use of the budget, however busy the machine."""

_PEOPLE = 6
_LEAST_PEOPLE = 20
_ROUNDS, _MOST_ROUNDS = 2_000, 60_000
_SHIFTS_PER_WEEK = 40
"""Rounds of single shifts for one of whole weeks."""

_BATCH_SECONDS = 0.25
_TURNS = 12
"""After each the weeks to choose from are looked for anew, rules about several people judged, and whoever
listens told.
"""
_HEAT = 0.3
"""The loss accepted about every third time at first, in agent-intervals missing."""

_WARM = 0.02
"""The same where the weeks to begin with lie along the relaxation: more of it, for longer, loses what they
have in common, and exchanges among a few people do not find that again.
"""

_CALM = 0.1
"""The last part of the search, in which no loss is accepted."""

_SCALE = 1_000
"""Units of what costs less than service, to one unit of service."""

_WORK = 2e-5
"""Deterministic seconds a person's choice counts for."""


class Exchange:
    """Improves the weeks of everyone given; required rules about one person are kept throughout."""

    def __init__(
        self,
        problem: Problem,
        rule_set: RuleSet,
        offered: Candidates,
        classes: Sequence[AgentClass],
        patterns: Patterns,
        means: Means,
    ) -> None:
        self._problem = problem
        self._rule_set = rule_set
        self._offered = offered
        self._means = means
        self._axis = problem.axis
        self._pools: list[WeekPool] = []
        self._kinds: list[Kind] = []
        self._agents: list[Agent] = []
        self._kind_of: list[Kind] = []
        known: dict[object, int] = {}
        line, rng = 0, random.Random(means.seed)
        for kind in classes:
            shifts = tuple(kind.shifts)
            key = patterns.key(kind.first, shifts)
            if key not in known:
                known[key] = len(self._pools)
                first = kind.first.model_copy(
                    update={"available": None, "unavailable": (), "preferences": ()}
                )
                week = LawfulWeek(problem, rule_set, first, shifts, priced=False)
                self._pools.append(WeekPool(week, rng))
            number = {occurrence(shift): place for place, shift in enumerate(shifts)}
            self._kinds.append(Kind(kind, shifts, number, known[key], line))
            line += len(shifts)
            self._agents += kind.agents
            self._kind_of += [self._kinds[-1]] * len(kind.agents)
        self._widest = max((len(kind.shifts) for kind in self._kinds), default=0)
        self._capabilities, self._shifts = laid_out(problem, self._kinds)
        self._most_breaks = int(np.diff(self._shifts.breaks).max(initial=0))
        self._opening, self._openings = self._opened()
        self._circles, self._circle_of = self._circled()
        treated = [kind.pool for kind in self._kind_of]
        self._taste, self._dear = tastes(
            problem, rule_set, self._agents, treated, self._shifts_of, self._widest
        )

    def run(
        self,
        plans: Mapping[str, Plan],
        end: float,
        guard: Guard,
        settled: Set[str] = frozenset(),
        tell: Callable[[dict[str, Plan]], None] | None = None,
        *,
        warm: bool = False,
    ) -> dict[str, Plan] | None:
        """Better weeks than those given, found until so much of the budget is left; None where the queues
        overlap too much. Agents whose week is ``settled`` (by id) keep it. ``tell`` hears of the weeks on the
        way. Weeks that are good as a whole are ``warm``: less heat leaves them so.
        """
        supply = supply_of(self._problem, self._rule_set, self._capabilities, _SCALE)
        movable = [row for row, agent in enumerate(self._agents) if agent.id not in settled]
        if supply is None or not movable:
            return None
        self._movable = np.array(movable, dtype=np.int64)
        budget, means = self._means.budget, self._means
        whole = max(budget.left - end, 1e-9)
        looked = budget.until(_AFAR_SHARE)
        for pool in self._pools:
            count = min(_AFAR, _AFAR_TOGETHER // len(self._pools))
            pool.look_afar(lambda: means.stop() or budget.left < looked, count)
        choice = self._choice(plans)
        people, limits = self._people(), self._limits()
        self._benches = [bench_of(supply, people, limits, choice, _PEOPLE) for _ in range(means.workers)]
        put_on_duty(supply, self._shifts, people, choice, self._benches[0])
        guarded = guard.value(plans)
        for turn in range(_TURNS):
            if budget.left <= end or means.stop():
                break
            kept = copied(supply), Choice(choice.shifts.copy(), choice.begins.copy())
            until = end + (budget.left - end) * (_TURNS - turn - 1) / (_TURNS - turn)
            self._turn(supply, choice, (until, end, whole), turn, _WARM if warm else _HEAT)
            if guard.rules and guard.value(self._plans(choice)) > guarded:
                supply, choice = kept
            if tell is not None and budget.left > end:
                tell(self._plans(choice))
        return self._plans(choice)

    def _turn(
        self, supply: Supply, choice: Choice, span: tuple[float, float, float], turn: int, heat: float
    ) -> None:
        """Exchange weeks and shifts until the first mark; the heat falls over the whole span."""
        until, end, whole = span
        problem, budget, means = self._problem, self._means.budget, self._means
        limits = self._limits()
        weeks, people = self._weeks(choice)
        # Whoever has a roster already wants it better, not another one.
        heat *= 0.0 if problem.previous else _SCALE * price_of_a_head(problem, self._rule_set)
        rng = np.random.default_rng([means.seed, turn])
        rounds = _ROUNDS
        with ThreadPoolExecutor(means.workers) as pool:
            while budget.left > until and not means.stop():
                begun = budget.left
                cooled = heat * max(0.0, (budget.left - end) / whole - _CALM)
                seed = int(rng.integers(1 << 31))
                everyone = self._turfs(1, rng)[0]
                exchange_weeks(
                    supply,
                    self._shifts,
                    weeks,
                    people,
                    choice,
                    everyone,
                    rounds // _SHIFTS_PER_WEEK,
                    cooled,
                    seed,
                    self._benches[0],
                )
                jobs = [
                    pool.submit(
                        exchange_shifts,
                        supply,
                        self._shifts,
                        people,
                        limits,
                        choice,
                        turf,
                        rounds,
                        cooled,
                        seed + number,
                        self._benches[number],
                    )
                    for number, turf in enumerate(self._turfs(means.workers, rng))
                ]
                for job in jobs:
                    job.result()
                budget.spend_work(_WORK * rounds * _PEOPLE)
                if not budget.deterministic and begun - budget.left < _BATCH_SECONDS:
                    rounds = min(2 * rounds, _MOST_ROUNDS)

    def _turfs(self, count: int, rng: np.random.Generator) -> list[Turf]:
        """People and time shared out at random among so many who work at once."""
        count = min(count, max(1, len(self._movable) // _LEAST_PEOPLE))
        order = rng.permutation(self._movable)
        intervals = self._axis.intervals
        cuts = np.sort(rng.uniform(0.25, 0.75, count - 1) + np.arange(count - 1)) / max(1, count - 1)
        edges = [0, *(int(cut * intervals) for cut in cuts), intervals]
        turfs = []
        for number in range(count):
            group = order[number::count]
            mine = np.zeros(len(self._agents), dtype=bool)
            mine[group] = True
            circles = [circle[mine[circle]] for circle in self._circles]
            turfs.append(
                Turf(
                    people=group,
                    members=np.concatenate(circles),
                    first=np.concatenate([[0], np.cumsum([len(circle) for circle in circles])]),
                    circle=self._circle_of,
                    first_interval=edges[number],
                    stop_interval=edges[number + 1],
                )
            )
        return turfs

    def _shifts_of(self, row: int) -> tuple[Shift, ...]:
        return self._kind_of[row].shifts

    def _opened(self) -> tuple[Ints, list[tuple[Kind, frozenset[int]]]]:
        """For each person the row of what they may take, and those rows."""
        known: dict[tuple[int, frozenset[int]], int] = {}
        rows: list[tuple[Kind, frozenset[int]]] = []
        opening = np.zeros(len(self._agents), dtype=np.int64)
        for row, (agent, kind) in enumerate(zip(self._agents, self._kind_of, strict=True)):
            allowed = frozenset(kind.number[occurrence(shift)] for shift in self._offered[agent.id])
            key = (kind.pool, allowed)
            if key not in known:
                known[key] = len(rows)
                rows.append((kind, allowed))
            opening[row] = known[key]
        return opening, rows

    def _circled(self) -> tuple[list[Ints], Ints]:
        """People who may stand in for each other somewhere, by what they can serve on the first date."""
        day = self._problem.period.first_date
        able = [capability(self._problem, kind.kind.first, day) for kind in self._kind_of]
        number = {served: place for place, served in enumerate(dict.fromkeys(able))}
        near = [
            np.array(
                [row for row, other in enumerate(able) if other & served or other == served], dtype=np.int64
            )
            for served in number
        ]
        return near, np.array([number[served] for served in able], dtype=np.int64)

    def _choice(self, plans: Mapping[str, Plan]) -> Choice:
        """The weeks given as arrays; a place more than anybody needs, so that weeks may grow."""
        places = max((len(plan.shifts) for plan in plans.values()), default=0)
        longest = max((len(week) for pool in self._pools for week in pool.weeks((), 0)), default=0)
        shape = (len(self._agents), max(1, places, longest))
        shifts = np.full(shape, -1, dtype=np.int64)
        begins = np.zeros((*shape, max(1, self._most_breaks)), dtype=np.int64)
        grain = self._axis.interval_minutes
        for row, agent in enumerate(self._agents):
            plan, kind = plans[agent.id], self._kind_of[row]
            for place, shift in enumerate(plan.shifts):
                number = kind.number[occurrence(shift)]
                shifts[row, place] = number
                first = self._shifts.breaks[kind.line + number]
                for offset in range(self._shifts.breaks[kind.line + number + 1] - first):
                    start = plan.breaks.get((shift, offset))
                    begins[row, place, offset] = (
                        self._shifts.opens[first + offset]
                        if start is None
                        else self._axis.minute(start) // grain
                    )
        return Choice(shifts, begins)

    def _limits(self) -> Limits:
        found = [pool.limits for pool in self._pools]
        size = max((limits.matrix.shape[1] for limits in found if limits is not None), default=0)
        shape = (len(found), max(1, self._widest), size)
        known = np.array([limits is not None for limits in found], dtype=np.uint8)
        rows = np.zeros(shape, dtype=np.int64)
        least, most = (np.zeros((len(found), size), dtype=np.int64) for _ in range(2))
        for number, limits in enumerate(found):
            if limits is not None:
                shifts, count = limits.matrix.shape
                rows[number, :shifts, :count] = limits.matrix
                least[number, :count] = limits.lower
                most[number, :count] = limits.upper
        return Limits(known, rows, least, most)

    def _people(self, pools: Sequence[Sequence[Week]] = ()) -> People:
        allowed = np.zeros((len(self._openings), max(1, self._widest)), dtype=np.uint8)
        for row, (_, numbers) in enumerate(self._openings):
            allowed[row, list(numbers)] = 1
        return People(
            line=np.array([kind.line for kind in self._kind_of], dtype=np.int64),
            pool=np.array([kind.pool for kind in self._kind_of], dtype=np.int64),
            opening=self._opening,
            taste=self._taste,
            open=self._open_weeks(pools),
            allowed=allowed,
            dear=self._dear,
        )

    def _weeks(self, choice: Choice) -> tuple[Weeks, People]:
        """The pools as they now stand, around the weeks in use."""
        in_use: list[set[Week]] = [set() for _ in self._pools]
        for row, kind in enumerate(self._kind_of):
            in_use[kind.pool].add(tuple(sorted(int(number) for number in choice.shifts[row] if number >= 0)))
        most = min(MOST_WEEKS, _WEEKS_TOGETHER // max(1, len(self._pools)))
        pools = [pool.weeks(sorted(used), most) for pool, used in zip(self._pools, in_use, strict=True)]
        first = np.concatenate([[0], np.cumsum([len(pool) for pool in pools])]).astype(np.int64)
        places = choice.shifts.shape[1]
        shifts = np.full((first[-1], places), -1, dtype=np.int64)
        for start, pool in zip(first, pools, strict=False):
            for number, week in enumerate(pool):
                shifts[start + number, : len(week)] = week
        return Weeks(shifts, first), self._people(pools)

    def _open_weeks(self, pools: Sequence[Sequence[Week]]) -> Bytes:
        """Which weeks of their pool the people of each opening may have."""
        found = np.zeros((len(self._openings), max(map(len, pools), default=0)), dtype=np.uint8)
        for pool, weeks in enumerate(pools):
            grid = incidence(weeks, self._widest)
            for row, (kind, allowed) in enumerate(self._openings):
                if kind.pool == pool:
                    barred = [number for number in range(len(kind.shifts)) if number not in allowed]
                    fixed = [number for number, shift in enumerate(kind.shifts) if shift.fixed is not None]
                    found[row, : len(weeks)] = ~grid[:, barred].any(axis=1) & grid[:, fixed].all(axis=1)
        return found

    def _plans(self, choice: Choice) -> dict[str, Plan]:
        plans = {}
        for row, agent in enumerate(self._agents):
            mine = {occurrence(shift): shift for shift in self._offered[agent.id]}
            taken, starts = [], {}
            for place in range(choice.shifts.shape[1]):
                number = choice.shifts[row, place]
                if number < 0:
                    continue
                shift = mine[occurrence(self._kind_of[row].shifts[number])]
                taken.append(shift)
                for offset, window in enumerate(break_windows(self._axis, shift)):
                    point = int(choice.begins[row, place, offset])
                    earliest = self._axis.minute(window.first) // self._axis.interval_minutes
                    # The breaks of whoever serves no queue are missed by nobody and placed by nobody.
                    if window.count > 1 and earliest <= point < earliest + window.count:
                        starts[shift, offset] = self._axis.instant(point)
            taken.sort(key=lambda shift: shift.start)
            plans[agent.id] = plan_of(self._problem, agent, taken, starts)
        return plans
