"""A cap on work in any stretch of hours."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from solver.domain.days import local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.selection import ShiftFilter
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.domain.time import MINUTE
from solver.rule import Rule, known_before
from solver.stretch_rule import Trigger

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class MaxInHours(Rule):
    """In no ``hours`` of elapsed time in a row an agent starts more than ``most`` shifts, or works more than
    ``most`` minutes.

    Minutes are those inside the window, from start to end of shifts. Known shifts before the period count,
    but what is worked already is not held against anyone. ``only_if`` looks at the shifts that start in the
    window. Looked at are the windows that begin with a shift: no other holds more. The excess counts, for
    each date, shifts or minutes too many in the fullest window that begins on it.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "shifts or minutes too many in a row of hours"
    sentence: ClassVar[str] = "Work stays inside a limit in every stretch of hours."
    example: ClassVar[dict[str, Any]] = {"hours": 24, "of": "minutes", "most": 600}

    rule: Literal["max_in_hours"] = "max_in_hours"
    hours: float = Field(gt=0, le=744)
    of: Literal["shifts", "minutes"]
    most: int = Field(ge=0, le=50_000)
    shifts: ShiftFilter = ShiftFilter()
    only_if: Trigger | None = None

    def amount_of(self, shift: Shift | Assignment, until: datetime) -> int:
        """What the shift adds to a window that ends at ``until``."""
        return 1 if self.of == "shifts" else (min(shift.end, until) - shift.start) // MINUTE

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        if self.only_if is not None and model.counts_people:
            return
        counts, length = self.shifts.chooser(model.problem), timedelta(hours=self.hours)
        for agent in self.agents(model.problem):
            known = [shift for shift in known_before(model.problem, agent) if counts(agent, shift)]
            shifts = [shift for shift in model.shifts(agent.id) if counts(agent, shift)]
            starts = [shift.start for shift in shifts]
            found: dict[date, tuple[list[Expr], int]] = {}
            for begins in sorted({*starts, *(shift.start for shift in known)}):
                until = begins + length
                window = shifts[bisect_left(starts, begins) : bisect_left(starts, until)]
                past = [shift for shift in known if begins <= shift.start < until]
                amounts = [self.amount_of(shift, until) for shift in window]
                done = sum(self.amount_of(shift, until) for shift in past)
                most = sum(sorted(amounts, reverse=True)[: model.most_of(window)])
                worst = done + most - max(self.most, done)
                if worst <= 0:
                    continue
                idle: Expr = 0
                if not any(shift.start == begins for shift in past):
                    idle = 1 - model.total(shift for shift in window if shift.start == begins)
                if self.only_if is not None:
                    idle = idle + 1 - self.only_if.modelled(model, agent, window, past)
                row = model.weighted(window, amounts) + (done - max(self.most, done)) - worst * idle
                rows, greatest = found.get(local_day(begins, agent.zone), ([], 0))
                found[local_day(begins, agent.zone)] = [*rows, row], max(greatest, worst)
            for day, (rows, worst) in found.items():
                yield model.breach(*rows, place=Place(agent=agent.id, date=day), most=worst)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, counts = roster.by_agent(), self.shifts.chooser(problem)
        for agent in self.agents(problem):
            known = [shift for shift in known_before(problem, agent) if counts(agent, shift)]
            worked = [shift for shift in given.get(agent.id, ()) if counts(agent, shift)]
            found: dict[date, tuple[int, datetime]] = {}
            for begins in sorted({shift.start for shift in (*known, *worked)}):
                over = self._too_much(problem, agent, begins, known, worked)
                day = local_day(begins, agent.zone)
                if over > found.get(day, (0, begins))[0]:
                    found[day] = over, begins
            for day, (over, begins) in found.items():
                yield self.violation(
                    over,
                    Place(agent=agent.id, date=day, start=begins),
                    f"{agent.name} has {over} {self.of} too many in the {self.hours:g} h from "
                    f"{begins:%Y-%m-%d %H:%M}Z, {self.most} are allowed.",
                )

    def _too_much(
        self,
        problem: Problem,
        agent: Agent,
        begins: datetime,
        known: list[Assignment],
        worked: list[Assignment],
    ) -> int:
        until = begins + timedelta(hours=self.hours)
        past = [shift for shift in known if begins <= shift.start < until]
        fresh = [shift for shift in worked if begins <= shift.start < until]
        if self.only_if is not None and not self.only_if.holds(problem, agent, [*past, *fresh]):
            return 0
        done = sum(self.amount_of(shift, until) for shift in past)
        return done + sum(self.amount_of(shift, until) for shift in fresh) - max(self.most, done)
