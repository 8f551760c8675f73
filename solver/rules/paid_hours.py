"""What the roster costs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel

QUARTER = 15


class PaidHours(Rule):
    """No more paid time than the work needs.

    The excess counts paid quarter-hours, times the contract's ``cost_per_hour`` when ``priced``, rounded to
    whole numbers shift by shift (halves up). Breaks that are not paid do not count.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.COST
    unit: ClassVar[str] = "paid quarter-hours, times the cost per hour when priced"
    sentence: ClassVar[str] = "No more paid hours than the work needs."
    dated: ClassVar[bool] = False

    rule: Literal["paid_hours"] = "paid_hours"
    weight: Weight = 1
    priced: bool = True

    def cost(self, agent: Agent, shift: Shift | Assignment) -> int:
        rate = agent.contract.cost_per_hour if self.priced else 1.0
        return int(shift.paid_minutes / QUARTER * rate + 0.5)

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            shifts = model.shifts(agent.id)
            costs = [self.cost(agent, shift) for shift in shifts]
            if any(costs):
                cost = model.weighted(shifts, costs)
                yield model.breach(cost, place=Place(agent=agent.id), most=sum(costs))

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            worked = shifts.get(agent.id, ())
            cost = sum(self.cost(agent, shift) for shift in worked)
            if cost > 0:
                hours = sum(shift.paid_minutes for shift in worked) / 60
                yield self.violation(
                    cost, Place(agent=agent.id), f"{agent.name} is paid {hours:g} h, which costs {cost}."
                )
