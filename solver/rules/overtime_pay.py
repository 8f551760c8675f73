"""What overtime costs."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.days import by_local_day
from solver.domain.document import Document
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.selection import Per, ShiftFilter, stretches
from solver.domain.sight import Sight
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class OvertimeStep(Document):
    """Minutes beyond ``over_minutes`` earn ``percent`` on top of the ordinary rate."""

    over_minutes: int = Field(ge=0, le=100_000)
    percent: int = Field(ge=1, le=500)


class OvertimePay(Rule):
    """Paid minutes beyond a limit ``per`` stretch earn more, in steps of rising supplements.

    The excess counts the supplements in hundredths of a minute's ordinary pay: half an hour at 50 percent on
    top is 1500.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.COST
    unit: ClassVar[str] = "hundredths of a minute's pay on top"
    sentence: ClassVar[str] = "Overtime costs extra, and more the more there is of it."
    example: ClassVar[dict[str, Any]] = {"steps": [{"over_minutes": 2_400, "percent": 50}]}

    rule: Literal["overtime_pay"] = "overtime_pay"
    weight: Weight = 1
    steps: tuple[OvertimeStep, ...] = Field(min_length=1, max_length=10)
    per: Per = "week"
    shifts: ShiftFilter = ShiftFilter()

    @model_validator(mode="after")
    def _rising(self) -> Self:
        for lower, upper in pairwise(self.steps):
            if upper.over_minutes <= lower.over_minutes or upper.percent <= lower.percent:
                raise ValueError(
                    "steps: expected each step to begin later and to earn more than the one before"
                )
        return self

    def pieces(self) -> list[tuple[int, int]]:
        """Slope and constant of each line; the supplement is the greatest of the lines and zero."""
        lines, slope, constant = [], 0, 0
        for step in self.steps:
            constant -= (step.percent - slope) * step.over_minutes
            slope = step.percent
            lines.append((slope, constant))
        return lines

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        counts, over = self.shifts.chooser(model.problem), stretches(self.per, model.problem.period)
        for agent in self.agents(model.problem):
            offered = [shift for shift in model.shifts(agent.id) if counts(agent, shift)]
            for stretch in over:
                shifts = [shift for shift in offered if stretch.holds(shift.day)]
                minutes, greatest = model.minutes(shifts), model.most_minutes(shifts)
                most = max(slope * greatest + constant for slope, constant in self.pieces())
                if most > 0:
                    rows = [slope * minutes + constant for slope, constant in self.pieces()]
                    yield model.breach(*rows, place=Place(agent=agent.id, date=stretch.day), most=most)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, counts = roster.by_agent(), self.shifts.chooser(problem)
        over = stretches(self.per, problem.period)
        for agent in self.agents(problem):
            days = by_local_day(agent, (shift for shift in given.get(agent.id, ()) if counts(agent, shift)))
            for stretch in over:
                minutes = sum(
                    shift.paid_minutes
                    for day, shifts in days.items()
                    if stretch.holds(day)
                    for shift in shifts
                )
                extra = max(slope * minutes + constant for slope, constant in self.pieces())
                if extra > 0:
                    yield self.violation(
                        extra,
                        Place(agent=agent.id, date=stretch.day),
                        f"{agent.name} works {minutes} paid minutes {stretch.name}, which earns "
                        f"{extra / 100:g} minutes' pay on top.",
                    )
