"""Unpopular work is shared."""

from collections.abc import Iterator
from math import gcd
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import burdens_of
from solver.domain.people import Agent, Burden
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class FairBurdens(Rule):
    """Nobody has more nights, weekends, holidays or, where named, unpopular starts than their fair share,
    carried history counted. Unpopular are starts before 07:00 and from 20:00 on.

    Among those who share (of a site, or the whole team), a fair share is all shifts of the kind, carried ones
    included, times the agent's part of the contracts' weekly hours, rounded up. Nights are shared by those
    whose contract has night work. The n-th shift above the share counts n, so the worst off come first: an
    agent e shifts above adds e(e+1)/2.
    """

    tier: ClassVar[Tier] = Tier.FAIRNESS
    unit: ClassVar[str] = "unpopular shifts above the fair share, the n-th counted n times"
    sentence: ClassVar[str] = "Nights, weekends and holidays are shared fairly over time."
    dated: ClassVar[bool] = False

    rule: Literal["fair_burdens"] = "fair_burdens"
    weight: Weight = 1
    burdens: tuple[Burden, ...] = Field(
        default=(Burden.NIGHTS, Burden.WEEKENDS, Burden.HOLIDAYS), min_length=1
    )
    within: Literal["site", "team"] = "site"

    def sharers(self, problem: Problem) -> Iterator[tuple[Burden, list[tuple[Agent, int]]]]:
        """Those who share each kind of burden, with their parts (whole numbers without common divisor)."""
        for burden in self.burdens:
            groups: dict[str | None, list[Agent]] = {}
            for agent in self.agents(problem):
                may = burden is not Burden.NIGHTS or agent.contract.night_work
                if may and agent.contract.max_weekly_minutes > 0:
                    groups.setdefault(agent.site if self.within == "site" else None, []).append(agent)
            for people in groups.values():
                whole = gcd(*(agent.contract.max_weekly_minutes for agent in people))
                yield burden, [(agent, agent.contract.max_weekly_minutes // whole) for agent in people]

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for burden, people in self.sharers(model.problem):
            parts = sum(part for _, part in people)
            loads, ends = [], []
            for agent, _ in people:
                unpopular = [
                    shift
                    for shift in model.shifts(agent.id)
                    if burden in burdens_of(agent, shift.start, shift.end)
                ]
                carried = agent.carried.burdens.get(burden, 0)
                ends.append(carried + model.most_of(unpopular))
                loads.append(
                    model.named(model.total(unpopular) + carried, ends[-1], f"{burden} of {agent.id}")
                )
            everything = model.named(model.sum(loads), sum(ends), f"all {burden}")
            for (agent, part), load, end in zip(people, loads, ends, strict=True):
                if end == 0:
                    continue
                most = -(-part * sum(ends) // parts)
                share = model.shares(part * everything, parts, most, f"share of {burden} of {agent.id}")
                above = load - share
                # n·above − n(n−1)/2 for every n: their greatest is above(above+1)/2.
                rows = [step * above - step * (step - 1) // 2 for step in range(1, end + 1)]
                yield model.breach(*rows, place=Place(agent=agent.id), most=end * (end + 1) // 2)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for burden, people in self.sharers(problem):
            loads = {
                agent.id: agent.carried.burdens.get(burden, 0)
                + sum(
                    burden in burdens_of(agent, shift.start, shift.end) for shift in shifts.get(agent.id, ())
                )
                for agent, _ in people
            }
            parts = sum(part for _, part in people)
            for agent, part in people:
                share = -(-part * sum(loads.values()) // parts)
                found = self.above(agent, burden, loads[agent.id], share)
                if found is not None:
                    yield found

    def above(self, agent: Agent, burden: Burden, load: int, share: int) -> Violation | None:
        """What there is to say of so many unpopular shifts, given the agent's fair share of them."""
        above = load - share
        if above <= 0:
            return None
        return self.violation(
            above * (above + 1) // 2,
            Place(agent=agent.id),
            f"{agent.name} has {load} {burden.value} with what was carried, a fair share is {share}.",
        )
