"""A second program for the same problems, written from the texts of the rules, for another solver.

One column stands for an agent, a shift and a place for each of its breaks; work flows from agents to queues.
HiGHS solves tier after tier. What rules say stands in ``second_limits``, ``second_sequences``,
``second_shifts`` and ``second_teams``, the plainest of them here; rules not in ``EXPRESSED`` are
the matter of ``brute_force``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from solver.domain.people import Agent, Wish
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import offered_shifts
from solver.domain.time import Span
from solver.domain.work import Requirement
from solver.rule import Rule
from solver.rules import RuleSet
from tests.solver.brute_force import every_placing
from tests.solver.second_limits import LIMITS
from tests.solver.second_sequences import SEQUENCES
from tests.solver.second_shifts import SHIFTS
from tests.solver.second_teams import TEAMS

Row = dict[int, float]

MINUTE = timedelta(minutes=1)


class Lawless(Exception):  # noqa: N818 - an answer of the program, not a failure of it
    """No roster keeps every required rule."""


class Undecided(Exception):  # noqa: N818 - an answer of the other solver, not a failure of ours
    """The other solver gave up on the program."""


class SecondFormulation:
    """Columns and rows of one problem under rules that are all in ``EXPRESSED``."""

    def __init__(self, problem: Problem, rule_set: RuleSet) -> None:
        self.problem = problem
        self._uppers: list[float] = []
        self._whole: list[bool] = []
        self._rows: list[tuple[Row, float]] = []
        self._prices: dict[Tier, Row] = {tier: {} for tier in Tier}
        self.taken: dict[str, list[tuple[int, Assignment]]] = {
            agent.id: [
                (self.column(1, whole=True), placed)
                for shift in offered_shifts(problem, agent)
                for placed in every_placing(problem, shift)
            ]
            for agent in problem.agents
        }
        self.tags = {template.name: template.tags for template in problem.templates}
        self._any: dict[frozenset[int], int] = {}
        self._one_place_at_a_time()
        for rule in rule_set.active:
            EXPRESSED[rule.rule](self, rule)

    def best(self) -> list[int]:
        """The least tier values, MUST_HAVE first, each given those above; raises Lawless or Undecided."""
        values = []
        for tier in Tier:
            if tier is Tier.REQUIRED:
                continue
            price = self._prices[tier]
            cost = np.zeros(len(self._uppers))
            cost[list(price)] = list(price.values())
            found = milp(
                cost,
                integrality=np.array(self._whole, dtype=int),
                bounds=Bounds(0, np.array(self._uppers)),
                constraints=self._limits(),
                options={"mip_rel_gap": 0},
            )
            if found.status == 2:
                raise Lawless
            if found.status != 0:
                raise Undecided(found.message)
            values.append(round(found.fun))
            # Whole shifts give whole values: half a unit of room admits no worse roster.
            self.at_most(price, values[-1] + 0.5)
        return values

    def column(self, upper: float = np.inf, *, whole: bool = False) -> int:
        self._uppers.append(upper)
        self._whole.append(whole)
        return len(self._uppers) - 1

    def at_most(self, row: Mapping[int, float], limit: float) -> None:
        self._rows.append((dict(row), limit))

    def keep(self, rule: Rule, row: Mapping[int, float], limit: float, times: float = 1) -> None:
        """The row stays within its limit; where the rule is priced, what lies beyond costs ``times`` its
        weight.
        """
        self.keep_worst(rule, [(row, limit)], times)

    def keep_worst(
        self, rule: Rule, rows: Iterable[tuple[Mapping[int, float], float]], times: float = 1
    ) -> None:
        """The same of several rows, of which the one most beyond its limit counts."""
        beyond = None if rule.weight is None else self.column()
        if beyond is not None:
            self._prices[rule.tier][beyond] = rule.weight * times
        for row, limit in rows:
            self.at_most(row if beyond is None else {**row, beyond: -1.0}, limit)

    def any_of(self, columns: Iterable[tuple[int, Assignment]]) -> int:
        """A column that is one where any of those is."""
        those = frozenset(column for column, _ in columns)
        if those not in self._any:
            found = self._any[those] = self.column(1)
            for column in those:
                self.at_most({column: 1.0, found: -1.0}, 0)
            self.at_most({found: 1.0, **dict.fromkeys(those, -1.0)}, 0)
        return self._any[those]

    def days(self, agent: Agent) -> dict[date, list[tuple[int, Assignment]]]:
        """The agent's columns by the local date their shifts start on."""
        by_day: dict[date, list[tuple[int, Assignment]]] = defaultdict(list)
        for column, shift in self.taken[agent.id]:
            by_day[shift.local_date(agent.zone)].append((column, shift))
        return by_day

    def works_on(self, agent: Agent) -> dict[date, int]:
        """A column for each date that is one where the agent works on it."""
        worked = {}
        for day, columns in self.days(agent).items():
            worked[day] = self.column(1)
            for column, _ in columns:
                self.at_most({column: 1.0, worked[day]: -1.0}, 0)
        return worked

    def weeks(self, days: Iterable[date]) -> list[tuple[int, list[date]]]:
        """The dates of each week and how many the period has of it.

        Where an agent's zone has a date before the period's first, or after its last, it is of that week.
        """
        dates = self.problem.period.dates
        last = (len(dates) - 1) // 7
        split: list[list[date]] = [[] for _ in range(last + 1)]
        for day in days:
            split[min(last, max(0, (day - dates[0]).days // 7))].append(day)
        return [(len(dates[7 * number : 7 * number + 7]), week) for number, week in enumerate(split)]

    def _one_place_at_a_time(self) -> None:
        for taken in self.taken.values():
            for number, (column, shift) in enumerate(taken):
                for other, later in taken[number + 1 :]:
                    if shift.start < later.end and later.start < shift.end:
                        self.at_most({column: 1.0, other: 1.0}, 1)

    def _limits(self) -> LinearConstraint:
        rows, columns, values = [], [], []
        for number, (row, _) in enumerate(self._rows):
            rows += [number] * len(row)
            columns += list(row)
            values += list(row.values())
        matrix = csr_array((values, (rows, columns)), shape=(len(self._rows), len(self._uppers)))
        return LinearConstraint(matrix, -np.inf, np.array([limit for _, limit in self._rows]))


def _service(program: SecondFormulation, rule: Rule) -> None:
    """Tenths of an agent missing in an interval, times the queue's priority."""
    needs = {
        need.queue: [np.ceil(round(agents * 10, 6)) for agents in need.agents] for need in _asked(program)
    }
    prices = {queue.id: queue.priority for queue in program.problem.queues}
    _share(program, rule, needs, prices, 10)


def _floor(program: SecondFormulation, rule: Rule) -> None:
    """Whole agents missing in an interval."""
    needs = {need.queue: list(need.minimum) for need in _asked(program) if need.minimum is not None}
    _share(program, rule, needs, dict.fromkeys(needs, 1), 1)


def _asked(program: SecondFormulation) -> tuple[Requirement, ...]:
    return program.problem.requirements


def _share(
    program: SecondFormulation,
    rule: Rule,
    needs: Mapping[str, list[float]],
    prices: Mapping[str, int],
    each: int,
) -> None:
    """An agent on duty for the whole of an interval has ``each`` to share among the queues they serve."""
    problem = program.problem
    grain = problem.interval_minutes * MINUTE
    served = [queue for queue in problem.queues if queue.id in needs]
    for interval in range(problem.axis.intervals):
        starts = problem.period.start + interval * grain
        flows: dict[str, Row] = {queue.id: {} for queue in served if needs[queue.id][interval] > 0}
        for agent in problem.agents:
            duty: dict[date, Row] = defaultdict(dict)
            for column, shift in program.taken[agent.id]:
                if _on_duty(shift, starts, starts + grain):
                    duty[shift.local_date(agent.zone)][column] = -float(each)
            for day, columns in duty.items():
                able = [queue for queue in served if queue.id in flows and queue.can_be_served_by(agent, day)]
                given = {queue.id: program.column() for queue in able}
                program.at_most({**columns, **dict.fromkeys(given.values(), 1.0)}, 0)
                for queue_id, flow in given.items():
                    flows[queue_id][flow] = -1.0
        for queue_id, flow_row in flows.items():
            program.keep(rule, flow_row, -needs[queue_id][interval], prices[queue_id])


def _on_duty(shift: Assignment, starts: datetime, ends: datetime) -> bool:
    inside = shift.start <= starts and ends <= shift.end
    return inside and not any(rest.start < ends and starts < rest.end for rest in shift.breaks)


def _paid(program: SecondFormulation, rule: Rule) -> None:
    """Paid quarter-hours, times the cost of an hour when priced, rounded shift by shift, halves up."""
    for agent in program.problem.agents:
        rate = agent.contract.cost_per_hour if rule.priced else 1.0
        costs = {
            column: float(np.floor(shift.paid_minutes / 15 * rate + 0.5))
            for column, shift in program.taken[agent.id]
        }
        program.keep(rule, costs, 0)


def _hours(program: SecondFormulation, rule: Rule) -> None:
    """Paid minutes of each week within the contract's; a last, shorter week owes its part."""
    for agent in program.problem.agents:
        by_day = program.days(agent)
        for length, week in program.weeks(by_day):
            paid = {column: float(shift.paid_minutes) for day in week for column, shift in by_day[day]}
            if rule.limits != "min":
                program.keep(rule, paid, agent.contract.max_weekly_minutes)
            if rule.limits != "max":
                due = agent.contract.min_weekly_minutes * length // 7
                program.keep(rule, {column: -minutes for column, minutes in paid.items()}, -due)


def _daily_minutes(program: SecondFormulation, rule: Rule) -> None:
    """Paid minutes of each local date within the contract's."""
    for agent in program.problem.agents:
        for columns in program.days(agent).values():
            paid = {column: float(shift.paid_minutes) for column, shift in columns}
            program.keep(rule, paid, agent.contract.max_daily_minutes)


def _once_a_day(program: SecondFormulation, rule: Rule) -> None:
    """At most so many shifts start on one local date."""
    for agent in program.problem.agents:
        for columns in program.days(agent).values():
            program.keep(rule, {column: 1.0 for column, _ in columns}, rule.most)


def _weekly_days(program: SecondFormulation, rule: Rule) -> None:
    """At most so many dates of each week are worked."""
    for agent in program.problem.agents:
        worked = program.works_on(agent)
        most = agent.contract.max_weekly_days if rule.days is None else rule.days
        for _, week in program.weeks(worked):
            program.keep(rule, {worked[day]: 1.0 for day in week}, most)


def _row_of_days(program: SecondFormulation, rule: Rule) -> None:
    """Of so many dates in a row and one more, one is free."""
    for agent in program.problem.agents:
        worked = program.works_on(agent)
        most = agent.contract.max_consecutive_days or rule.days
        for day in worked:
            window = [day + timedelta(days=number) for number in range(most + 1)]
            if all(each in worked for each in window):
                program.keep(rule, {worked[each]: 1.0 for each in window}, most)


def _rest(program: SecondFormulation, rule: Rule) -> None:
    """No two shifts of different dates with less than the rest between them; required ones only."""
    assert rule.required, "a priced rest is for brute force: it counts from date worked to date worked"
    for agent in program.problem.agents:
        rest = max(rule.hours * 60, agent.contract.min_rest_minutes or 0) * MINUTE
        taken = program.taken[agent.id]
        for column, shift in taken:
            for other, later in taken:
                apart = shift.local_date(agent.zone) < later.local_date(agent.zone)
                if apart and later.start - shift.end < rest:
                    program.at_most({column: 1.0, other: 1.0}, 1)


def _absent(program: SecondFormulation, rule: Rule) -> None:
    """Minutes of shifts inside time off."""
    for agent in program.problem.agents:
        _minutes_inside(program, rule, agent, [absence.span for absence in agent.time_off])


def _unavailable(program: SecondFormulation, rule: Rule) -> None:
    """Minutes of shifts while the agent cannot work."""
    for agent in program.problem.agents:
        assert agent.available is None, "only times that are barred are written here"
        _minutes_inside(program, rule, agent, agent.unavailable)


def _minutes_inside(program: SecondFormulation, rule: Rule, agent: Agent, spans: Iterable[Span]) -> None:
    barred = list(spans)
    row = {
        column: float(sum(span.overlap_minutes(shift.start, shift.end) for span in barred))
        for column, shift in program.taken[agent.id]
    }
    program.keep(rule, {column: minutes for column, minutes in row.items() if minutes}, 0)


def _wishes(program: SecondFormulation, rule: Rule) -> None:
    """A wish for work is met by a shift half of it lies in, one for freedom by none touching it."""
    for agent in program.problem.agents:
        for wish in agent.preferences:
            assert wish.tags is None
            assert agent.carried.refused_wishes == 0
            inside = {
                column: wish.span.overlap_minutes(shift.start, shift.end) / shift.minutes
                for column, shift in program.taken[agent.id]
            }
            if wish.wish is Wish.WANTS:
                granting = {column: -1.0 for column, share in inside.items() if share >= 0.5}
                program.keep(rule, granting, -1, wish.weight)
            else:
                touched = program.column(1)
                for column, share in inside.items():
                    if share > 0:
                        program.at_most({column: 1.0, touched: -1.0}, 0)
                program.keep(rule, {touched: 1.0}, 0, wish.weight)


EXPRESSED: dict[str, Callable[[SecondFormulation, Rule], None]] = {
    "availability": _unavailable,
    "contract_hours": _hours,
    "max_consecutive_days": _row_of_days,
    "max_daily_minutes": _daily_minutes,
    "max_days_per_week": _weekly_days,
    "max_shifts_per_day": _once_a_day,
    "min_rest": _rest,
    "minimum_staffing": _floor,
    "paid_hours": _paid,
    "service_coverage": _service,
    "time_off": _absent,
    "wishes": _wishes,
    **LIMITS,
    **SEQUENCES,
    **SHIFTS,
    **TEAMS,
}
"""What this program says of each rule it knows, without history; the plainest without scopes and filters."""
