"""Time off begins in the evening before."""

from datetime import date
from typing import Any, ClassVar, Literal

from solver.domain.days import DAY, day_after, days_up_to, local_day
from solver.domain.people import Agent, Wish
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import ShiftFilter
from solver.domain.shift import Shift
from solver.domain.time import local_midnight
from solver.rule import ShiftRule


class AroundDaysOff(ShiftRule):
    """No shift of ``before`` on the date before time off, none of ``after`` on the date after it.

    Dates off are those that approved time off touches and, with ``wishes``, those an agent wishes to keep
    free. The excess counts shifts.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "shifts too close to a day off"
    sentence: ClassVar[str] = "No late shift before a day off, no early one after it."
    example: ClassVar[dict[str, Any]] = {
        "before": {"starts": {"start": "14:00:00", "end": "00:00:00"}},
        "after": {"starts": {"start": "04:00:00", "end": "08:00:00"}},
    }

    rule: Literal["around_days_off"] = "around_days_off"
    before: ShiftFilter
    after: ShiftFilter
    wishes: bool = True

    def is_off(self, agent: Agent, day: date) -> bool:
        starts, ends = local_midnight(day, agent.zone), local_midnight(day + DAY, agent.zone)
        wished = (
            self.wishes and wish.wish is Wish.AVOIDS and wish.span.overlap_minutes(starts, ends) > 0
            for wish in agent.preferences
        )
        return agent.is_absent(starts, ends) or any(wished)

    def excess_of(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> int:
        day = local_day(shift.start, agent.zone)
        late = self.is_off(agent, day_after(day, agent.zone)) and self.before.chooser(problem)(agent, shift)
        early = self.is_off(agent, days_up_to(day, 2, agent.zone)[1]) and self.after.chooser(problem)(
            agent, shift
        )
        return int(late or early)

    def message_for(self, agent: Agent, shift: Assignment, excess: int) -> str:  # noqa: ARG002 - always one
        return (
            f"{agent.name} has the {shift.template} shift at {shift.start:%Y-%m-%d %H:%M}Z next to a day off."
        )
