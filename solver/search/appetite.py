"""Which kinds of neighbourhood pay, and how much each may set free: learned while the search goes on."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

_START = 1.0
_SMALLEST, _LARGEST = 0.2, 12.0
_GROWS, _SHRINKS = 1.25, 0.8
_MEMORY = 0.75
"""What the past weighs against the latest try."""

_CURIOSITY = 0.12
"""The share of the best kind's reward that every kind is credited with: what pays changes as a roster gets
better.
"""

_LEAST_WORK = 0.05


@dataclass(slots=True)
class _Kind:
    size: float = _START
    reward: float | None = None


class Appetite:
    """The kinds of neighbourhood of one tier: chosen by gain per work, sized so that most close in time."""

    def __init__(self, kinds: Iterable[str]) -> None:
        self._kinds = {kind: _Kind() for kind in kinds}

    def choose(self, rng: random.Random) -> tuple[str, float]:
        """A kind and its size; those never tried come first, then the likelier the more they paid of late."""
        untried = [kind for kind, known in self._kinds.items() if known.reward is None]
        if untried:
            kind = rng.choice(untried)
        else:
            rewards = [known.reward or 0.0 for known in self._kinds.values()]
            floor = max(_CURIOSITY * max(rewards), 1e-9)
            kind = rng.choices(list(self._kinds), [reward + floor for reward in rewards])[0]
        return kind, self._kinds[kind].size

    def learn(self, kind: str, *, gain: float, work: float, settled: bool) -> None:
        """One try of the kind: what it gained for which work, and whether it was searched to its end.

        Neighbourhoods that close at once are too small, those that never close too large.
        """
        known = self._kinds[kind]
        reward = gain / max(work, _LEAST_WORK)
        known.reward = reward if known.reward is None else _MEMORY * known.reward + (1 - _MEMORY) * reward
        known.size = min(max(known.size * (_GROWS if settled else _SHRINKS), _SMALLEST), _LARGEST)
