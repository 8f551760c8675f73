"""The longest working day."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class MaxDailyMinutes(Rule):
    """Paid minutes of the shifts that start on one local date stay within ``minutes``.

    Where ``minutes`` is not given, each contract's own ``max_daily_minutes`` holds. Minutes are elapsed: a
    shift over a clock change lasts what it lasts. The excess counts paid minutes too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "paid minutes too many"
    sentence: ClassVar[str] = "Nobody works more hours in a day than the contract allows."

    rule: Literal["max_daily_minutes"] = "max_daily_minutes"
    minutes: int | None = Field(default=None, ge=0, le=1_440)

    def limit(self, agent: Agent) -> int:
        return agent.contract.max_daily_minutes if self.minutes is None else self.minutes

    def forbids(self, problem: Problem, agent: Agent, shift: Shift) -> bool:  # noqa: ARG002
        return self.required and self.scope.includes(agent) and shift.paid_minutes > self.limit(agent)

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            limit = self.limit(agent)
            for day in model.days(agent.id):
                shifts = model.shifts_on(agent.id, day)
                most = model.most_minutes(shifts) - limit
                if most > 0:
                    place = Place(agent=agent.id, date=day)
                    yield model.breach(model.minutes(shifts) - limit, place=place, most=most)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            limit = self.limit(agent)
            for day, worked in by_local_day(agent, shifts.get(agent.id, ())).items():
                minutes = sum(shift.paid_minutes for shift in worked)
                if minutes > limit:
                    yield self.violation(
                        minutes - limit,
                        Place(agent=agent.id, date=day),
                        f"{agent.name} works {minutes} paid minutes on {day}, at most {limit} are allowed.",
                    )
