"""Neighbourhoods: which part of a roster is set free to be rebuilt while the rest stays as it is."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from solver.domain.result import Place, Tier
from solver.search.placement import MANY
from solver.search.program import Program, Values
from solver.search.reach import Reach

DAY = 24 * 60
FREE = 400
"""Shifts that a neighbourhood of size 1 sets free to be chosen anew."""

_FEW = 8
_HOUR = 60

Spans = tuple[tuple[int, int], ...]
"""Stretches of minutes of the axis, ends excluded."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The agents and the minutes of the axis in which their shifts, and the breaks of their like, are free.

    With ``breaks_only`` every shift stays and all breaks in the minutes are free; with ``placed`` the breaks
    of the agents' shifts have one place each and all others stay.
    """

    kind: str
    agents: frozenset[str]
    spans: Spans
    breaks_only: bool = False
    placed: bool = False


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
        self._break_count = len(breaks)
        self._members = [group.agents for group in model.break_groups]
        # Sessions are chosen anew with the breaks of those who attend them.
        sessions = program.problem.sessions
        place = {session.id: len(self._members) + number for number, session in enumerate(sessions)}
        self._members += [frozenset(session.people) for session in sessions]
        breaks += [
            (variable.index, place[session], model.axis.minute(start))
            for session, start, variable in model.session_choices
        ]
        self._attending = sorted({session for session, _, _ in model.session_choices})
        self._people = {session.id: frozenset(session.people) for session in sessions}
        self._breaks = np.array(breaks, dtype=np.int64).reshape(-1, 3)
        self._longest = max((shift.minutes for shift in program.shifts), default=0)
        self.minutes = model.axis.intervals * model.axis.interval_minutes
        self.whole: Spans = ((-2 * DAY, self.minutes + DAY),)
        days = max(1.0, self.minutes / DAY)
        self._per_agent_day = max(1.0, len(program.shifts) / days / max(1, len(self.agents)))
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

    def kinds(self, tier: Tier) -> list[str]:
        """The kinds of neighbourhood that may help the tier."""
        days = self.minutes / DAY
        found = ["day", "week", "trouble"]
        if days > 1:
            found += ["days", "troubles"]
        if tier is Tier.SERVICE and self._break_count:
            found.append("breaks")
        if self.many_breaks:
            found.append("loose")
        if self._attending:
            found.append("session")
        return found

    @cached_property
    def many_breaks(self) -> bool:
        """Whether setting breaks free together with shifts is mostly about breaks."""
        return self._break_count > MANY * len(self._takes)

    def takes(self, freed: Neighbourhood) -> list[int]:
        """The decisions that the neighbourhood sets free: those that say who takes which shift."""
        chosen = np.array([agent_id in freed.agents for agent_id in self.agents], dtype=bool)
        index, agent, minute = self._takes.T
        found: list[int] = index[chosen[agent] & _within(minute, freed.spans)].tolist()
        return found

    def breaks(self, freed: Neighbourhood) -> list[int]:
        """The decisions that it sets free: those that count breaks, and those about sessions."""
        like = np.array(
            [freed.breaks_only or bool(members & freed.agents) for members in self._members], dtype=bool
        )
        # A shift that starts late in the span has its breaks after it.
        more = 0 if freed.breaks_only else self._longest
        index, group, minute = self._breaks.T
        within = _within(minute, tuple((first, last + more) for first, last in freed.spans))
        found: list[int] = index[like[group] & within].tolist()
        return found

    def pick(self, kind: str, size: float, tier: Tier, values: Values, rng: random.Random) -> Neighbourhood:
        """A neighbourhood of the kind worth trying for the tier; one of size 1 sets FREE shifts free."""
        agent_days = max(2.0, FREE * size / self._per_agent_day)
        match kind:
            case "breaks":
                first = rng.randrange(-DAY // 2, max(1, self.minutes - DAY // 4))
                return Neighbourhood(
                    kind, frozenset(), ((first, first + round(DAY / 2 * size)),), breaks_only=True
                )
            case "week":
                return self._of(kind, self._one(tier, values, rng), self.whole, agent_days, rng)
            case "day":
                wide = max(1.0, agent_days / len(self.agents))
                return self._of(kind, rng.choice(self.agents), (self._days(wide, rng),), agent_days, rng)
            case "days":
                if rng.random() < 0.5:
                    spans: Spans = (self._days(rng.choice((2.0, 3.0)), rng),)
                else:
                    spans = (self._days(1.0, rng), self._days(1.0, rng))
                return self._of(kind, rng.choice(self.agents), spans, agent_days, rng)
            case "troubles":
                objective = self.program.objectives[tier]
                places = [self._worst(objective.excesses(values), objective.places, rng) for _ in range(2)]
                spans = tuple(self._span(place, 14, 6) for place in places if place is not None)
                return self._of(kind, rng.choice(self.agents), spans or self.whole, agent_days, rng)
            case "session":
                people = self._people[rng.choice(self._attending)]
                return Neighbourhood(kind, people, self.whole)
            case "loose":
                return replace(self._around_trouble(kind, tier, values, agent_days, rng), placed=False)
            case _:
                return self._around_trouble(kind, tier, values, agent_days, rng)

    def _of(
        self, kind: str, centre: str, spans: Spans, agent_days: float, rng: random.Random
    ) -> Neighbourhood:
        """``centre`` and as many of their like as may have the spans free together."""
        agents = self._like(centre, self._count(spans, agent_days), rng)
        return Neighbourhood(kind, agents, spans, placed=self.many_breaks)

    def _around_trouble(
        self, kind: str, tier: Tier, values: Values, agent_days: float, rng: random.Random
    ) -> Neighbourhood:
        """People concerned by a breach of the tier, the worse the likelier, in the hours around it."""
        objective = self.program.objectives[tier]
        excesses = np.maximum(objective.excesses(values), 0)
        if not excesses.any():
            return self._of(kind, rng.choice(self.agents), self.whole, agent_days, rng)
        number = rng.choices(range(len(excesses)), excesses.tolist())[0]
        place = objective.places[number]
        spans = (self._span(place, *rng.choice(((14, 6), (20, 20), (36, 30)))),)
        if place.agent in self._alike:
            return self._of(kind, place.agent, spans, agent_days, rng)
        count = self._count(spans, agent_days)
        depends = self._reach.agents(objective.indices[objective.owners == number].tolist())
        if 0 < len(depends) <= _FEW and rng.random() < 0.5:
            # What a handful settle among themselves, leads on duty say, needs their whole weeks.
            return Neighbourhood(kind, frozenset(depends), self.whole, placed=self.many_breaks)
        concerned = depends or self.agents
        agents = rng.sample(concerned, min(max(1, count - count // 4), len(concerned)))
        # A few of the others may have to take over what those leave.
        others = [agent for agent in self.agents if agent not in agents]
        agents += rng.sample(others, min(count - len(agents), len(others)))
        return Neighbourhood(kind, frozenset(agents), spans, placed=self.many_breaks)

    def _one(self, tier: Tier, values: Values, rng: random.Random) -> str:
        """An agent some breach of the tier is about, if there is one, else anybody."""
        objective = self.program.objectives[tier]
        place = self._worst(objective.excesses(values), objective.places, rng)
        if place is not None and place.agent in self._alike and rng.random() < 0.5:
            return place.agent
        return rng.choice(self.agents)

    @staticmethod
    def _worst(
        excesses: npt.NDArray[np.float64], places: Sequence[Place], rng: random.Random
    ) -> Place | None:
        """One of the places, the worse the likelier; None where nothing is amiss."""
        amiss = np.maximum(excesses, 0)
        return rng.choices(places, amiss.tolist())[0] if amiss.any() else None

    def _days(self, wide: float, rng: random.Random) -> tuple[int, int]:
        first = rng.randrange(-DAY // 2, max(1, self.minutes - DAY // 2), _HOUR)
        return first, first + round(wide * DAY)

    def _span(self, place: Place, before: int, after: int) -> tuple[int, int]:
        """Minutes of the axis around the place: hours before and after an instant, days around a date."""
        axis = self.program.model.axis
        if place.start is not None:
            minute = axis.minute(place.start)
            return minute - before * _HOUR, minute + after * _HOUR
        if place.date is not None:
            day = (place.date - self.program.problem.period.first_date).days
            return (day - 1) * DAY, (day + 2) * DAY
        return self.whole[0]

    def _count(self, spans: Spans, agent_days: float) -> int:
        """How many agents have ``agent_days`` in the spans."""
        days = sum(max(0, min(last, self.minutes) - max(first, 0)) for first, last in spans) / DAY
        return max(2, round(agent_days / max(days, 1.0)))

    def _like(self, centre: str, count: int, rng: random.Random) -> frozenset[str]:
        """``centre`` and others, those who can serve the same queues a little more often."""
        own = self._alike[centre]

        def distance(agent: str) -> float:
            other = self._alike[agent]
            shared = len(own & other) / max(1, len(own | other))
            return rng.random() - 0.5 * shared

        ranked = sorted((agent for agent in self.agents if agent != centre), key=distance)
        return frozenset([centre, *ranked[: count - 1]])


def _within(minute: npt.NDArray[np.int64], spans: Spans) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(minute), dtype=bool)
    for first, last in spans:
        found |= (first <= minute) & (minute < last)
    return found
