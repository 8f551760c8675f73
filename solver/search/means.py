"""What a search works with."""

from collections.abc import Callable
from dataclasses import dataclass

from solver.domain.result import Tier
from solver.search.ask import Stop
from solver.search.budget import Budget
from solver.search.program import Program, Values

Heard = Callable[[Program, Tier, int, int, Values], None]


@dataclass(frozen=True, slots=True)
class Means:
    """Time or work, threads and seed, who may end it, and who hears of better rosters."""

    budget: Budget
    workers: int
    seed: int
    stop: Stop
    heard: Heard
