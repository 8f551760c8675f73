"""Compares ways of rostering in one job: one requirement, one problem, every option solved and kept."""

import time
from dataclasses import dataclass
from functools import partial

from pydantic import TypeAdapter

from app.comparisons.schemas import ComparedOption, ComparisonBody, ComparisonDocument
from app.comparisons.service import keep
from app.comparisons.tables import Comparison
from app.database import TenantSession
from app.fields import Document
from app.jobs.child import Channel
from app.jobs.context import JobContext
from app.planning.build_problem import Built, build_problem, period_of
from app.planning.solve_problem import (
    MEMORY_CAP_BYTES,
    PATIENCE_SECONDS,
    SECONDS_PER_WORK,
    Solved,
    solve_problem,
)
from app.planning.staff_requirements import chosen_requirement, ensure_requirement
from app.planning.subject import subject_of
from app.requirements.tables import Requirement
from app.rosters.service import Made, draft_of
from solver.comparing import FairnessPoint, HiresNeeded
from solver.domain.options import SolveOptions
from solver.domain.problem import Problem
from solver.domain.roster import Roster
from solver.rules import RuleSet

HIRES = "app.planning.compare_rosters:hires_in_child"
FAIRNESS = "app.planning.compare_rosters:fairness_in_child"
HIRES_SECONDS = 240.0
"""For trying hires on all rosters; what was tried by then is told."""


class Gappy(Document):
    """A roster whose gaps hires are to close, with its rules."""

    rule_set: RuleSet
    roster: Roster


class HiresOrder(Document):
    """Rosters of one problem."""

    problem: Problem
    options: tuple[Gappy, ...]


class FairnessOrder(Document):
    """The option whose price of fairness is asked for, with the roster it has."""

    problem: Problem
    rule_set: RuleSet
    roster: Roster
    options: SolveOptions
    levels: tuple[int | None, ...]


_HIRES = TypeAdapter(tuple[HiresNeeded, ...])
_POINTS = TypeAdapter(tuple[FairnessPoint, ...])


@dataclass(frozen=True, slots=True)
class _Solved:
    name: str
    built: Built
    solved: Solved


def compare_rosters(context: JobContext) -> None:
    """The job of a comparison that was asked for: its subject. Stopped, it has no result."""
    with context.session() as session:
        comparison = subject_of(context, session, Comparison)
    asked = comparison.asked
    requirement = _requirement(context, comparison)
    found: list[_Solved] = []
    for option, body in zip(asked.options, asked.rosters(), strict=True):
        if context.stop_requested():
            context.finish(stopped=True)
            return
        context.progress(option=option.called, solved=len(found), options=len(asked.options))
        with context.session() as session:
            row = draft_of(session, body, comparison.queue_ids, comparison.job_id)
            built = build_problem(session, row, requirement)
        found.append(_Solved(option.called, built, solve_problem(context, built, body.options)))
    document = _document(context, asked, found)
    made = [
        Made(
            problem=each.built.problem,
            rule_set=each.built.rule_set,
            roster=each.solved.roster,
            report=each.solved.report,
            judgement=each.solved.judgement,
            requirement_id=requirement.id,
            warnings=(*each.built.warnings, *each.solved.warnings),
        )
        for each in found
    ]

    def write(session: TenantSession) -> str:
        keep(session, subject_of(context, session, Comparison), document, made)
        return f"/v1/comparisons/{comparison.id}"

    context.finish(write, stopped=any(each.solved.stopped for each in found))


def hires_in_child(payload: bytes, channel: Channel) -> bytes:
    """What the child does: tries hires on a roster."""
    from solver.compare import hires_needed  # OR-Tools is loaded in the child only

    order = HiresOrder.model_validate_json(payload)
    share = HIRES_SECONDS / len(order.options)
    begun = time.monotonic()
    found = tuple(
        hires_needed(
            order.problem,
            each.rule_set,
            each.roster,
            stop=partial(_is_over, channel, begun + number * share),
        )
        for number, each in enumerate(order.options, 1)
    )
    return _HIRES.dump_json(found)


