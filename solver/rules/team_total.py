"""A budget for a group."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.days import local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.selection import Per, ShiftFilter, stretches
from solver.domain.shift import Shift
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class TeamTotal(Rule):
    """Shifts, paid minutes or pay of all agents of the scope together lie within limits ``per`` stretch.

    Pay is paid time at the contracts' hourly cost, each shift rounded to a whole unit of money. A stretch of
    which the period holds a part owes its part of ``least``, rounded down, and keeps all of ``most``. The
    excess counts what is missing or too much, in the unit of ``of``.
    """

    tier: ClassVar[Tier] = Tier.COST
    unit: ClassVar[str] = "shifts, paid minutes or pay missing or too much"
    sentence: ClassVar[str] = "A group's shifts, hours or pay stay inside a budget."
    example: ClassVar[dict[str, Any]] = {"of": "pay", "most": 20_000, "per": "week"}

    rule: Literal["team_total"] = "team_total"
    of: Literal["shifts", "minutes", "pay"]
    least: int = Field(default=0, ge=0, le=1_000_000_000)
    most: int | None = Field(default=None, ge=0, le=1_000_000_000)
    per: Per = "week"
    shifts: ShiftFilter = ShiftFilter()

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if self.least == 0 and self.most is None:
            raise ValueError("least or most: name at least one limit")
        if self.most is not None and self.most < self.least:
            raise ValueError("most must not be smaller than least")
        return self

    def amount_of(self, agent: Agent, shift: Shift | Assignment) -> int:
        if self.of == "pay":
            return round(shift.paid_minutes * agent.contract.cost_per_hour / 60)
        return 1 if self.of == "shifts" else shift.paid_minutes

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        counts = self.shifts.chooser(model.problem)
        amounts = {
            shift: self.amount_of(agent, shift)
            for agent in self.agents(model.problem)
            for shift in model.shifts(agent.id)
            if counts(agent, shift)
        }
        for stretch in stretches(self.per, model.problem.period):
            inside = {shift: amount for shift, amount in amounts.items() if stretch.holds(shift.day)}
            total = model.weighted(tuple(inside), tuple(inside.values()))
            greatest = sum(amount * model.size(shift.agent) for shift, amount in inside.items())
            owed, allowed = stretch.bounds(self.least, self.most, 0)
            rows = [owed - total] if owed > 0 else []
            if allowed is not None and greatest > allowed:
                rows.append(total - allowed)
            if rows:
                yield model.breach(*rows, place=Place(date=stretch.day), most=max(owed, greatest))

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        people, counts = {agent.id: agent for agent in self.agents(problem)}, self.shifts.chooser(problem)
        amounts = [
            (local_day(shift.start, people[shift.agent].zone), self.amount_of(people[shift.agent], shift))
            for shift in roster.assignments
            if shift.agent in people and counts(people[shift.agent], shift)
        ]
        for stretch in stretches(self.per, problem.period):
            total = sum(amount for day, amount in amounts if stretch.holds(day))
            owed, allowed = stretch.bounds(self.least, self.most, 0)
            over = 0 if allowed is None else total - allowed
            excess = max(owed - total, over)
            if excess > 0:
                limit = f"at most {allowed} are allowed" if over > 0 else f"at least {owed} are due"
                said = f"The group has {total} {self.of} {stretch.name}, {limit}."
                yield self.violation(excess, Place(date=stretch.day), said)
