"""Rules about how much an agent's shifts hold in each stretch of dates."""

from abc import abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.days import DAY, by_local_day, days_up_to, is_away, local_day
from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.selection import Per, ShiftFilter, Stretch, stretches
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.rule import Rule, known_before

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class Trigger(Document):
    """A condition: a limit holds only where an agent has at least ``least`` of these shifts, or of their
    paid minutes, or so many dates in a row with such shifts.
    """

    shifts: ShiftFilter
    least: int = Field(default=1, ge=1, le=200_000)
    of: Literal["shifts", "minutes", "days_in_a_row"] = "shifts"

    @model_validator(mode="after")
    def _countable(self) -> Self:
        if self.of != "minutes" and self.least > 366:
            raise ValueError("least: expected at most 366 shifts or dates")
        return self

    def holds(self, problem: Problem, agent: Agent, shifts: Iterable[Assignment]) -> bool:
        """Whether these shifts of the agent meet the condition."""
        counts = self.shifts.chooser(problem)
        chosen = [shift for shift in shifts if counts(agent, shift)]
        if self.of == "days_in_a_row":
            days = {shift.local_date(agent.zone) for shift in chosen}
            return any(days.issuperset(days_up_to(day, self.least, agent.zone)) for day in days)
        return sum(shift.paid_minutes if self.of == "minutes" else 1 for shift in chosen) >= self.least

    def modelled(
        self, model: "RosterModel", agent: Agent, offered: Iterable[Shift], known: Iterable[Assignment]
    ) -> "Expr":
        """1 when those taken of the shifts offered and those known meet the condition, else 0.

        For days in a row the solver may say 1 too often, never too seldom.
        """
        counts = self.shifts.chooser(model.problem)
        done = [shift for shift in known if counts(agent, shift)]
        shifts = [shift for shift in offered if counts(agent, shift)]
        name = f"condition for {agent.id}"
        if self.of == "days_in_a_row":
            return self._in_a_row(model, agent, shifts, {shift.local_date(agent.zone) for shift in done})
        if self.of == "minutes":
            before = sum(shift.paid_minutes for shift in done)
            amount, most = model.minutes(shifts), before + model.most_minutes(shifts)
        else:
            before = len(done)
            amount, most = model.total(shifts), before + model.most_of(shifts)
        if most < self.least:
            return 0
        return model.shares(amount + (before - self.least + 1), max(most, self.least), 1, name)

    def _in_a_row(
        self, model: "RosterModel", agent: Agent, shifts: Iterable[Shift], done: set[date]
    ) -> "Expr":
        offered: dict[date, list[Shift]] = {}
        for shift in shifts:
            offered.setdefault(shift.day, []).append(shift)
        holds = None
        for day in sorted({*offered, *done}):
            row = days_up_to(day, self.least, agent.zone)
            if not all(each in done or each in offered for each in row):
                continue
            if all(each in done for each in row):
                return 1
            if holds is None:
                holds = model.choice(f"condition for {agent.id}")
            worked = model.sum(1 if each in done else model.any_of(offered[each]) for each in row)
            model.keep(worked - (self.least - 1) - holds)
        return 0 if holds is None else holds


