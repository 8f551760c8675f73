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
from solver.domain.selection import EVERY_SHIFT, Per, ShiftFilter
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
from solver.search.day_calendar import Calendar, calendar_of, lives_by, mentions_dates

Kind = tuple[str, int, int]
"""Template, minute of the day it starts at, minutes it lasts."""

_Clash = Callable[[Agent, Shift, Shift], bool]

MOST_KINDS = 64

NO_ROW = -1
"""Stands where a shift counts for no target."""


@dataclass(slots=True)
class AgentDays:
    """What binds one agent, in whole days.

    ``shifts[day, kind]`` is the shift there is to take; ``own[day, kind]`` what taking it costs by itself
    (ENDLESS: nothing to take) beside ``base``, whatever is taken. Each of ``rows`` tells by day and kind a
    target it counts for (NO_ROW: none).
    """

    agent: Agent
    shifts: dict[tuple[int, int], Shift]
    own: Ints
    follows: Ints
    base: int = 0
    rows: list[Ints] = field(default_factory=list)
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
        self._places: dict[tuple[object, ...], tuple[int, int, int]] = {}
        self._calendars: dict[object, Calendar] = {}
        for agent in problem.agents:
            if agent.carried != Carried() or not rule_set.once_a_day(agent):
                raise _NotUnderstoodError
            for shift in offered[agent.id]:
                self._place(agent, shift)
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
            day, kind, paid = self._place(agent, shift)
            if (day, kind) in shifts or paid != (self._minutes[kind] or paid):
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

    def _place(self, agent: Agent, shift: Shift) -> tuple[int, int, int]:
        """Day and kind of the shift, and the minutes it pays: read once for all it is offered to."""
        key = agent.zone, shift.template, shift.start, shift.end, id(shift.length)
        found = self._places.get(key)
        if found is None:
            day = (shift.day - self._problem.period.first_date).days
            if not 0 <= day < self._days:
                raise _NotUnderstoodError
            kind = self._kinds.setdefault(_kind(agent, shift), len(self._kinds))
            found = self._places[key] = day, kind, shift.paid_minutes
        return found

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
        dated = mentions_dates(rule.model_dump())
        self._keep_apart(rule.clashes(self._problem), rule.reach.days + 2, people, dated=dated)

    def _keep_apart(
        self, clash: _Clash, reach: int, people: Sequence[AgentDays], *, dated: bool = False
    ) -> None:
        """No two shifts that clash on one day and the next; at a longer distance that cannot be said."""
        apart: dict[object, list[tuple[int, int]]] = {}
        for person in people:
            key = lives_by(person.agent)
            if key not in apart:
                apart[key] = self._clashing(clash, reach, person.agent, dated=dated)
            for before, after in apart[key]:
                person.follows[before, after] = 0

    def _clashing(self, clash: _Clash, reach: int, agent: Agent, *, dated: bool) -> list[tuple[int, int]]:
        """Kinds that clash with others the day after, for all who live by one calendar.

        Days that look alike are asked about once, unless the rule is ``dated``.
        """
        key = lives_by(agent)
        if key not in self._calendars:
            group = [person.shifts for person in self._read.people if lives_by(person.agent) == key]
            self._calendars[key] = calendar_of(group, agent, self._problem.period.dates)
        calendar = self._calendars[key]
        found: dict[tuple[int, int], bool] = {}
        asked: set[tuple[int, int, int]] = set()
        for day in range(self._days):
            for apart in range(1, min(reach, self._days - day)):
                looks = calendar.looks[day], calendar.looks[day + apart], apart
                if not dated and looks in asked:
                    continue
                asked.add(looks)
                for before, earlier in calendar.shifts[day]:
                    for after, later in calendar.shifts[day + apart]:
                        clashes = clash(agent, earlier, later)
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
        by_template = rule.shifts == ShiftFilter(templates=rule.shifts.templates)
        named = rule.shifts.templates or frozenset()
        for person in people:
            counted: dict[int, bool] = {}
            if by_template and named:
                there = np.asarray((person.own < ENDLESS).any(axis=0))
                counted = {number: kind[0] in named for kind, number in self._kinds.items() if there[number]}
            else:
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
        first = self._problem.period.first_date
        rows = np.full((self._days, len(self._kinds)), NO_ROW, dtype=np.int64)
        kinds = self._of_template()
        for target in rule.targets:
            day = (target.date - first).days
            if 0 <= day < self._days:
                rows[day, kinds[target.template]] = len(self._read.targets)
            self._read.targets.append(_priced(target, rule.weight or 0))
        scoped = {person.agent.id for person in people}
        for person in self._read.people:
            counts = (person.own < ENDLESS) & (person.agent.id in scoped)
            person.rows.append(np.where(counts, rows, NO_ROW))

    def _requests(self, rule: ShiftRequests, people: Sequence[AgentDays]) -> None:
        known = {person.agent.id: person for person in people}
        weight, kinds = rule.weight or 0, self._of_template()
        for request in rule.requests:
            person = known.get(request.agent)
            if person is None:
                continue
            day = (request.date - self._problem.period.first_date).days
            sign = 1
            if request.wish is Wish.WANTS:
                person.base += weight * request.weight
                sign = -1
            for kind in kinds[request.template]:
                if (day, kind) in person.shifts:
                    person.own[day, kind] += sign * weight * request.weight

    def _of_template(self) -> defaultdict[str, list[int]]:
        """The kinds that are of each template."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for (template, _, _), number in self._kinds.items():
            found[template].append(number)
        return found


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
