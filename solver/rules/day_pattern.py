"""Sequences of days."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day, days_before, exists
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.selection import ShiftFilter
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel

Element = Literal["work", "off", "any"] | ShiftFilter
"""A day of work, a day off, any day at all, or a day with one of the shifts named."""


class DayPattern(Rule):
    """A sequence of neighbouring local dates never happens, or is completed once it has begun.

    ``elements`` are the days in order. With ``never`` the excess counts dates from which all of them hold.
    With ``completed`` it counts dates from which all but the last hold and the last does not. Only dates of
    the period are compared, of those before it shifts carried in; ``first_weekdays`` limits where a sequence
    may begin.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "sequences of days not as agreed"
    sentence: ClassVar[str] = "Unwanted sequences of days never happen, and others are completed."
    example: ClassVar[dict[str, Any]] = {"elements": ["work", "off", "work"]}

    rule: Literal["day_pattern"] = "day_pattern"
    elements: tuple[Element, ...] = Field(min_length=2, max_length=52)
    wish: Literal["never", "completed"] = "never"
    first_weekdays: frozenset[Literal[0, 1, 2, 3, 4, 5, 6]] | None = None

    def windows(self, problem: Problem, agent: Agent) -> Iterator[list[date]]:
        """The dates of each place where the sequence could stand."""
        dates = [day for day in problem.period.dates if exists(day, agent.zone)]
        for first in range(len(dates) - len(self.elements) + 1):
            if self.first_weekdays is None or dates[first].weekday() in self.first_weekdays:
                yield dates[first : first + len(self.elements)]

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        choosers = [
            element.chooser(model.problem) if isinstance(element, ShiftFilter) else None
            for element in self.elements
        ]
        for agent in self.agents(model.problem):
            past = days_before(model.problem, agent)
            for dates in self.windows(model.problem, agent):
                holds: list[Expr] = []
                for element, chooser, day in zip(self.elements, choosers, dates, strict=True):
                    work: Expr = 1 if day in past else model.works_on(agent.id, day)
                    if chooser is not None:
                        shifts = model.shifts_on(agent.id, day)
                        holds.append(model.any_of(shift for shift in shifts if chooser(agent, shift)))
                    else:
                        holds.append({"work": work, "off": 1 - work}.get(str(element), 1))
                head, last = model.sum(holds[:-1]) - (len(holds) - 2), holds[-1]
                row = head + last - 1 if self.wish == "never" else head - last
                yield model.breach(row, place=Place(agent=agent.id, date=dates[0]), most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given = roster.by_agent()
        choosers = [
            element.chooser(problem) if isinstance(element, ShiftFilter) else None
            for element in self.elements
        ]
        for agent in self.agents(problem):
            days = by_local_day(agent, given.get(agent.id, ()))
            worked = days_before(problem, agent) | set(days)
            for dates in self.windows(problem, agent):
                holds = [
                    any(chooser(agent, shift) for shift in days.get(day, ()))
                    if chooser is not None
                    else element == "any" or (day in worked) == (element == "work")
                    for element, chooser, day in zip(self.elements, choosers, dates, strict=True)
                ]
                if all(holds[:-1]) and holds[-1] == (self.wish == "never"):
                    said = "stands" if self.wish == "never" else "is not completed"
                    yield self.violation(
                        1,
                        Place(agent=agent.id, date=dates[0]),
                        f"The sequence of days of {agent.name} from {dates[0]} to {dates[-1]} {said}.",
                    )
