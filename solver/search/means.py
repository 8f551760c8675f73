"""What a search works with."""

from collections.abc import Callable
from dataclasses import dataclass

from solver.domain.result import Tier
from solver.domain.roster import Roster
from solver.search.ask import Stop
from solver.search.budget import Budget

Heard = Callable[[Tier, int, int, Callable[[], Roster]], None]
"""Told of a better roster: the tier being improved, its value, the bound proved so far, and how to read the
roster off.
"""


@dataclass(frozen=True, slots=True)
class Means:
    """Time or work, threads and seed, who may end it, and who hears of better rosters (None: nobody)."""

    budget: Budget
    workers: int
    seed: int
    stop: Stop
    heard: Heard | None
