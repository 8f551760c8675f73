"""Fair shares of unpopular work, kept so that a few people's shifts may change without counting all anew."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from solver.domain.days import burdens_of
from solver.domain.people import Agent, Burden
from solver.domain.problem import Problem
from solver.domain.result import Violation
from solver.domain.roster import Assignment
from solver.living.difference import NOTHING, Difference, difference
from solver.rules.fair_burdens import FairBurdens


@dataclass(slots=True)
class _Group:
    """Those who share a kind of burden, with their parts and how much each has."""

    burden: Burden
    people: dict[str, tuple[Agent, int]]
    loads: dict[str, int]
    parts: int
    moved: dict[int, dict[str, tuple[int, int]]] = field(default_factory=dict)

    def share(self, agent_id: str, everything: int) -> int:
        """The agent's fair share of so many, rounded up."""
        return -(-self.people[agent_id][1] * everything // self.parts)

    def moved_by(self, step: int) -> dict[str, tuple[int, int]]:
        """The shares, before and after, of those for whom it matters that there are ``step`` more in all."""
        if step not in self.moved:
            everything = sum(self.loads.values())
            shares = {
                agent_id: (self.share(agent_id, everything), self.share(agent_id, everything + step))
                for agent_id in self.people
            }
            self.moved[step] = {
                agent_id: (was, now)
                for agent_id, (was, now) in shares.items()
                if max(self.loads[agent_id] - was, 0) != max(self.loads[agent_id] - now, 0)
            }
        return self.moved[step]


class Shares:
    """The standing of a rule about fair shares; loads are counted once, when they are first asked for."""

    def __init__(self, problem: Problem, rule: FairBurdens) -> None:
        self._problem = problem
        self._people = {agent.id: agent for agent in problem.agents}
        self._rule = rule
        self._groups: list[_Group] | None = None

    def difference(
        self, shifts: Mapping[str, Sequence[Assignment]], given: Mapping[str, Sequence[Assignment]]
    ) -> Difference:
        """What changes when the agents ``given`` have these shifts instead of those in ``shifts``."""
        people = self._people
        moved = {
            agent_id: counts
            for agent_id, now in given.items()
            if agent_id in people and (counts := _counts(people[agent_id], shifts.get(agent_id, ()), now))
        }
        if not moved:
            return NOTHING
        before: list[Violation] = []
        after: list[Violation] = []
        for group in self._counted(shifts):
            steps = {
                agent_id: counts[group.burden]
                for agent_id, counts in moved.items()
                if agent_id in group.people and counts.get(group.burden)
            }
            for was, now in self._changes(group, steps) if steps else ():
                before += [was] if was is not None else []
                after += [now] if now is not None else []
        return difference([(self._rule, before)], [(self._rule, after)])

    def _counted(self, shifts: Mapping[str, Sequence[Assignment]]) -> list[_Group]:
        if self._groups is None:
            totals = {
                agent_id: _counts(agent, (), shifts.get(agent_id, ()))
                for agent_id, agent in self._people.items()
            }
            self._groups = [
                _Group(
                    burden,
                    {agent.id: (agent, part) for agent, part in sharers},
                    {
                        agent.id: agent.carried.burdens.get(burden, 0) + totals[agent.id].get(burden, 0)
                        for agent, _ in sharers
                    },
                    sum(part for _, part in sharers),
                )
                for burden, sharers in self._rule.sharers(self._problem)
            ]
        return self._groups

    def _changes(
        self, group: _Group, steps: Mapping[str, int]
    ) -> Iterator[tuple[Violation | None, Violation | None]]:
        """Each agent's violation before and after, where it has changed."""
        everything = sum(group.loads.values())
        step = sum(steps.values())
        # While the sum stays the same, so do all shares.
        others = group.moved_by(step) if step else {}
        concerned = {agent_id: shares for agent_id, shares in others.items() if agent_id not in steps}
        concerned |= {
            agent_id: (group.share(agent_id, everything), group.share(agent_id, everything + step))
            for agent_id in steps
        }
        for agent_id, (share, shared) in concerned.items():
            agent, load = group.people[agent_id][0], group.loads[agent_id]
            now = load + steps.get(agent_id, 0)
            if max(load - share, 0) != max(now - shared, 0):
                yield (
                    self._rule.above(agent, group.burden, load, share),
                    self._rule.above(agent, group.burden, now, shared),
                )


def without(shifts: Sequence[Assignment], others: Sequence[Assignment]) -> list[Assignment]:
    """The shifts that are not among the others; one that is there once takes one away."""
    left = list(others)
    found = []
    for shift in shifts:
        if shift in left:
            left.remove(shift)
        else:
            found.append(shift)
    return found


def _counts(agent: Agent, was: Sequence[Assignment], now: Sequence[Assignment]) -> dict[Burden, int]:
    """By how many shifts of each kind the agent's burden grows."""
    counts: dict[Burden, int] = {}
    for shifts, sign in ((without(now, was), 1), (without(was, now), -1)):
        for shift in shifts:
            for burden in burdens_of(agent, shift.start, shift.end):
                counts[burden] = counts.get(burden, 0) + sign
    return {burden: count for burden, count in counts.items() if count}
