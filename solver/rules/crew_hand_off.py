"""Crews meet when shifts change."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.domain.time import MINUTE, ZoneName, at_clock
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel

Side = Literal["leaving", "arriving"]


class CrewHandOff(Rule):
    """Around each change of crews, some of the old and some of the new crew are on shift together.

    ``changes`` are the clock times in ``zone`` at which a new crew takes over. Both crews must be on shift
    from then on for ``minutes`` of elapsed time. The arriving crew began at the change or at most ``minutes``
    before it, the leaving crew earlier. Judged are changes after the first possible start of a shift and
    before the end of the period. The excess counts people missing on a side.
    """

    sight: ClassVar[Sight] = Sight.PRESENCE
    tier: ClassVar[Tier] = Tier.MUST_HAVE
    unit: ClassVar[str] = "people missing on a side of a hand-off"
    sentence: ClassVar[str] = "At each change of crews the old and the new crew overlap."
    example: ClassVar[dict[str, Any]] = {
        "zone": "Europe/Dublin",
        "changes": ["07:00:00", "15:00:00", "23:00:00"],
    }

    rule: Literal["crew_hand_off"] = "crew_hand_off"
    weight: Weight = 1
    zone: ZoneName
    changes: tuple[time, ...] = Field(min_length=1, max_length=24)
    minutes: int = Field(default=30, ge=5, le=480)
    least: int = Field(default=1, ge=1, le=1_000)

    @model_validator(mode="after")
    def _clock_only(self) -> Self:
        if any(change.tzinfo is not None for change in self.changes):
            raise ValueError("changes are clock times in the zone named: give no offset")
        return self

    def meetings(self, problem: Problem) -> list[datetime]:
        """When the overlaps begin, in order of time."""
        first, last = problem.period.start - problem.lead_in_minutes * MINUTE, problem.period.end
        days = [problem.period.first_date + timedelta(days=day) for day in range(-2, problem.period.days + 2)]
        meetings = {at_clock(day, clock, self.zone) for day in days for clock in self.changes}
        return sorted(meeting for meeting in meetings if first < meeting < last)

    def belongs(self, meeting: datetime, side: Side) -> Callable[[Shift | Assignment], bool]:
        """Whether a shift is of that side and there for the whole overlap."""
        overlap = timedelta(minutes=self.minutes)
        opens = meeting - overlap

        def judge(shift: Shift | Assignment) -> bool:
            there = shift.start <= meeting and meeting + overlap <= shift.end
            return there and (shift.start < opens) == (side == "leaving")

        return judge

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        people = {agent.id for agent in self.agents(model.problem)}
        carried = [shift for shift in model.problem.carried_in if shift.agent in people]
        shifts = [shift for agent in self.agents(model.problem) for shift in model.shifts(agent.id)]
        sides: tuple[Side, Side] = ("leaving", "arriving")
        for meeting in self.meetings(model.problem):
            for side in sides:
                belongs = self.belongs(meeting, side)
                least = self.least - sum(map(belongs, carried))
                if least > 0:
                    place = Place(start=meeting, end=meeting + self.minutes * MINUTE)
                    yield model.breach(
                        least - model.total(shift for shift in shifts if belongs(shift)),
                        place=place,
                        most=least,
                    )

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        people = {agent.id for agent in self.agents(problem)}
        shifts = [shift for shift in (*problem.carried_in, *roster.assignments) if shift.agent in people]
        sides: tuple[Side, Side] = ("leaving", "arriving")
        for meeting in self.meetings(problem):
            for side in sides:
                present = sum(map(self.belongs(meeting, side), shifts))
                if present < self.least:
                    yield self.violation(
                        self.least - present,
                        Place(start=meeting, end=meeting + self.minutes * MINUTE),
                        f"{present} of the {side} crew stay for the hand-off at {meeting:%Y-%m-%d %H:%M}Z, "
                        f"{self.least} needed.",
                    )
