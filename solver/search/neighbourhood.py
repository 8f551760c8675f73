"""Neighbourhoods: which part of a roster is set free to be rebuilt while the rest stays as it is."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from solver.domain.result import Place, Tier
from solver.search.program import Program, Values
from solver.search.reach import Reach

_DAY = 24 * 60
_AGENT_DAYS = 10
_FEW = 8


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
    """Knows where every decision of a program lies, to set some free."""

    def __init__(self, program: Program) -> None:
        model = program.model
        self.program = program
        self.agents = [agent.id for agent in program.problem.agents if model.shifts(agent.id)]
        number = {agent_id: row for row, agent_id in enumerate(self.agents)}
        takes = [
            (model.takes(shift).index, number[shift.agent], model.axis.minute(shift.start))
            for shift in program.shifts
        ]
        self._takes = np.array(takes, dtype=np.int64).reshape(-1, 3)
        breaks = [
            (variable.index, group, point * model.axis.interval_minutes)
            for group, counted in enumerate(model.break_groups)
            for point in counted.starts
            for variable in (counted.starts[point], counted.waiting.get(point))
            if variable is not None
        ]
        self._breaks = np.array(breaks, dtype=np.int64).reshape(-1, 3)
        self._members = [group.agents for group in model.break_groups]
        self._longest = max((shift.minutes for shift in program.shifts), default=0)
        self.minutes = model.axis.intervals * model.axis.interval_minutes
        self._alike = {
            agent.id: frozenset(
                queue.id
                for queue in program.problem.queues
                if queue.can_be_served_by(agent, program.problem.period.first_date)
            )
            for agent in program.problem.agents
        }

    @cached_property
    def _reach(self) -> Reach:
        return Reach(self.program)

    def freed(self, freed: Neighbourhood) -> list[int]:
        """The decision variables that the neighbourhood sets free."""
        chosen = np.array([agent_id in freed.agents for agent_id in self.agents], dtype=bool)
        index, agent, minute = self._takes.T
        takes = index[chosen[agent] & (freed.first <= minute) & (minute < freed.last)]
        like = np.array(
            [freed.breaks_only or bool(members & freed.agents) for members in self._members], dtype=bool
        )
        # A shift that starts late in the span has its breaks after it.
        last = freed.last + (0 if freed.breaks_only else self._longest)
        index, group, minute = self._breaks.T
        breaks = index[like[group] & (freed.first <= minute) & (minute < last)]
        found: list[int] = np.concatenate([takes, breaks]).tolist()
        return found

    def pick(
        self, tier: Tier, values: Values, sizes: Mapping[str, float], rng: random.Random
    ) -> Neighbourhood:
        """A neighbourhood worth trying for the tier; ``sizes`` per kind, 1 is about ten agent-days."""
        kinds = ["week", "days", "trouble", "trouble", "trouble"]
        if tier is Tier.SERVICE:
            kinds.append("breaks")
        kind = rng.choice(kinds)
        size = sizes.get(kind, 1.0)
        if kind == "trouble":
            return self._around_trouble(tier, values, size, rng)
        if kind == "breaks":
            first = rng.randrange(-_DAY // 2, max(1, self.minutes - _DAY // 4))
            return Neighbourhood(kind, frozenset(), first, first + round(_DAY / 2 * size), breaks_only=True)
        days = self.minutes / _DAY if kind == "week" else rng.choice((1.0, 2.0))
        agents = self._like(rng.choice(self.agents), self._count(days, size), rng)
        if kind == "week":
            return Neighbourhood(kind, agents, -_DAY, self.minutes + _DAY)
        first = rng.randrange(-_DAY // 2, max(1, self.minutes - _DAY // 2), 60)
        return Neighbourhood(kind, agents, first, first + round(days * _DAY))

    def _around_trouble(self, tier: Tier, values: Values, size: float, rng: random.Random) -> Neighbourhood:
        """People concerned by a breach of the tier, the worse the likelier, in the hours around it."""
        objective = self.program.objectives[tier]
        excesses = np.maximum(objective.excesses(values), 0)
        if not excesses.any():
            return Neighbourhood("trouble", self._like(self.agents[0], 2, rng), -_DAY, self.minutes + _DAY)
        number = rng.choices(range(len(excesses)), excesses.tolist())[0]
        place = objective.places[number]
        first, last = self._span(place, rng)
        days = max(1.0, (min(last, self.minutes) - max(first, 0)) / _DAY)
        count = self._count(days, size)
        if place.agent in self._alike:
            return Neighbourhood("trouble", self._like(place.agent, count, rng), first, last)
        depends = self._reach.agents(objective.indices[objective.owners == number].tolist())
        if 0 < len(depends) <= _FEW and rng.random() < 0.5:
            # What a handful settle among themselves, leads on duty say, needs their whole weeks.
            return Neighbourhood("few", frozenset(depends), -_DAY, self.minutes + _DAY)
        concerned = depends or self.agents
        agents = rng.sample(concerned, min(max(1, count - count // 4), len(concerned)))
        # A few of the others may have to take over what those leave.
        others = [agent for agent in self.agents if agent not in agents]
        agents += rng.sample(others, min(count - len(agents), len(others)))
        return Neighbourhood("trouble", frozenset(agents), first, last)

    def _span(self, place: Place, rng: random.Random) -> tuple[int, int]:
        """Minutes of the axis around the place: hours before and after an instant, days around a date."""
        before, after = rng.choice(((14, 6), (20, 20), (36, 30)))
        axis = self.program.model.axis
        if place.start is not None:
            minute = axis.minute(place.start)
            return minute - before * 60, minute + after * 60
        if place.date is not None:
            day = (place.date - self.program.problem.period.first_date).days
            return (day - 1) * _DAY, (day + 2) * _DAY
        return -_DAY, self.minutes + _DAY

    def _count(self, days: float, size: float) -> int:
        return max(2, round(_AGENT_DAYS * size / min(max(days, 1.0), 7.0)))

    def _like(self, centre: str, count: int, rng: random.Random) -> frozenset[str]:
        """``centre`` and others, those who can serve the same queues a little more often."""
        own = self._alike[centre]

        def distance(agent: str) -> float:
            other = self._alike[agent]
            shared = len(own & other) / max(1, len(own | other))
            return rng.random() - 0.5 * shared

        ranked = sorted((agent for agent in self.agents if agent != centre), key=distance)
        return frozenset([centre, *ranked[: count - 1]])
