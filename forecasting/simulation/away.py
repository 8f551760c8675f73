"""Shrinkage in a simulation: of those who do the same work some are away by turns, drawn anew each time."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from forecasting.simulation.request import SimulationRequest

AWAY_SECONDS = 7200.0
"""How long somebody is away at a time: long beside a contact, since whoever leaves ends the one in hand."""
TURNS_STREAM = 1 << 20
"""Number of the random stream, far from those of the queues."""

Stretches = list[tuple[float, float]]
"""Half-open stretches in seconds from the first start, in order and apart from each other."""
_Part = tuple[int, Stretches, float]


@dataclass(frozen=True, slots=True)
class Turns:
    """Time on duty by agent, and cut into blocks of AWAY_SECONDS: who is there, when, and for how long."""

    duty: tuple[Stretches, ...]
    shares: tuple[float, ...]
    groups: tuple[frozenset[str], ...]
    blocks: tuple[tuple[_Part, ...], ...]

    @property
    def taken(self) -> bool:
        """Whether anybody is ever away."""
        return any(self.shares)

    def of(self, seed: int, replication: int) -> tuple[Stretches, ...]:
        """Time on duty by agent without what is lost in this replication.

        What a group (agents who serve the same queues) owes of a block is its shrinkage × the time on duty;
        whole agents pay it, in random order, and what is over or short is carried to the next block. It
        begins at a random balance, so that every block loses its share on average over the replications, and
        no replication strays from it by more than an agent.
        """
        random = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(replication, TURNS_STREAM)))
        owed: defaultdict[frozenset[str], float] = defaultdict(
            lambda: random.uniform(-0.5, 0.5) * AWAY_SECONDS
        )
        kept: list[Stretches] = [[] for _ in self.duty]
        for block in self.blocks:
            for place in random.permutation(len(block)).tolist():
                agent, parts, seconds = block[place]
                group = self.groups[agent]
                owed[group] += self.shares[agent] * seconds
                if self.shares[agent] > 0.0 and owed[group] >= seconds / 2:
                    owed[group] -= seconds
                else:
                    kept[agent] += parts
        return tuple(_joined(stretches) for stretches in kept)


def turns_of(request: SimulationRequest) -> Turns:
    """The request's time on duty, ready for the turns of any replication."""
    first = request.starts[0]
    duty: tuple[Stretches, ...] = tuple(
        [((each.start - first).total_seconds(), (each.end - first).total_seconds()) for each in agent.on_duty]
        for agent in request.agents
    )
    blocks: defaultdict[int, dict[int, Stretches]] = defaultdict(dict)
    for agent, stretches in enumerate(duty):
        for since, until in stretches:
            for number in range(int(since // AWAY_SECONDS), int(-(-until // AWAY_SECONDS))):
                edges = max(since, number * AWAY_SECONDS), min(until, (number + 1) * AWAY_SECONDS)
                blocks[number].setdefault(agent, []).append(edges)
    return Turns(
        duty=duty,
        shares=tuple(agent.shrinkage for agent in request.agents),
        groups=tuple(frozenset(skill.queue for skill in agent.skills) for agent in request.agents),
        blocks=tuple(
            tuple(
                (agent, parts, sum(until - since for since, until in parts))
                for agent, parts in sorted(blocks[number].items())
            )
            for number in sorted(blocks)
        ),
    )


def _joined(stretches: Stretches) -> Stretches:
    """Stretches in order, those that touch made one."""
    found: Stretches = []
    for since, until in stretches:
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], until)
        else:
            found.append((since, until))
    return found
