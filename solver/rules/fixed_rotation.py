"""Rotations laid down in advance."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from solver.domain.days import DAY, by_local_day, exists
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.selection import Chooser, ShiftFilter
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.domain.time import local_midnight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel

Step = Literal["work", "off", "any"] | ShiftFilter
"""Dates of work, dates off, dates left open, or dates with just the shifts named."""


class FixedRotation(Rule):
    """Agents go through ``steps`` one after the other, each ``step_days`` local dates long, and begin anew.

    The first step begins on ``first_date`` (which may lie before the period); ``ahead`` says by agent id how
    many steps someone is ahead. On each date of a step of work, or of one with shifts named, such a shift
    starts, unless time off touches the date; with ``every_date`` False it only keeps other shifts away. The
    excess counts dates that do not follow.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "dates out of rotation"
    sentence: ClassVar[str] = "People follow the rotation laid down for them."
    example: ClassVar[dict[str, Any]] = {
        "steps": ["work", "work", "off", "off"],
        "first_date": "2026-03-02",
        "ahead": {"anna": 0, "ben": 2},
    }

    rule: Literal["fixed_rotation"] = "fixed_rotation"
    steps: tuple[Step, ...] = Field(min_length=2, max_length=52)
    step_days: int = Field(default=1, ge=1, le=28)
    first_date: date
    ahead: dict[str, int] = Field(default_factory=dict, max_length=10_000)
    every_date: bool = True

    def step_of(self, agent: Agent, day: date) -> Step:
        """The agent's step on that date."""
        number = (day - self.first_date).days // self.step_days + self.ahead.get(agent.id, 0)
        return self.steps[number % len(self.steps)]

    def choosers(self, problem: Problem) -> dict[Step, Chooser]:
        """Tells the shifts that each step leaves."""
        found: dict[Step, Chooser] = {
            step: step.chooser(problem) for step in self.steps if isinstance(step, ShiftFilter)
        }
        return {"work": _always, "any": _always, "off": _never, **found}

    def owes(self, agent: Agent, day: date) -> bool:
        """Whether the date has to have a shift, where its step has shifts at all."""
        if not self.every_date:
            return False
        return not agent.is_absent(local_midnight(day, agent.zone), local_midnight(day + DAY, agent.zone))

    def forbids(self, problem: Problem, agent: Agent, shift: Shift) -> bool:
        dates = problem.period.dates
        if not self.required or not self.scope.includes(agent) or not dates[0] <= shift.day <= dates[-1]:
            return False
        step = self.step_of(agent, shift.day)
        if isinstance(step, ShiftFilter):
            return not step.chooser(problem)(agent, shift)
        return step == "off"

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        if model.counts_people:
            return  # people of one class may be at different steps
        choosers = self.choosers(model.problem)
        for agent in self.agents(model.problem):
            for day in model.problem.period.dates:
                step, shifts = self.step_of(agent, day), model.shifts_on(agent.id, day)
                if step == "any" or not exists(day, agent.zone):
                    continue
                fitting = [shift for shift in shifts if choosers[step](agent, shift)]
                others = [shift for shift in shifts if not choosers[step](agent, shift)]
                rows = [model.any_of(others)] if others else []
                if step != "off" and self.owes(agent, day):
                    rows.append(1 - model.any_of(fitting))
                if rows:
                    yield model.breach(*rows, place=Place(agent=agent.id, date=day), most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, choosers = roster.by_agent(), self.choosers(problem)
        for agent in self.agents(problem):
            days = by_local_day(agent, given.get(agent.id, ()))
            for day in problem.period.dates:
                step, shifts = self.step_of(agent, day), days.get(day, [])
                if step == "any" or not exists(day, agent.zone):
                    continue
                fitting = [shift for shift in shifts if choosers[step](agent, shift)]
                missing = step != "off" and self.owes(agent, day) and not fitting
                if missing or len(fitting) < len(shifts):
                    said = "lacks a shift the rotation asks for" if missing else "is out of rotation"
                    place = Place(agent=agent.id, date=day)
                    yield self.violation(1, place, f"{agent.name} {said} on {day}.")


def _always(agent: Agent, shift: Shift | Assignment) -> bool:  # noqa: ARG001 - any shift is work
    return True


def _never(agent: Agent, shift: Shift | Assignment) -> bool:  # noqa: ARG001 - no shift is a day off
    return False
