"""The roster as CP-SAT variables behind domain words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import chain

from ortools.sat.python import cp_model

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place
from solver.domain.roster import Assignment
from solver.domain.shift import Shift, possible_shifts
from solver.domain.time import TimeAxis
from solver.model.breach import Breach, Expr

Forbids = Callable[[Agent, Shift], bool]


class RosterModel:
    """Which agent takes which shift, and what follows from it, as linear expressions.

    Rules read the model through these words and never touch CP-SAT. ``forbids`` keeps shifts out that a
    required rule rules out on their own.
    """

    def __init__(self, problem: Problem, *, forbids: Forbids = lambda agent, shift: False) -> None:
        self.problem = problem
        self.axis = TimeAxis.of(problem.period, problem.interval_minutes)
        self.cp = cp_model.CpModel()
        self.people = {agent.id: agent for agent in problem.agents}
        self._shifts: dict[str, tuple[Shift, ...]] = {}
        self._takes: dict[Shift, cp_model.IntVar] = {}
        for agent in problem.agents:
            kept = tuple(shift for shift in possible_shifts(problem, agent) if not forbids(agent, shift))
            self._shifts[agent.id] = kept
            for index, shift in enumerate(kept):
                self._takes[shift] = self.cp.new_bool_var(f"{agent.id}#{index}")
        self._by_day = {agent_id: _grouped_by_day(shifts) for agent_id, shifts in self._shifts.items()}

    def shifts(self, agent_id: str) -> tuple[Shift, ...]:
        """The shifts the agent may take, in order of start."""
        return self._shifts[agent_id]

    def takes(self, shift: Shift) -> cp_model.IntVar:
        """1 when the shift's agent works it."""
        return self._takes[shift]

    def carried_in(self, agent_id: str) -> list[Assignment]:
        """Fixed shifts of the period before that reach into this one."""
        return [shift for shift in self.problem.carried_in if shift.agent == agent_id]

    def days(self, agent_id: str) -> tuple[date, ...]:
        """The local dates from the agent's first possible shift to the last, without holes."""
        worked = self._by_day[agent_id]
        if not worked:
            return ()
        first, last = min(worked), max(worked)
        return tuple(first + timedelta(days=offset) for offset in range((last - first).days + 1))

    def shifts_on(self, agent_id: str, day: date) -> tuple[Shift, ...]:
        """The shifts that belong to that local date."""
        return self._by_day[agent_id].get(day, ())

    def starts_on(self, agent_id: str, day: date) -> Expr:
        """How many shifts of the agent belong to that local date."""
        return self.total(self.shifts_on(agent_id, day))

    def total(self, shifts: Iterable[Shift]) -> Expr:
        """How many of these shifts are taken."""
        return cp_model.LinearExpr.sum([self._takes[shift] for shift in shifts])

    def minutes(self, shifts: Iterable[Shift]) -> Expr:
        """Paid minutes of those of these shifts that are taken."""
        chosen = list(shifts)
        return cp_model.LinearExpr.weighted_sum(
            [self._takes[shift] for shift in chosen], [shift.paid_minutes for shift in chosen]
        )

    def weighted(self, shifts: Sequence[Shift], weights: Sequence[int]) -> Expr:
        """Sum of weights over those of these shifts that are taken."""
        return cp_model.LinearExpr.weighted_sum([self._takes[shift] for shift in shifts], list(weights))

    def on_shift(self, agent_ids: Iterable[str], start: datetime, end: datetime) -> Expr:
        """How many of these agents have a shift that spans [start, end), breaks not considered."""
        wanted = list(agent_ids)
        fixed = sum(
            carried.is_on_shift(start, end) for agent_id in wanted for carried in self.carried_in(agent_id)
        )
        spanning = (
            self._takes[shift]
            for shift in chain.from_iterable(self._shifts[agent_id] for agent_id in wanted)
            if shift.start <= start and end <= shift.end
        )
        return cp_model.LinearExpr.sum(list(spanning)) + fixed

    def breach(self, *at_least: Expr, place: Place, most: int) -> Breach:
        """A breach at ``place``; see Breach."""
        return Breach(at_least=at_least, place=place, most=most)

    def flag(self, expression: Expr, name: str) -> cp_model.IntVar:
        """A 0/1 variable that is 1 exactly when the expression (a non-negative integer) is at least 1."""
        literal = self.cp.new_bool_var(name)
        self.cp.add(expression >= 1).only_enforce_if(literal)
        self.cp.add(expression == 0).only_enforce_if(~literal)
        return literal

    def largest(self, expressions: Sequence[Expr], most: int, name: str) -> cp_model.IntVar:
        """A variable equal to the greatest of the expressions (all within 0..most)."""
        variable = self.cp.new_int_var(0, most, name)
        self.cp.add_max_equality(variable, expressions)
        return variable

    def smallest(self, expressions: Sequence[Expr], most: int, name: str) -> cp_model.IntVar:
        """A variable equal to the least of the expressions (all within 0..most)."""
        variable = self.cp.new_int_var(0, most, name)
        self.cp.add_min_equality(variable, expressions)
        return variable


def _grouped_by_day(shifts: Iterable[Shift]) -> dict[date, tuple[Shift, ...]]:
    grouped: defaultdict[date, list[Shift]] = defaultdict(list)
    for shift in shifts:
        grouped[shift.day].append(shift)
    return {day: tuple(found) for day, found in grouped.items()}
