"""What is told of a draft that no solve made: its prices as they are, and no proof of its own."""

from collections.abc import Mapping

from app.rosters.schemas import SolveReport
from solver.domain.problem import Problem
from solver.domain.result import Status, Tier, TierResult


def unproved_report(
    known: SolveReport, problem: Problem, prices: Mapping[Tier, float], *, broken: bool, seconds: float
) -> SolveReport:
    """The report of a draft by its tiers' prices; seed and version are those ``known`` of its parent."""
    return SolveReport(
        status=Status.REQUIRED_RULES_BROKEN if broken else Status.FEASIBLE,
        tiers=tuple(TierResult.unproved(tier, price, "priced excess") for tier, price in prices.items()),
        seconds=seconds,
        seed=known.seed,
        deterministic=False,
        deterministic_budget=None,
        solver_version=known.solver_version,
        problem_digest=problem.digest(),
        input_digest=problem.digest(),
    )