def _is_over(channel: Channel, until: float) -> bool:
    """Whether the best so far is wanted, or the time is up."""
    return channel.stop_requested() or time.monotonic() > until


def fairness_in_child(payload: bytes, channel: Channel) -> bytes:
    """What the child does: one solve for each limit of unfairness."""
    from solver.compare import price_of_fairness  # OR-Tools is loaded in the child only

    order = FairnessOrder.model_validate_json(payload)
    points = price_of_fairness(
        order.problem,
        order.rule_set,
        order.options,
        order.levels,
        stop=channel.stop_requested,
        near=order.roster,
    )
    return _POINTS.dump_json(points)


def _requirement(context: JobContext, comparison: Comparison) -> Requirement:
    """One requirement for all options."""
    asked = comparison.asked
    with context.session() as session:
        row = draft_of(session, asked.rosters()[0], comparison.queue_ids, comparison.job_id)
        period = period_of(row)
    if asked.requirement_id is not None:
        return chosen_requirement(context, asked.requirement_id, start=period.start, end=period.end)
    return ensure_requirement(
        context,
        queue_ids=comparison.queue_ids,
        start=period.start,
        end=period.end,
        basis=asked.basis,
    )


def _document(context: JobContext, asked: ComparisonBody, found: list[_Solved]) -> ComparisonDocument:
    digests = {each.solved.report.problem_digest for each in found}
    first = found[0].built.problem
    return ComparisonDocument(
        problem_digest=found[0].solved.report.problem_digest,
        same_problem=len(digests) == 1 and all(each.built.problem == first for each in found),
        options=tuple(
            _compared(asked, each, hires)
            for each, hires in zip(found, _hires(context, asked, found), strict=True)
        ),
        fairness=_fairness(context, asked, found),
        agents={agent.id: agent.name for agent in first.agents},
    )


def _compared(asked: ComparisonBody, each: _Solved, hires: HiresNeeded | None) -> ComparedOption:
    option = next(option for option in asked.options if option.called == each.name)
    measures = each.solved.judgement.measures
    return ComparedOption(
        name=each.name,
        coverage_model=option.coverage_model,
        rule_set=each.built.rule_set.name,
        required_violations=each.solved.judgement.broken,
        report=each.solved.report,
        measures=measures,
        night_hours={
            agent.agent: agent.local_night_hours for agent in measures.agents if agent.local_night_hours
        },
        hires=hires,
        warnings=(*each.built.warnings, *each.solved.warnings),
    )


def _hires(
    context: JobContext, asked: ComparisonBody, found: list[_Solved]
) -> tuple[HiresNeeded | None, ...]:
    """What each option lacks; None for each where nobody asked."""
    if not asked.hires:
        return (None,) * len(found)
    context.progress(phase="hires")
    order = HiresOrder(
        problem=found[0].built.problem,
        options=tuple(Gappy(rule_set=each.built.rule_set, roster=each.solved.roster) for each in found),
    )
    child = context.run_in_child(
        HIRES,
        order.model_dump_json().encode(),
        deadline_seconds=3 * HIRES_SECONDS,
        memory_cap_bytes=MEMORY_CAP_BYTES,
    )
    return _HIRES.validate_json(child.payload)


def _fairness(context: JobContext, asked: ComparisonBody, found: list[_Solved]) -> tuple[FairnessPoint, ...]:
    if asked.fairness is None:
        return ()
    context.progress(phase="price of fairness")
    option = next(each for each in found if each.name == asked.fairness.option)
    options = asked.rosters()[0].options
    order = FairnessOrder(
        problem=option.built.problem,
        rule_set=option.built.rule_set,
        roster=option.solved.roster,
        options=options,
        levels=asked.fairness.most_above,
    )
    each_takes = PATIENCE_SECONDS + options.seconds_for(option.built.problem) * (
        SECONDS_PER_WORK if options.deterministic else 1
    )
    child = context.run_in_child(
        FAIRNESS,
        order.model_dump_json().encode(),
        deadline_seconds=each_takes * len(asked.fairness.most_above),
        memory_cap_bytes=MEMORY_CAP_BYTES,
    )
    return _POINTS.validate_json(child.payload)
