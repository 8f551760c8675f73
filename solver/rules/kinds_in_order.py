"""The order of shifts inside a day."""

from datetime import timedelta
from typing import Any, ClassVar, Literal

from pydantic import Field

from solver.domain.days import local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.pair_rule import Clash, PairRule


class KindsInOrder(PairRule):
    """Shifts that start on one local date follow the order of ``kinds`` (template tags).

    A shift is of the first kind its template bears; shifts of no kind may stand anywhere, and two of the same
    kind are in order. The excess counts dates out of order.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "days with shifts out of order"
    sentence: ClassVar[str] = "Shifts of a split day follow the order agreed."
    example: ClassVar[dict[str, Any]] = {"kinds": ["counter", "desk"]}

    rule: Literal["kinds_in_order"] = "kinds_in_order"
    kinds: tuple[str, ...] = Field(min_length=2, max_length=20)

    @property
    def reach(self) -> timedelta:
        return timedelta(days=2)

    def clashes(self, problem: Problem) -> Clash:
        ranks = {
            template.name: next((rank for rank, kind in enumerate(self.kinds) if kind in template.tags), None)
            for template in problem.templates
        }

        def clash(agent: Agent, earlier: Shift | Assignment, later: Shift | Assignment) -> bool:
            first, second = ranks.get(earlier.template), ranks.get(later.template)
            if first is None or second is None or first <= second:
                return False
            return local_day(earlier.start, agent.zone) == local_day(later.start, agent.zone)

        return clash

    def message_for(self, agent: Agent, earlier: Assignment, later: Assignment) -> str:
        day = later.local_date(agent.zone)
        return f"{agent.name} has the {later.template} shift after the {earlier.template} shift on {day}."
