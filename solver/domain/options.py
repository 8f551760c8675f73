"""How long and how a solve may search."""

from pydantic import Field

from solver.domain.document import Document


class SolveOptions(Document):
    """Limits of one solve.

    ``workers`` are threads (None: one per core this process may use). ``deterministic`` searches with one
    worker and counts work instead of time, so that the same input, seed, budget and version give the same
    roster; ``deterministic_budget``, in CP-SAT's deterministic seconds (None: a quarter of ``seconds``), then
    stands in for ``seconds``, so the wall time depends on the machine.
    """

    seconds: float = Field(default=60.0, gt=0, le=86_400)
    seed: int = Field(default=0, ge=0, le=2_147_483_647)
    workers: int | None = Field(default=None, ge=1, le=256)
    deterministic: bool = False
    deterministic_budget: float | None = Field(default=None, gt=0, le=86_400)
