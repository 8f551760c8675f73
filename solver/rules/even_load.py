"""Work is shared by contract hours."""

from collections.abc import Iterator
from math import gcd
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.selection import ShiftFilter
from solver.domain.shift import Shift
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class EvenLoad(Rule):
    """Nobody has more paid minutes, or more of the shifts named, than a fair share and ``tolerance``.

    Among agents of a site, or the whole team, a fair share is all there is times the agent's part of the
    contracts' weekly hours, rounded up. ``carried`` are minutes or shifts from before, by agent id. The
    excess counts minutes or shifts above.
    """

    tier: ClassVar[Tier] = Tier.FAIRNESS
    unit: ClassVar[str] = "minutes or shifts above the fair share"
    sentence: ClassVar[str] = "Work is spread evenly over people, by their contract hours."
    dated: ClassVar[bool] = False

    rule: Literal["even_load"] = "even_load"
    weight: Weight = 1
    of: Literal["minutes", "shifts"] = "minutes"
    shifts: ShiftFilter = ShiftFilter()
    tolerance: int = Field(default=0, ge=0, le=100_000)
    within: Literal["site", "team"] = "site"
    carried: dict[str, int] = Field(default_factory=dict)

    def groups(self, problem: Problem) -> Iterator[tuple[list[tuple[Agent, int]], int]]:
        """Those who share, with their parts and the sum of these."""
        groups: dict[str | None, list[Agent]] = {}
        for agent in self.agents(problem):
            if agent.contract.max_weekly_minutes > 0:
                groups.setdefault(agent.site if self.within == "site" else None, []).append(agent)
        for people in groups.values():
            whole = gcd(*(agent.contract.max_weekly_minutes for agent in people))
            parts = [(agent, agent.contract.max_weekly_minutes // whole) for agent in people]
            yield parts, sum(part for _, part in parts)

    def amount_of(self, shift: Shift | Assignment) -> int:
        return shift.paid_minutes if self.of == "minutes" else 1

    def before(self, agent: Agent) -> int:
        return max(0, self.carried.get(agent.id, 0))

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        counts = self.shifts.chooser(model.problem)
        for people, parts in self.groups(model.problem):
            loads, ends = [], []
            for agent, _ in people:
                shifts = [shift for shift in model.shifts(agent.id) if counts(agent, shift)]
                amounts = [self.amount_of(shift) for shift in shifts]
                most = sum(sorted(amounts, reverse=True)[: model.most_of(shifts)])
                ends.append(self.before(agent) + most)
                load = model.weighted(shifts, amounts) + self.before(agent)
                loads.append(model.named(load, ends[-1], f"{self.of} of {agent.id}"))
            everything = model.named(model.sum(loads), sum(ends), f"all {self.of}")
            for (agent, part), load, end in zip(people, loads, ends, strict=True):
                if end > self.tolerance:
                    greatest = -(-part * sum(ends) // parts)
                    share = model.shares(part * everything, parts, greatest, f"share of {agent.id}")
                    above = load - share - self.tolerance
                    yield model.breach(above, place=Place(agent=agent.id), most=end - self.tolerance)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, counts = roster.by_agent(), self.shifts.chooser(problem)
        for people, parts in self.groups(problem):
            loads = {
                agent.id: self.before(agent)
                + sum(self.amount_of(shift) for shift in given.get(agent.id, ()) if counts(agent, shift))
                for agent, _ in people
            }
            everything = sum(loads.values())
            for agent, part in people:
                share = -(-part * everything // parts)
                above = loads[agent.id] - share - self.tolerance
                if above > 0:
                    yield self.violation(
                        above,
                        Place(agent=agent.id),
                        f"{agent.name} has {loads[agent.id]} {self.of}, the fair share is {share}.",
                    )
