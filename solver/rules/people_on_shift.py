"""How many people are on shift at once."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.coverage import intervals_asked
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.selection import ShiftFilter
from solver.domain.sight import Sight
from solver.domain.time import MINUTE, ClockWindow, Span, ZoneName
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class PeopleOnShift(Rule):
    """In each interval at least ``least`` and at most ``most`` agents of the scope are on one of the
    ``shifts``.

    Judged are the intervals inside ``span`` and inside ``window`` on clocks in ``zone`` (else the period's),
    where these are given. Two agents in the scope and ``most`` 1 keep the two apart. Breaks are not
    considered. The excess counts agents missing or too many per interval.
    """

    sight: ClassVar[Sight] = Sight.PRESENCE
    tier: ClassVar[Tier] = Tier.MUST_HAVE
    unit: ClassVar[str] = "agents missing or too many per interval"
    sentence: ClassVar[str] = "Neither too few nor too many people of a group are on shift at once."
    example: ClassVar[dict[str, Any]] = {"least": 1, "scope": {"tags": ["senior"]}}

    rule: Literal["people_on_shift"] = "people_on_shift"
    least: int = Field(default=0, ge=0, le=10_000)
    most: int | None = Field(default=None, ge=0, le=10_000)
    window: ClockWindow | None = None
    zone: ZoneName | None = None
    span: Span | None = None
    shifts: ShiftFilter = ShiftFilter()

    @model_validator(mode="after")
    def _limited(self) -> Self:
        if self.least == 0 and self.most is None:
            raise ValueError("least or most: name at least one limit")
        if self.most is not None and self.most < self.least:
            raise ValueError("most must not be smaller than least")
        return self

    def judged(self, problem: Problem) -> list[int]:
        """The intervals the rule is about."""
        asked = intervals_asked(problem, self.window, self.zone, work_required=False)
        if self.span is None:
            return asked
        spanned = problem.axis.covered(self.span.start, self.span.end)
        return [interval for interval in asked if interval in spanned]

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        people = self.agents(model.problem)
        heads = model.heads((agent.id for agent in people), self.shifts)
        for interval in self.judged(model.problem):
            rows = [self.least - heads[interval]] if self.least else []
            worst = self.least
            if self.most is not None and len(people) > self.most:
                rows.append(heads[interval] - self.most)
                worst = max(worst, len(people) - self.most)
            if rows:
                place = Place(start=model.axis.instant(interval))
                yield model.breach(*rows, place=place, most=worst)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        axis, counts = problem.axis, self.shifts.chooser(problem)
        people = {agent.id: agent for agent in self.agents(problem)}
        present = [0] * axis.intervals
        for shift in (*problem.carried_in, *roster.assignments):
            if shift.agent in people and counts(people[shift.agent], shift):
                for interval in axis.covered(shift.start, shift.end):
                    present[interval] += 1
        for interval in self.judged(problem):
            heads = present[interval]
            over = 0 if self.most is None else heads - self.most
            excess = max(self.least - heads, over)
            if excess > 0:
                start = axis.instant(interval)
                limit = f"at most {self.most}" if over > 0 else f"at least {self.least}"
                yield self.violation(
                    excess,
                    Place(start=start, end=start + axis.interval_minutes * MINUTE),
                    f"{heads} of the group are on shift at {start:%Y-%m-%d %H:%M}Z, {limit} should be.",
                )