class StretchRule(Rule):
    """A rule about how much of something an agent's shifts hold in each stretch of dates.

    ``shifts`` says which shifts count, ``only_if`` in which stretches the limit holds. ``scale_absences``
    shrinks the limits by the share of dates that time off covers from end to end. A shift belongs to the
    local date it starts on.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    counted: ClassVar[str]

    shifts: ShiftFilter = ShiftFilter()
    only_if: Trigger | None = None
    scale_absences: bool = False

    @abstractmethod
    def counted_over(self) -> Per:
        """The stretches looked at."""

    @abstractmethod
    def limits(self, agent: Agent) -> tuple[int, int | None]:
        """What is owed at least and allowed at most."""

    @abstractmethod
    def modelled(
        self,
        model: "RosterModel",
        agent: Agent,
        stretch: Stretch,
        shifts: Sequence[Shift],
        known: Sequence[Assignment],
    ) -> tuple["Expr", int]:
        """The amount in those of the shifts that are taken and in what is known, and an upper bound of it."""

    @abstractmethod
    def read(self, problem: Problem, agent: Agent, stretch: Stretch, shifts: Sequence[Assignment]) -> int:
        """The amount in these shifts."""

    def reaches(self, stretch: Stretch, day: date) -> bool:
        """Whether shifts that start on the date may count in the stretch."""
        return stretch.holds(day)

    def bounds(
        self, problem: Problem, agent: Agent, stretch: Stretch, known: Sequence[Assignment]
    ) -> tuple[int, int | None]:
        """What the agent is owed and allowed in the stretch; what is worked already is not held against
        anyone.
        """
        absent = _absent_dates(agent, stretch) if self.scale_absences else 0
        owed, allowed = stretch.bounds(*self.limits(agent), absent)
        return owed, None if allowed is None else max(allowed, self.read(problem, agent, stretch, known))

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        problem = model.problem
        if self.only_if is not None and model.counts_people:
            return
        over, counts = stretches(self.counted_over(), problem.period), self.shifts.chooser(problem)
        for agent in self.agents(problem):
            before = [shift for shift in known_before(problem, agent) if counts(agent, shift)]
            offered = {
                day: [shift for shift in model.shifts_on(agent.id, day) if counts(agent, shift)]
                for day in model.days(agent.id)
            }
            for stretch in over:
                shifts = [
                    shift for day, found in offered.items() if self.reaches(stretch, day) for shift in found
                ]
                known = self._known(stretch, agent, before)
                amount, most = self.modelled(model, agent, stretch, shifts, known)
                owed, allowed = self.bounds(problem, agent, stretch, known)
                rows = [owed - amount] if owed > 0 else []
                worst = owed
                if allowed is not None and most > allowed:
                    rows.append(amount - allowed)
                    worst = max(worst, most - allowed)
                if rows and self.only_if is not None:
                    past = _inside(stretch, agent, known_before(problem, agent))
                    inside = [shift for shift in model.shifts(agent.id) if stretch.holds(shift.day)]
                    idle = 1 - self.only_if.modelled(model, agent, inside, past)
                    rows = [row - worst * idle for row in rows]
                if rows:
                    yield model.breach(*rows, place=Place(agent=agent.id, date=stretch.day), most=worst)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, counts = roster.by_agent(), self.shifts.chooser(problem)
        over = stretches(self.counted_over(), problem.period)
        for agent in self.agents(problem):
            days, before = by_local_day(agent, given.get(agent.id, ())), known_before(problem, agent)
            for stretch in over:
                if not self._applies(problem, agent, stretch, days, before):
                    continue
                known = [shift for shift in self._known(stretch, agent, before) if counts(agent, shift)]
                worked = [
                    shift
                    for day, found in days.items()
                    if self.reaches(stretch, day)
                    for shift in found
                    if counts(agent, shift)
                ]
                amount = self.read(problem, agent, stretch, [*known, *worked])
                owed, allowed = self.bounds(problem, agent, stretch, known)
                missing, over_by = owed - amount, 0 if allowed is None else amount - allowed
                if missing <= 0 and over_by <= 0:
                    continue
                place = Place(agent=agent.id, date=stretch.day)
                said = f"{agent.name} has {amount} {self.counted} {stretch.name}"
                if missing >= over_by:
                    yield self.violation(missing, place, f"{said}, at least {owed} are due.")
                else:
                    yield self.violation(over_by, place, f"{said}, at most {allowed} are allowed.")

    def _applies(
        self,
        problem: Problem,
        agent: Agent,
        stretch: Stretch,
        days: Mapping[date, Sequence[Assignment]],
        before: Sequence[Assignment],
    ) -> bool:
        """Whether the agent's shifts in the stretch meet the condition."""
        if self.only_if is None:
            return True
        inside = [shift for day, found in days.items() if stretch.holds(day) for shift in found]
        return self.only_if.holds(problem, agent, [*inside, *_inside(stretch, agent, before)])

    def _known(self, stretch: Stretch, agent: Agent, before: Iterable[Assignment]) -> list[Assignment]:
        """The known shifts before the period that count in the stretch."""
        if not stretch.looks_back:
            return []
        return [shift for shift in before if self.reaches(stretch, local_day(shift.start, agent.zone))]


