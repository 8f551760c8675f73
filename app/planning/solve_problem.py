"""Solves a problem in a killable child, so that neither its memory nor its time can take the worker along."""

from dataclasses import dataclass
from importlib.metadata import version

from app.jobs.context import JobContext
from app.jobs.killable import ChildRaisedError, Ending
from app.planning.build_problem import Built
from app.planning.solve_order import Kept, Order
from app.rosters.judge import judged
from app.rosters.problems import ProblemInvalid
from app.rosters.schemas import Judgement, SolveReport
from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Result, Status, Tier, TierResult
from solver.domain.roster import Roster
from solver.validate import values_by_tier, violations_by_rule

FUNCTION = "app.planning.solve_child:in_child"
MEMORY_CAP_BYTES = 8 * 2**30
"""Of address space, most of which numerical libraries reserve and never touch."""
PATIENCE_SECONDS = 60.0
"""How long beyond its deadline a solve that has no roster at all yet may go on."""
SECONDS_PER_WORK = 20.0
"""A deterministic solve counts work instead of time; a second of work takes longer on a busy machine."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A roster with the solver's report and our own judgement; ``stopped``: less than was asked for."""

    roster: Roster
    report: SolveReport
    judgement: Judgement
    warnings: tuple[str, ...]
    stopped: bool


def solve_problem(context: JobContext, built: Built, options: SolveOptions) -> Solved:
    """The best roster found within the limits; a job that is told to stop keeps the best so far.

    Raises ProblemInvalid for a problem beyond the solver's limits, and what ``JobContext.run_in_child`` does.
    """
    context.progress(phase="solve")
    order = Order(problem=built.problem, rule_set=built.rule_set, options=options)
    try:
        child = context.run_in_child(
            FUNCTION,
            order.model_dump_json().encode(),
            deadline_seconds=_deadline(options, built.problem),
            patience_seconds=PATIENCE_SECONDS,
            memory_cap_bytes=MEMORY_CAP_BYTES,
        )
    except ChildRaisedError as error:
        if error.kind == "ProblemTooLargeError":
            raise ProblemInvalid(error.message) from error
        raise
    context.progress(phase="validate")
    if child.ending is Ending.COMPLETE:
        result = Result.model_validate_json(child.payload)
        judgement = judged(built.problem, built.rule_set, result.roster.assignments)
        return Solved(result.roster, SolveReport.of(result), judgement, result.warnings, child.stop_requested)
    kept = Kept.model_validate_json(child.payload)
    judgement = judged(built.problem, built.rule_set, kept.roster.assignments)
    warning = f"The solver was ended early ({child.ending}): this is the best roster it had found by then."
    return Solved(kept.roster, _report(order, kept, judgement), judgement, (warning,), stopped=True)


def _deadline(options: SolveOptions, problem: Problem) -> float:
    seconds = options.seconds_for(problem)
    if not options.deterministic:
        return seconds
    return PATIENCE_SECONDS + SECONDS_PER_WORK * (options.deterministic_budget or seconds)


def _report(order: Order, kept: Kept, judgement: Judgement) -> SolveReport:
    """The report of a roster whose solver could not write one: no tier has a better bound than nothing."""
    values = dict.fromkeys(Tier, 0)
    values.update(values_by_tier(violations_by_rule(order.problem, order.rule_set, kept.roster)))
    return SolveReport(
        status=Status.REQUIRED_RULES_BROKEN if judgement.broken else Status.STOPPED,
        tiers=tuple(TierResult.unproved(tier, value, "excess × weight") for tier, value in values.items()),
        seconds=kept.seconds,
        seed=order.options.seed,
        deterministic=order.options.deterministic,
        deterministic_budget=order.options.deterministic_budget,
        solver_version=f"{version('sundial-wfm')} with OR-Tools {version('ortools')}",
        problem_digest=order.problem.digest(),
        input_digest=kept.input_digest,
    )
