"""Shifts that go with one another."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.selection import ShiftFilter
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class ShiftPairing(Rule):
    """A shift of ``first`` goes together with one of ``second`` ``days_later``, or the two never go together.

    ``days_later`` 0 means the same local date, where one and the same shift may be of both. Dates whose
    partner lies outside the period are not judged. The excess counts dates with a shift of ``first`` that
    lack the partner, or have it.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "pairs of shifts not as agreed"
    sentence: ClassVar[str] = "Some shifts go together, others never do."
    example: ClassVar[dict[str, Any]] = {"first": {"tags": ["early"]}, "second": {"tags": ["late"]}}

    rule: Literal["shift_pairing"] = "shift_pairing"
    first: ShiftFilter
    second: ShiftFilter
    days_later: int = Field(default=0, ge=0, le=31)
    wish: Literal["together", "apart"] = "together"

    def pairs(self, problem: Problem) -> list[tuple[date, date]]:
        """The dates compared."""
        later = timedelta(days=self.days_later)
        dates = problem.period.dates
        return [(day, day + later) for day in dates if day + later <= dates[-1]]

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        first, second = self.first.chooser(model.problem), self.second.chooser(model.problem)
        for agent in self.agents(model.problem):
            for day, later in self.pairs(model.problem):
                ones = [shift for shift in model.shifts_on(agent.id, day) if first(agent, shift)]
                others = [shift for shift in model.shifts_on(agent.id, later) if second(agent, shift)]
                if ones and (others or self.wish == "together"):
                    one, other = model.any_of(ones), model.any_of(others)
                    row = one - other if self.wish == "together" else one + other - 1
                    yield model.breach(row, place=Place(agent=agent.id, date=day), most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        first, second, given = self.first.chooser(problem), self.second.chooser(problem), roster.by_agent()
        for agent in self.agents(problem):
            days = by_local_day(agent, given.get(agent.id, ()))
            for day, later in self.pairs(problem):
                one = any(first(agent, shift) for shift in days.get(day, ()))
                other = any(second(agent, shift) for shift in days.get(later, ()))
                if one and other == (self.wish == "apart"):
                    said = "goes with a shift it must not" if other else "lacks the one it goes with"
                    yield self.violation(
                        1, Place(agent=agent.id, date=day), f"A shift of {agent.name} on {day} {said}."
                    )
