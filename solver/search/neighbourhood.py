"""Neighbourhoods: which part of a roster is set free to be rebuilt while the rest stays as it is."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from solver.domain.coverage import coverage_of, priority_order
from solver.domain.result import Tier
from solver.search.program import Program, Values

_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The agents and the minutes of the axis in which their shifts, and the breaks of their like, are free.

    With ``breaks_only`` every shift stays and all breaks in the minutes are free.
    """

    kind: str
    agents: frozenset[str]
    first: int
    last: int
    breaks_only: bool = False


class Surroundings:
    """Knows where every decision of a program lies, to free some and hold the rest."""

    def __init__(self, program: Program) -> None:
        model = program.model
        self._program = program
        self._takes = [
            (model.takes(shift).index, agent.id, model.axis.minute(shift.start))
            for agent in program.problem.agents
            for shift in model.shifts(agent.id)
        ]
        self._breaks = [
            (variable.index, agents, point * model.axis.interval_minutes)
            for group in model.break_groups
            for agents in [group.agents]
            for point in group.starts
            for variable in (group.starts[point], *([group.waiting[point]] if point in group.waiting else []))
        ]
        self.agents = sorted({agent_id for _, agent_id, _ in self._takes})
        self.minutes = model.axis.intervals * model.axis.interval_minutes
        self._alike = {
            agent.id: frozenset(
                queue.id
                for queue in program.problem.queues
                if queue.can_be_served_by(agent, program.problem.period.first_date)
            )
            for agent in program.problem.agents
        }

    def held(self, freed: Neighbourhood) -> list[int]:
        """The decision variables that stay as they are."""
        held = [
            index
            for index, agent_id, minute in self._takes
            if freed.breaks_only or agent_id not in freed.agents or not freed.first <= minute < freed.last
        ]
        # A shift that starts in the span has its last break up to a day later.
        held += [
            index
            for index, agents, minute in self._breaks
            if not freed.first <= minute < freed.last + (0 if freed.breaks_only else _DAY)
            or (not freed.breaks_only and not agents & freed.agents)
        ]
        return held

    def pick(
        self, tier: Tier, values: Values, sizes: Mapping[str, float], rng: random.Random
    ) -> Neighbourhood:
        """A neighbourhood worth trying for the tier; ``sizes`` per kind, 1 is about thirty agent-days."""
        kinds = ["week", "days", "days"]
        if tier in (Tier.MUST_HAVE, Tier.SERVICE, Tier.REQUIRED):
            kinds = ["week", "days", "hole", "hole", "hole", "breaks"]
        kind = rng.choice(kinds)
        size = sizes.get(kind, 1.0)
        if kind == "hole":
            return self._around_hole(values, size, rng)
        if kind == "breaks":
            first = rng.randrange(-_DAY // 2, max(1, self.minutes - _DAY // 4))
            return Neighbourhood(kind, frozenset(), first, first + round(_DAY * 0.6 * size), breaks_only=True)
        days = self.minutes / _DAY if kind == "week" else rng.choice((1.0, 2.0))
        count = max(2, round(30 * size / max(1.0, min(days, 7.0))))
        centre = rng.choice(self.agents)
        agents = self._like(centre, self.agents, count, rng)
        if kind == "week":
            return Neighbourhood(kind, agents, -_DAY, self.minutes + _DAY)
        first = rng.randrange(-_DAY // 2, max(1, self.minutes - _DAY // 2), 60)
        return Neighbourhood(kind, agents, first, first + round(days * _DAY))

    def _around_hole(self, values: Values, size: float, rng: random.Random) -> Neighbourhood:
        """People who could serve where something is missing, in the day around it."""
        problem = self._program.problem
        coverage = coverage_of(problem, self._program.roster(values))
        missing = coverage.short + 100 * coverage.short_of_minimum
        holes: list[tuple[int, int]] = []
        weights: list[int] = []
        for row in priority_order(problem):
            for interval in missing[row].nonzero()[0].tolist():
                holes.append((row, interval))
                weights.append(int(missing[row, interval]) * problem.queues[row].priority)
        if not holes:
            return Neighbourhood("hole", self._like(self.agents[0], self.agents, 4, rng), 0, self.minutes)
        row, interval = rng.choices(holes, weights)[0]
        able = [agent for agent in self.agents if problem.queues[row].id in self._alike[agent]]
        minute = interval * self._program.model.axis.interval_minutes
        before, after = rng.choice(((14, 6), (20, 20), (36, 30)))
        days = (before + after) / 24
        count = max(3, round(30 * size / max(1.0, days)))
        agents = frozenset(rng.sample(able, min(count, len(able))))
        if not agents:
            agents = self._like(rng.choice(self.agents), self.agents, count, rng)
        return Neighbourhood("hole", agents, minute - before * 60, minute + after * 60)

    def _like(self, centre: str, among: Sequence[str], count: int, rng: random.Random) -> frozenset[str]:
        """``centre`` and others, those who can serve the same queues a little more often."""
        own = self._alike[centre]

        def distance(agent: str) -> float:
            other = self._alike[agent]
            shared = len(own & other) / max(1, len(own | other))
            return rng.random() - 0.5 * shared

        ranked = sorted((agent for agent in among if agent != centre), key=distance)
        return frozenset([centre, *ranked[: count - 1]])
