"""How long and how a solve may search."""

from pydantic import Field

from solver.domain.document import Document
from solver.domain.problem import Problem

MOST_SECONDS = 60.0
"""What a search is given at most when nobody limits it."""

_LEAST_SECONDS, _FEW = 1.6, 10
"""What a week of so few people is given then, so that it is there in two seconds."""


class SolveOptions(Document):
    """Limits of one solve.

    ``seconds`` None leaves the limit to the size of the problem (``seconds_for``). ``workers`` are threads
    (None: one per core this process may use). ``deterministic`` searches with one worker and counts work
    instead of time, so that the same input, seed, budget and version give the same roster;
    ``deterministic_budget``, in CP-SAT's deterministic seconds (None: a quarter of the limit), then stands in
    for the limit, so the wall time depends on the machine.
    """

    seconds: float | None = Field(default=None, gt=0, le=86_400)
    seed: int = Field(default=0, ge=0, le=2_147_483_647)
    workers: int | None = Field(default=None, ge=1, le=256)
    deterministic: bool = False
    deterministic_budget: float | None = Field(default=None, gt=0, le=86_400)

    def seconds_for(self, problem: Problem) -> float:
        """The limit on the wall: the one given, else what the problem is worth.

        That grows with the square of the weeks of people to plan: what is gained by more time comes later
        the more there are, and nobody waits a minute for a team of ten.
        """
        if self.seconds is not None:
            return self.seconds
        weeks = len(problem.agents) * problem.period.days / 7
        return min(MOST_SECONDS, _LEAST_SECONDS * max(1.0, weeks / _FEW) ** 2)
