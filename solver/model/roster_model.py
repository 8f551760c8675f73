"""The roster as CP-SAT variables behind domain words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property

from ortools.sat.python import cp_model

from solver.domain.coverage import TENTHS, minimum_agents, required_tenths
from solver.domain.people import Agent
from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.result import Place
from solver.domain.roster import Assignment, Roster
from solver.domain.selection import EVERY_SHIFT, ShiftFilter
from solver.domain.session import Session
from solver.domain.shift import Shift, offered_shifts
from solver.domain.time import TimeAxis
from solver.model.assigned import assigned
from solver.model.attendance import Attendance, Attended, Choice
from solver.model.breach import Breach, Expr, scaled
from solver.model.coverage import Shortfall
from solver.model.crowd import Crowd
from solver.model.grouping import grouped_by_day, overlapping
from solver.model.heads import count_heads
from solver.model.on_duty import BreakGroup, Capability, OnDuty, Value

OnceADay = Callable[[Agent], bool]


class RosterModel:
    """Which agent takes which shift, and what follows from it, as linear expressions.

    Rules read the model through these words and never touch CP-SAT. ``offered`` are the shifts of each agent
    (None: whatever the templates offer); ``once_a_day`` names the agents whom a required rule leaves one
    shift per local date. With a ``crowd`` takes count people, and so does all that follows from them.
    ``standing`` are heads on duty by capability and interval, of people who are no part of the problem.
    Breaks of people in any of the sets in ``apart`` are counted apart from those of others.
    """

    def __init__(
        self,
        problem: Problem,
        *,
        offered: Mapping[str, tuple[Shift, ...]] | None = None,
        once_a_day: OnceADay | None = None,
        crowd: Crowd | None = None,
        standing: Mapping[Capability, Grid] | None = None,
        apart: Sequence[frozenset[str]] = (),
    ) -> None:
        self.problem = problem
        self.axis = TimeAxis.of(problem.period, problem.interval_minutes)
        self.cp = cp_model.CpModel()
        self.people = {agent.id: agent for agent in problem.agents}
        self._crowd = crowd
        self._standing = standing or {}
        self._apart = apart
        self._owners: dict[int, int] = {}
        self._carried_in: defaultdict[str, list[Assignment]] = defaultdict(list)
        for assignment in problem.carried_in:
            self._carried_in[assignment.agent].append(assignment)
        self._shifts: dict[str, tuple[Shift, ...]] = {}
        self._takes: dict[Shift, cp_model.IntVar] = {}
        for agent in problem.agents:
            kept = offered_shifts(problem, agent) if offered is None else offered[agent.id]
            self._shifts[agent.id] = kept
            for index, shift in enumerate(kept):
                most = 1 if crowd is None else crowd.most[shift]
                self._takes[shift] = self.cp.new_int_var(0, most, f"{agent.id}#{index}")
                self._owners[self._takes[shift].index] = self.size(agent.id)
                if shift.fixed is not None:
                    self.cp.add(self._takes[shift] == 1)
            for clique in overlapping(kept):
                self._exclude(agent.id, clique)
        self._by_day = {agent_id: grouped_by_day(shifts) for agent_id, shifts in self._shifts.items()}
        self._once_a_day = {agent.id for agent in problem.agents if once_a_day and once_a_day(agent)}
        for agent_id in sorted(self._once_a_day):
            for shifts in self._by_day[agent_id].values():
                self._exclude(agent_id, shifts)
        self._any_of: dict[tuple[int, ...], cp_model.IntVar] = {}
        self._heads: dict[tuple[frozenset[str], ShiftFilter], tuple[Expr, ...]] = {}

    @property
    def counts_people(self) -> bool:
        """Whether takes count like people; rules whose rows do not add up over people then have none."""
        return self._crowd is not None

    @property
    def knows_persons(self) -> bool:
        """Whether it can be told who attends a session, and whose breaks are when."""
        return not self.counts_people

    def size(self, agent_id: str) -> int:
        """How many people the agent stands for: one, but in a crowd."""
        return 1 if self._crowd is None else self._crowd.size[agent_id]

    def _exclude(self, agent_id: str, shifts: Iterable[Shift]) -> None:
        """Nobody takes two of these shifts."""
        takes = [self._takes[shift] for shift in shifts]
        if self._crowd is None:
            self.cp.add_at_most_one(takes)
        else:
            self.cp.add(cp_model.LinearExpr.sum(takes) <= self.size(agent_id))

    def shifts(self, agent_id: str) -> tuple[Shift, ...]:
        """The shifts the agent may take, in order of start."""
        return self._shifts[agent_id]

    def takes(self, shift: Shift) -> cp_model.IntVar:
        """1 when the shift's agent works it."""
        return self._takes[shift]

    def carried_in(self, agent_id: str) -> list[Assignment]:
        """Fixed shifts of the period before that reach into this one."""
        return self._carried_in.get(agent_id, [])

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

    def works_on(self, agent_id: str, day: date) -> Expr:
        """1 when some shift of the agent belongs to that local date, else 0."""
        return self.any_of(self.shifts_on(agent_id, day))

    def any_of(self, shifts: Iterable[Shift]) -> Expr:
        """1 when at least one of these shifts of one agent is taken, else 0.

        Costs a variable only where two of them could be taken together.
        """
        chosen = list(shifts)
        if not chosen:
            return 0
        # Intervals that overlap pairwise share an instant, and an agent cannot be in two shifts at once.
        overlap = max(shift.start for shift in chosen) < min(shift.end for shift in chosen)
        once = chosen[0].agent in self._once_a_day and len({shift.day for shift in chosen}) == 1
        if overlap or once:
            return self.total(chosen)
        takes = [self._takes[shift] for shift in chosen]
        key = tuple(sorted(take.index for take in takes))
        if key not in self._any_of:
            self._any_of[key] = self._any_taken(takes, self.size(chosen[0].agent))
        return self._any_of[key]

    def _any_taken(self, takes: Sequence[cp_model.IntVar], size: int) -> cp_model.IntVar:
        any_taken = self.cp.new_int_var(0, size, f"any#{len(self._any_of)}")
        self._owners[any_taken.index] = size
        if self._crowd is None:
            self.cp.add_bool_or(takes).only_enforce_if(any_taken)
            for take in takes:
                self.cp.add_implication(take, any_taken)
        else:
            self.cp.add(any_taken <= cp_model.LinearExpr.sum(takes))
            for take in takes:
                self.cp.add(any_taken >= take)
        return any_taken

    def total(self, shifts: Iterable[Shift]) -> Expr:
        """How many of these shifts are taken."""
        return cp_model.LinearExpr.sum([self._takes[shift] for shift in shifts])

    def most_of(self, shifts: Iterable[Shift]) -> int:
        """How many of these shifts of one agent may be taken together, at most."""
        count, free_from, days = 0, None, set()
        chosen = sorted(shifts, key=lambda shift: shift.end)
        for shift in chosen:
            days.add(shift.day)
            if free_from is None or shift.start >= free_from:
                count, free_from = count + 1, shift.end
        return min(count, len(days)) if chosen and chosen[0].agent in self._once_a_day else count

    def most_minutes(self, shifts: Iterable[Shift]) -> int:
        """An upper bound of the paid minutes of those of these shifts of one agent that are taken."""
        chosen = list(shifts)
        paid = sorted((shift.paid_minutes for shift in chosen), reverse=True)
        return sum(paid[: self.most_of(chosen)])

    def sum(self, expressions: Iterable[Expr]) -> Expr:
        """The sum of these expressions."""
        return cp_model.LinearExpr.sum(list(expressions))

    def minutes(self, shifts: Iterable[Shift]) -> Expr:
        """Paid minutes of those of these shifts that are taken."""
        chosen = list(shifts)
        return cp_model.LinearExpr.weighted_sum(
            [self._takes[shift] for shift in chosen], [shift.paid_minutes for shift in chosen]
        )

    def weighted(self, shifts: Sequence[Shift], weights: Sequence[int]) -> Expr:
        """Sum of weights over those of these shifts that are taken."""
        return cp_model.LinearExpr.weighted_sum([self._takes[shift] for shift in shifts], list(weights))

    def heads(self, agent_ids: Iterable[str], kind: ShiftFilter = EVERY_SHIFT) -> tuple[Expr, ...]:
        """For each interval, how many of these agents have a shift of the kind that spans it, breaks not
        considered.

        A plain number where nobody may be added; the same variable for intervals with the same people.
        """
        key = frozenset(agent_ids), kind
        if key not in self._heads:
            self._heads[key] = count_heads(self, *key)
        return self._heads[key]

    @cached_property
    def required(self) -> Grid:
        """Tenths of an agent needed, by row of the queue in the problem and interval."""
        return required_tenths(self.problem)

    @cached_property
    def minimum(self) -> Grid:
        """Whole agents that must be there, by row of the queue in the problem and interval."""
        return minimum_agents(self.problem)

    @cached_property
    def on_duty(self) -> OnDuty:
        """Head counts of people on duty, breaks taken out."""
        relevant = frozenset(
            queue.id
            for row, queue in enumerate(self.problem.queues)
            if self.required[row].any() or self.minimum[row].any() or queue.id in self.problem.due_queues
        )
        attendance = Attendance(self.cp, self.axis, self.sessions, self._shifts, self._takes)
        counting = (self.size, self._standing, attendance, self._apart)
        return OnDuty(self.cp, self.problem, self.axis, self._takes, relevant, *counting)

    @property
    def sessions(self) -> tuple[Session, ...]:
        """The sessions to place; none where persons are not known."""
        return self.problem.sessions if self.knows_persons else ()

    @property
    def attendance(self) -> Attendance:
        """Who attends which session when."""
        return self.on_duty.attendance

    @property
    def most_on_duty(self) -> int:
        """How many people may be on duty at once, at most."""
        return self.on_duty.most

    @property
    def break_groups(self) -> tuple[BreakGroup, ...]:
        """The flexible breaks as the model counts them; none while nobody has asked for coverage."""
        return tuple(self.on_duty.groups.values()) if self._counts_duty else ()

    @property
    def _counts_duty(self) -> bool:
        return "on_duty" in self.__dict__

    @cached_property
    def _service(self) -> Shortfall:
        queues = [queue.id for queue in self.problem.queues]
        return Shortfall(self.cp, self.on_duty, queues, self.required, TENTHS, "short")

    @cached_property
    def _floor(self) -> Shortfall:
        queues = [queue.id for queue in self.problem.queues]
        return Shortfall(self.cp, self.on_duty, queues, self.minimum, 1, "short of minimum")

    @property
    def session_choices(self) -> Sequence[Choice]:
        """The sessions' variables; none while nobody has asked for them."""
        return self.attendance.choices if self._counts_duty else ()

    def place_breaks(
        self, begins: Mapping[tuple[Shift, int], datetime], attended: Attended | None = None
    ) -> dict[int, int]:
        """Values of all break variables, by index, when the flexible breaks begin as given, and of all
        session variables when these are attended as given (None: that is left open).
        """
        if not self._counts_duty:
            return {}
        sessions = {} if attended is None else self.attendance.placed(attended)
        return {**self.on_duty.placed(begins), **sessions}

    def idle(self, interval: int) -> Expr:
        """Tenths on duty in the interval beyond what covers, for those who can serve a queue that needs
        anybody; to be minimised together with what is short, or on its own.
        """
        duty = self.on_duty
        wanted = {queue.id for row, queue in enumerate(self.problem.queues) if bool(self.required[row].any())}
        able = [served for served in duty.capabilities if served & wanted]
        heads = cp_model.LinearExpr.sum([duty.heads(served, interval) for served in able])
        short = cp_model.LinearExpr.sum([self.short(queue.id, interval) for queue in self.problem.queues])
        return TENTHS * heads + short - int(self.required[:, interval].sum())

    def short(self, queue_id: str, interval: int) -> Expr:
        """Tenths of an agent the queue lacks in the interval (an agent on duty counts once over all
        queues).
        """
        return self._service.of(queue_id, interval)

    def short_of_minimum(self, queue_id: str, interval: int) -> Expr:
        """Whole agents the queue lacks to its minimum staffing in the interval."""
        return self._floor.of(queue_id, interval)

    def begins(self, value: Value) -> dict[tuple[Shift, int], datetime]:
        """When each flexible break of the shifts taken begins, by shift and number of the break."""
        taken = [shift for shift, take in self._takes.items() if value(take)]
        return self.on_duty.hand_out(taken, value) if self._counts_duty else {}

    def attended(self, value: Value) -> Attended:
        """The sessions of each shift taken that holds any."""
        return self.attendance.attended(value) if self._counts_duty else {}

    def roster(self, value: Value) -> Roster:
        """The roster a solution stands for; ``value`` reads a variable."""
        taken = [shift for shift, take in self._takes.items() if value(take)]
        begins, attended = self.begins(value), self.attended(value)
        return Roster(
            assignments=tuple(assigned(shift, self.axis, begins, attended.get(shift, ())) for shift in taken)
        )

    def breach(self, *at_least: Expr, place: Place, most: int) -> Breach:
        """A breach at ``place``; see Breach."""
        return Breach(at_least=at_least, place=place, most=most)

    def flag(self, expression: Expr, name: str) -> cp_model.IntVar:
        """A 0/1 variable that is 1 exactly when the expression (a non-negative integer) is at least 1."""
        literal = self.cp.new_bool_var(name)
        self.cp.add(expression >= 1).only_enforce_if(literal)
        self.cp.add(expression == 0).only_enforce_if(~literal)
        return literal

    def shares(self, expression: Expr, size: int, most: int, name: str) -> cp_model.IntVar:
        """A variable equal to the expression ÷ size, rounded up (the expression within 0..most · size)."""
        variable = self.cp.new_int_var(0, most, name)
        self.cp.add(size * variable >= expression)
        self.cp.add(size * variable <= expression + (size - 1))
        return variable

    def named(self, expression: Expr, most: int, name: str) -> cp_model.IntVar:
        """A variable equal to the expression (within 0..most), for one that several rows repeat."""
        variable = self.cp.new_int_var(0, most, name)
        self.cp.add(variable == expression)
        return variable

    def choice(self, name: str) -> cp_model.IntVar:
        """A 0/1 variable for something the roster may count as it likes best."""
        return self.cp.new_bool_var(name)

    def amount(self, most: int) -> cp_model.IntVar:
        """A whole number from 0 to ``most`` that the roster may count as it likes best."""
        return self.cp.new_int_var(0, most, "amount")

    def keep(self, expression: Expr) -> None:
        """What a choice has to obey: the expression is at most zero."""
        self.cp.add(expression <= 0)

    def longest_run(self, steps: Sequence[Expr], most: int) -> Expr:
        """How many of the 0/1 steps in a row are 1, counted up to ``most``.

        The solver may count less, never more: for use where a longer run is the better one.
        """
        size = max((self._size_of(step) for step in steps), default=1)
        steps = [scaled(step, size) for step in steps]
        reached = []
        for length in range(1, most + 1):
            whole = []
            for first in range(len(steps) - length + 1):
                run = self.cp.new_int_var(0, size, "run")
                for step in steps[first : first + length]:
                    self.cp.add(run <= step)
                whole.append(run)
            reach = self.cp.new_int_var(0, size, "reach")
            self.cp.add(reach <= cp_model.LinearExpr.sum(whole))
            reached.append(reach)
        return cp_model.LinearExpr.sum(reached)

    def _size_of(self, step: Expr) -> int:
        """For how many people an expression about one agent speaks."""
        if self._crowd is None or isinstance(step, int):
            return 1
        index = cp_model.FlatIntExpr(step).vars[0].index
        return self._owners[index]
