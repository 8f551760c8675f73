"""Solves a problem in a killable child, so that neither its memory nor its time can take the worker along."""

from dataclasses import dataclass
from importlib.metadata import version

from app.fields import Document
from app.jobs.child import Channel
from app.jobs.context import JobContext
from app.jobs.killable import ChildRaisedError, Ending
from app.planning.build_problem import Built
from app.rosters.judge import judged
from app.rosters.problems import ProblemInvalid
from app.rosters.schemas import Judgement, SolveReport
from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.result import Result, Status, Tier, TierResult
from solver.domain.roster import Roster
from solver.rules import RuleSet
from solver.validate import violations_by_rule

FUNCTION = "app.planning.solve_problem:in_child"
MEMORY_CAP_BYTES = 8 * 2**30
"""Of address space, most of which numerical libraries reserve and never touch."""
SECONDS_AROUND = 60.0
"""For building the model before the search and judging the roster after it."""
SECONDS_PER_WORK = 20.0
"""A deterministic solve counts work instead of time; a second of work takes longer on a busy machine."""


class Order(Document):
    """What the child is to solve."""

    problem: Problem
    rule_set: RuleSet
    options: SolveOptions


class Kept(Document):
    """The best roster so far: what remains when the child has to be killed."""

    roster: Roster
    seconds: float
    input_digest: str


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
            deadline_seconds=SECONDS_AROUND
            + options.seconds * (SECONDS_PER_WORK if options.deterministic else 1),
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


def in_child(payload: bytes, channel: Channel) -> bytes:
    """What the child does: solve, telling every better roster and keeping it."""
    from solver.solve import Progress, input_digest, solve  # OR-Tools is loaded in the child only

    order = Order.model_validate_json(payload)
    digest = input_digest(order.problem, order.rule_set, order.options)

    def heard(progress: Progress) -> None:
        value, bound = progress.value, progress.bound
        channel.keep(
            Kept(roster=progress.roster, seconds=progress.seconds, input_digest=digest)
            .model_dump_json()
            .encode()
        )
        channel.progress(
            tier=progress.tier.name.lower(),
            value=value,
            bound=bound,
            gap=(value - bound) / max(value, 1),
            seconds=round(progress.seconds, 1),
        )

    result = solve(
        order.problem, order.rule_set, order.options, on_progress=heard, stop=channel.stop_requested
    )
    return result.model_dump_json().encode()


def _report(order: Order, kept: Kept, judgement: Judgement) -> SolveReport:
    """The report of a roster whose solver could not write one: no tier has a better bound than nothing."""
    values = dict.fromkeys(Tier, 0)
    for rule, violations in violations_by_rule(order.problem, order.rule_set, kept.roster):
        tier, weight = (Tier.REQUIRED, 1) if rule.weight is None else (rule.tier, rule.weight)
        values[tier] += weight * sum(violation.excess for violation in violations)
    return SolveReport(
        status=Status.REQUIRED_RULES_BROKEN if judgement.broken else Status.STOPPED,
        tiers=tuple(
            TierResult(
                tier=tier,
                value=value,
                bound=0,
                gap=value / max(value, 1),
                proved=value == 0,
                unit="excess × weight",
            )
            for tier, value in values.items()
        ),
        seconds=kept.seconds,
        seed=order.options.seed,
        deterministic=order.options.deterministic,
        deterministic_budget=order.options.deterministic_budget,
        solver_version=f"{version('sundial-wfm')} with OR-Tools {version('ortools')}",
        problem_digest=order.problem.digest(),
        input_digest=kept.input_digest,
    )
