"""Problems of whole days: at most one shift a day and no hour to be covered, so that who works which kind of
shift on which day is all there is to decide.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from solver.domain.days import WEEKEND, local_minute
from solver.domain.people import Agent, Carried, Wish
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.selection import EVERY_SHIFT, Per
from solver.domain.shift import Shift
from solver.pair_rule import PairRule
from solver.rule import Rule, ShiftRule
from solver.rules import RuleSet
from solver.rules.max_consecutive_days import MaxConsecutiveDays
from solver.rules.max_shifts_per_day import MaxShiftsPerDay
from solver.rules.max_weekends import MaxWeekends
from solver.rules.min_rest import MinRest
from solver.rules.min_run import MinRun
from solver.rules.minutes_per_stretch import MinutesPerStretch
from solver.rules.people_per_shift import PeoplePerShift, ShiftTarget
from solver.rules.shift_requests import ShiftRequests
from solver.rules.shifts_per_stretch import ShiftsPerStretch
from solver.search.candidates import Candidates
from solver.search.cheapest_days import ENDLESS, Ints

Kind = tuple[str, int, int]
"""Template, minute of the day it starts at, minutes it lasts."""

_Clash = Callable[[Agent, Shift, Shift], bool]

MOST_KINDS = 64


@dataclass(slots=True)
class AgentDays:
    """What binds one agent, in whole days.

    ``shifts[day, kind]`` is the shift there is to take; ``own[day, kind]`` what taking it costs by itself
    (ENDLESS: nothing to take) beside ``base``, whatever is taken. ``rows[day, kind]`` are the targets it
    counts for.
    """

    agent: Agent
    shifts: dict[tuple[int, int], Shift]
    own: Ints
    follows: Ints
    base: int = 0
    rows: dict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))
    longest: int = 0
    shortest: int = 1
    open_start: bool = False
    shortest_off: int = 1
    weekends: int = 0
    least: int = 0
    most: int = 0
    caps: dict[frozenset[int], int] = field(default_factory=dict)

    def cap(self, kinds: frozenset[int], most: int) -> None:
        self.caps[kinds] = min(most, self.caps.get(kinds, most))


@dataclass(frozen=True, slots=True)
class Target:
    """Heads wanted in one row and the price of each missing or too many."""

    wanted: int
    under: int
    over: int

    def excess(self, heads: int) -> int:
        return max(self.under * (self.wanted - heads), self.over * (heads - self.wanted))


@dataclass(slots=True)
class DayProblem:
    """The agents, the targets their shifts count for, and the one tier in which all of it is priced."""

    tier: Tier
    minutes: list[int]
    weekend: Ints
    people: list[AgentDays]
    targets: list[Target]


class _NotUnderstoodError(Exception):
    """A rule asks for something that whole days cannot say."""


def day_problem(problem: Problem, rule_set: RuleSet, offered: Candidates) -> DayProblem | None:
    """The problem in whole days; None where a rule, or what is known before the period, asks for more."""
    tiers = {rule.tier for rule in rule_set.active if not rule.required}
    plain = not (problem.carried_in or problem.locked or problem.lead_in_minutes)
    plain = plain and all(rule.valid is None for rule in rule_set.active)
    if len(tiers) != 1 or not plain or not offered or not all(offered.values()):
        return None
    try:
        return _Reader(problem, rule_set, offered, tiers.pop()).read()
    except _NotUnderstoodError:
        return None


class _Reader:
    """Translates rule after rule."""

    def __init__(self, problem: Problem, rule_set: RuleSet, offered: Candidates, tier: Tier) -> None:
        self._problem = problem
        self._rules = rule_set.active
        self._offered = offered
        self._days = problem.period.days
        self._kinds: dict[Kind, int] = {}
        for agent in problem.agents:
            if agent.carried != Carried() or not rule_set.once_a_day(agent):
                raise _NotUnderstoodError
            for shift in offered[agent.id]:
                self._kinds.setdefault(_kind(agent, shift), len(self._kinds))
        if len(self._kinds) > MOST_KINDS:
            raise _NotUnderstoodError
        self._minutes = [0] * len(self._kinds)
        self._read = DayProblem(
            tier, self._minutes, _weekends(problem), [self._person(agent) for agent in problem.agents], []
        )

    def read(self) -> DayProblem:
        self._keep_apart(_overlap, 3, self._read.people)
        for rule in self._rules:
            people = [person for person in self._read.people if rule.scope.includes(person.agent)]
            self._translator(rule)(rule, people)
        return self._read

    def _translator(self, rule: Rule) -> Callable[..., None]:
        if isinstance(rule, ShiftRule):
            return self._shift_rule
        if isinstance(rule, PairRule) and rule.required:
            return self._pair_rule
        limits: dict[type[Rule], Callable[..., None]] = {
            MaxShiftsPerDay: lambda _rule, _people: None,
            MinRest: self._rest,
            MaxConsecutiveDays: self._longest,
            MinRun: self._shortest,
            MaxWeekends: self._weekends_of,
            MinutesPerStretch: self._minutes_of,
            ShiftsPerStretch: self._shifts_of,
        }
        priced: dict[type[Rule], Callable[..., None]] = {
            PeoplePerShift: self._heads,
            ShiftRequests: self._requests,
        }
        found = (limits if rule.required else priced).get(type(rule))
        if found is None:
            raise _NotUnderstoodError
        return found

    def _person(self, agent: Agent) -> AgentDays:
        own = np.full((self._days, len(self._kinds)), ENDLESS, dtype=np.int64)
        shifts = {}
        for shift in self._offered[agent.id]:
            day, kind = self._day(shift), self._kinds[_kind(agent, shift)]
            paid = self._minutes[kind] or shift.paid_minutes
            if (day, kind) in shifts or paid != shift.paid_minutes:
                raise _NotUnderstoodError
            self._minutes[kind] = paid
            shifts[day, kind] = shift
            own[day, kind] = 0
        return AgentDays(
            agent=agent,
            shifts=shifts,
            own=own,
            follows=np.ones((len(self._kinds), len(self._kinds)), dtype=np.int64),
            longest=self._days,
            weekends=self._days,
            most=self._days * 1_440,
        )

    def _day(self, shift: Shift) -> int:
        day = (shift.day - self._problem.period.first_date).days
        if not 0 <= day < self._days:
            raise _NotUnderstoodError
        return day

    def _shift_rule(self, rule: ShiftRule, people: Sequence[AgentDays]) -> None:
        if rule.required:
            return  # what it rules out is not offered
        looks_at = rule.shifts.chooser(self._problem)
        for person in people:
            for place, shift in person.shifts.items():
                if looks_at(person.agent, shift):
                    excess = rule.excess_of(self._problem, person.agent, shift)
                    person.own[place] += (rule.weight or 0) * excess

    def _pair_rule(self, rule: PairRule, people: Sequence[AgentDays]) -> None:
        self._keep_apart(rule.clashes(self._problem), rule.reach.days + 2, people)

    def _keep_apart(self, clash: _Clash, reach: int, people: Sequence[AgentDays]) -> None:
        """No two shifts that clash on one day and the next; at a longer distance that cannot be said."""
        alike: defaultdict[tuple[object, ...], list[AgentDays]] = defaultdict(list)
        for person in people:
            agent = person.agent
            alike[agent.zone, agent.holidays, agent.contract.min_rest_minutes].append(person)
        for group in alike.values():
            apart = self._clashing(clash, reach, group)
            for person in group:
                for before, after in apart:
                    person.follows[before, after] = 0

    def _clashing(self, clash: _Clash, reach: int, group: Sequence[AgentDays]) -> list[tuple[int, int]]:
        """Kinds that clash with others the day after, for all who live by one calendar."""
        shifts = {place: shift for person in group for place, shift in person.shifts.items()}
        by_day: defaultdict[int, list[tuple[int, Shift]]] = defaultdict(list)
        for (day, kind), shift in shifts.items():
            by_day[day].append((kind, shift))
        found: dict[tuple[int, int], bool] = {}
        for day in range(self._days):
            for apart in range(1, reach):
                for before, earlier in by_day[day]:
                    for after, later in by_day[day + apart]:
                        clashes = clash(group[0].agent, earlier, later)
                        if clashes and apart > 1:
                            raise _NotUnderstoodError
                        if apart == 1 and found.setdefault((before, after), clashes) != clashes:
                            raise _NotUnderstoodError
        return [pair for pair, clashes in found.items() if clashes]

    def _rest(self, rule: MinRest, people: Sequence[AgentDays]) -> None:
        def clash(agent: Agent, earlier: Shift, later: Shift) -> bool:
            return later.start - earlier.end < rule.rest_for(agent)

        self._keep_apart(clash, rule.rest_for(people[0].agent).days + 3 if people else 1, people)

    def _longest(self, rule: MaxConsecutiveDays, people: Sequence[AgentDays]) -> None:
        for person in people:
            person.longest = min(person.longest, rule.limit(person.agent))

    def _shortest(self, rule: MinRun, people: Sequence[AgentDays]) -> None:
        for person in people:
            if rule.of == "off":
                person.shortest_off = max(person.shortest_off, rule.days)
                continue
            if person.shortest > 1:
                raise _NotUnderstoodError
            person.shortest, person.open_start = rule.days, rule.open_start

    def _weekends_of(self, rule: MaxWeekends, people: Sequence[AgentDays]) -> None:
        self._whole_period(rule, rule.per)
        for person in people:
            person.weekends = min(person.weekends, rule.most)

    def _minutes_of(self, rule: MinutesPerStretch, people: Sequence[AgentDays]) -> None:
        self._whole_period(rule, rule.per)
        if rule.count != "paid" or rule.within is not None:
            raise _NotUnderstoodError
        for person in people:
            person.least = max(person.least, rule.least)
            person.most = min(person.most, person.most if rule.most is None else rule.most)

    def _shifts_of(self, rule: ShiftsPerStretch, people: Sequence[AgentDays]) -> None:
        if rule.per != "period" or rule.only_if or rule.scale_absences or rule.least or rule.most is None:
            raise _NotUnderstoodError
        looks_at = rule.shifts.chooser(self._problem)
        for person in people:
            counted: dict[int, bool] = {}
            for (_, kind), shift in person.shifts.items():
                counts = looks_at(person.agent, shift)
                if counted.setdefault(kind, counts) != counts:
                    raise _NotUnderstoodError
            kinds = frozenset(kind for kind, counts in counted.items() if counts)
            if kinds:
                person.cap(kinds, rule.most)

    def _whole_period(self, rule: MaxWeekends | MinutesPerStretch, per: Per) -> None:
        if per != "period" or rule.only_if or rule.scale_absences or rule.shifts != EVERY_SHIFT:
            raise _NotUnderstoodError

    def _heads(self, rule: PeoplePerShift, people: Sequence[AgentDays]) -> None:
        rows: dict[tuple[int, str], int] = {}
        first = self._problem.period.first_date
        for target in rule.targets:
            rows[(target.date - first).days, target.template] = len(self._read.targets)
            self._read.targets.append(_priced(target, rule.weight or 0))
        for person in people:
            for (day, kind), shift in person.shifts.items():
                if (day, shift.template) in rows:
                    person.rows[day, kind].append(rows[day, shift.template])

    def _requests(self, rule: ShiftRequests, people: Sequence[AgentDays]) -> None:
        known = {person.agent.id: person for person in people}
        weight = rule.weight or 0
        for request in rule.requests:
            person = known.get(request.agent)
            if person is None:
                continue
            day = (request.date - self._problem.period.first_date).days
            sign = 1
            if request.wish is Wish.WANTS:
                person.base += weight * request.weight
                sign = -1
            for (at, kind), shift in person.shifts.items():
                if at == day and shift.template == request.template:
                    person.own[at, kind] += sign * weight * request.weight


def _overlap(agent: Agent, earlier: Shift, later: Shift) -> bool:  # noqa: ARG001 - as every clash is asked
    return later.start < earlier.end


def _priced(target: ShiftTarget, weight: int) -> Target:
    return Target(target.wanted, weight * target.under, weight * target.over)


def _kind(agent: Agent, shift: Shift) -> Kind:
    return shift.template, local_minute(shift.start, agent.zone), shift.minutes


def _weekends(problem: Problem) -> Ints:
    """0 on weekdays, 1 on the first day of a weekend, 2 on one whose day before belongs to it too."""
    dates = problem.period.dates
    weekend = [int(day.weekday() in WEEKEND) for day in dates]
    return np.array(
        [today + (today and before) for before, today in zip([0, *weekend], weekend, strict=False)],
        dtype=np.int64,
    )
