"""Nobody stays away too long."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import local_day, minutes_within
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.selection import ShiftFilter
from solver.domain.sight import Sight
from solver.domain.time import MINUTE
from solver.rule import Rule, known_before

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class LongestGap(Rule):
    """From the end of a shift to the start of the next lie at most ``hours``, time off not counted.

    Hours are elapsed time; after the last shift of the period nothing is judged. Known shifts before the
    period count as earlier ones. The excess counts dates with a shift that is followed too late.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "shifts followed too late"
    sentence: ClassVar[str] = "Between two shifts there is no longer a pause than agreed."

    rule: Literal["longest_gap"] = "longest_gap"
    hours: float = Field(default=96, gt=0, le=744)
    shifts: ShiftFilter = ShiftFilter()

    def too_late(self, agent: Agent, ended: datetime, begun: datetime) -> bool:
        """Whether a shift that begins then comes too late after one that ended."""
        absent = minutes_within((absence.span for absence in agent.time_off), ended, begun)
        return (begun - ended) // MINUTE - absent > self.hours * 60

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        counts = self.shifts.chooser(model.problem)
        for agent in self.agents(model.problem):
            known = [shift for shift in known_before(model.problem, agent) if counts(agent, shift)]
            shifts = [shift for shift in model.shifts(agent.id) if counts(agent, shift)]
            ends = {(shift.end, shift.day) for shift in shifts}
            if known:
                ends.add((known[-1].end, local_day(known[-1].start, agent.zone)))
            found: dict[date, list[Expr]] = {}
            for ended, day in sorted(ends):
                ending: Expr = 1
                if not (known and ended == known[-1].end):
                    ending = model.total(shift for shift in shifts if (shift.end, shift.day) == (ended, day))
                after = [shift for shift in shifts if shift.start >= ended]
                late = {shift.start for shift in after if self.too_late(agent, ended, shift.start)}
                soon = model.total(shift for shift in after if shift.start not in late)
                for following in sorted({shift.day for shift in after if shift.start in late}):
                    then = [shift for shift in after if shift.day == following and shift.start in late]
                    found.setdefault(day, []).append(ending + model.any_of(then) - 1 - soon)
            for day, rows in found.items():
                yield model.breach(*rows, place=Place(agent=agent.id, date=day), most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, counts = roster.by_agent(), self.shifts.chooser(problem)
        for agent in self.agents(problem):
            known = [shift for shift in known_before(problem, agent) if counts(agent, shift)][-1:]
            worked = sorted(
                (shift for shift in given.get(agent.id, ()) if counts(agent, shift)),
                key=lambda shift: shift.start,
            )
            days: dict[date, datetime] = {}
            earlier = [*known, *worked]
            for before, after in pairwise(earlier):
                if self.too_late(agent, before.end, after.start):
                    days.setdefault(local_day(before.start, agent.zone), after.start)
            for day, begun in days.items():
                yield self.violation(
                    1,
                    Place(agent=agent.id, date=day),
                    f"{agent.name} works next at {begun:%Y-%m-%d %H:%M}Z after the shift of {day}, at most "
                    f"{self.hours:g} h may lie between.",
                )