class LimitedRule(StretchRule):
    """A stretch rule whose limits are the same for everyone: ``least`` and ``most``, ``per`` stretch."""

    least: int = Field(default=0, ge=0, le=200_000)
    most: int | None = Field(default=None, ge=0, le=200_000)
    per: Per = "week"

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if self.least == 0 and self.most is None:
            raise ValueError("least or most: name at least one limit")
        if self.most is not None and self.most < self.least:
            raise ValueError("most must not be smaller than least")
        return self

    def counted_over(self) -> Per:
        return self.per

    def limits(self, agent: Agent) -> tuple[int, int | None]:  # noqa: ARG002 - the same for everyone
        return self.least, self.most


class SumRule(StretchRule):
    """A stretch rule about a sum over shifts."""

    @abstractmethod
    def amounts(self, problem: Problem, stretch: Stretch) -> Callable[[Agent, Shift | Assignment], int]:
        """Tells what a shift of an agent adds in the stretch."""

    def modelled(
        self,
        model: "RosterModel",
        agent: Agent,
        stretch: Stretch,
        shifts: Sequence[Shift],
        known: Sequence[Assignment],
    ) -> tuple["Expr", int]:
        amount_of = self.amounts(model.problem, stretch)
        amounts = {shift: amount for shift in shifts if (amount := amount_of(agent, shift)) > 0}
        done = self.read(model.problem, agent, stretch, known)
        most = sum(sorted(amounts.values(), reverse=True)[: model.most_of(amounts)])
        return model.weighted(tuple(amounts), tuple(amounts.values())) + done, most + done

    def read(self, problem: Problem, agent: Agent, stretch: Stretch, shifts: Sequence[Assignment]) -> int:
        amount_of = self.amounts(problem, stretch)
        return sum(amount_of(agent, shift) for shift in shifts)


class AmountRule(SumRule):
    """A stretch rule about a sum to which each shift adds what it says itself."""

    @abstractmethod
    def amount_of(self, agent: Agent, shift: Shift | Assignment) -> int:
        """What the shift adds."""

    def amounts(self, problem: Problem, stretch: Stretch) -> Callable[[Agent, Shift | Assignment], int]:  # noqa: ARG002
        return self.amount_of


class DistinctRule(StretchRule):
    """A stretch rule about how many different things the shifts touch."""

    @abstractmethod
    def touched(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> Iterable[Hashable]:
        """What the shift touches."""

    def modelled(
        self,
        model: "RosterModel",
        agent: Agent,
        stretch: Stretch,  # noqa: ARG002 - what is known and offered is inside it
        shifts: Sequence[Shift],
        known: Sequence[Assignment],
    ) -> tuple["Expr", int]:
        done = {thing for shift in known for thing in self.touched(model.problem, agent, shift)}
        groups: dict[Hashable, list[Shift]] = {}
        for shift in shifts:
            for thing in self.touched(model.problem, agent, shift):
                if thing not in done:
                    groups.setdefault(thing, []).append(shift)
        return model.sum(model.any_of(group) for group in groups.values()) + len(done), len(groups) + len(
            done
        )

    def read(self, problem: Problem, agent: Agent, stretch: Stretch, shifts: Sequence[Assignment]) -> int:  # noqa: ARG002
        return len({thing for shift in shifts for thing in self.touched(problem, agent, shift)})


def _inside(stretch: Stretch, agent: Agent, before: Iterable[Assignment]) -> list[Assignment]:
    if not stretch.looks_back:
        return []
    return [shift for shift in before if stretch.holds(local_day(shift.start, agent.zone))]


def _absent_dates(agent: Agent, stretch: Stretch) -> int:
    """Dates of the stretch that time off covers from midnight to midnight."""
    if not agent.time_off:
        return 0
    days = (stretch.first + n * DAY for n in range((stretch.last - stretch.first).days + 1))
    return sum(is_away(agent, day) for day in days)
