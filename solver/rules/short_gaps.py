"""Split days that are not torn apart."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.selection import ShiftFilter
from solver.domain.sight import Sight
from solver.domain.time import MINUTE
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class ShortGaps(Rule):
    """Between two neighbouring shifts that start on one local date lie at most ``minutes``.

    ``shifts`` says which shifts are looked at. The excess counts dates with a longer gap.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "days with too long a gap"
    sentence: ClassVar[str] = "The pause inside a split day is short."

    rule: Literal["short_gaps"] = "short_gaps"
    minutes: int = Field(default=120, ge=0, le=1_440)
    shifts: ShiftFilter = ShiftFilter()

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        counts, longest = self.shifts.chooser(model.problem), timedelta(minutes=self.minutes)
        for agent in self.agents(model.problem):
            for day in model.days(agent.id):
                shifts = [shift for shift in model.shifts_on(agent.id, day) if counts(agent, shift)]
                rows = []
                for ended in sorted({shift.end for shift in shifts}):
                    for begun in sorted({shift.start for shift in shifts if shift.start - ended > longest}):
                        # One shift ends, one starts, and none lies between them.
                        ending = model.total(shift for shift in shifts if shift.end == ended)
                        starting = model.total(shift for shift in shifts if shift.start == begun)
                        between = [shift for shift in shifts if shift.start >= ended and shift.end <= begun]
                        rows.append(ending + starting - 1 - model.total(between))
                if rows:
                    yield model.breach(*rows, place=Place(agent=agent.id, date=day), most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, counts = roster.by_agent(), self.shifts.chooser(problem)
        for agent in self.agents(problem):
            shifts = [shift for shift in given.get(agent.id, ()) if counts(agent, shift)]
            for day, worked in by_local_day(agent, shifts).items():
                gaps = [(later.start - earlier.end) // MINUTE for earlier, later in pairwise(worked)]
                longest = max(gaps, default=0)
                if longest > self.minutes:
                    yield self.violation(
                        1,
                        Place(agent=agent.id, date=day),
                        f"{agent.name} waits {longest} minutes between shifts on {day}, at most "
                        f"{self.minutes} are wanted.",
                    )
