"""Closes the loop: simulates a roster, corrects its requirement, solves anew, keeps the best round."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from app.database import TenantSession
from app.jobs.context import JobContext
from app.jobs.killable import ChildStoppedError
from app.loops.schemas import Ending, LoopDocument, LoopRound, QueueRound
from app.loops.service import LOOPS, Better, keep
from app.loops.tables import Loop
from app.planning.asked_roster import asked_of
from app.planning.build_problem import Built, with_due_work
from app.planning.read_work import requirement_on
from app.planning.simulate_roster import Stage, simulated, stage_of
from app.planning.solve_problem import solve_problem
from app.planning.subject import subject_of
from app.requirements.schemas import CorrectedBy
from app.rosters.schemas import Judgement, SolveReport
from app.rosters.service import Made
from app.simulations.schemas import SimulatedWork, SimulationDocument
from forecasting.simulation.closing import Correction, TriedRequirement, correct_requirements
from forecasting.simulation.result import SimulatedService
from forecasting.staffing.corrected import corrected_requirement
from forecasting.staffing.requirement import Requirement as RequirementDocument
from forecasting.staffing.requirement import ResponseGoal, ServiceGoal, ServiceLevelGoal
from solver.domain.coverage import TENTHS, Coverage, coverage_of
from solver.domain.problem import Problem
from solver.domain.roster import Roster as Assignments
from solver.domain.time import MINUTE, TimeAxis
from solver.domain.work import Requirement
from solver.rules import RuleSet

Documents = Mapping[uuid.UUID, RequirementDocument]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A roster of one round, and what it was solved for."""

    problem: Problem
    roster: Assignments
    report: SolveReport
    judgement: Judgement
    warnings: tuple[str, ...]
    documents: Documents


@dataclass(frozen=True, slots=True)
class Round:
    """A candidate that was simulated, and what is told of it."""

    candidate: Candidate
    simulation: SimulationDocument
    told: LoopRound


def close_the_loop(context: JobContext) -> None:
    """The job of a loop that was asked for: its subject."""
    with context.session() as session:
        asked = asked_of(context, session, LOOPS)
        loop, document, stage = asked.question, asked.document, stage_of(session, asked)
        first = Candidate(
            stage.problem,
            asked.shifts,
            document.report,
            document.judgement,
            stage.roster.warnings,
            {queue_id: work.requirement for queue_id, work in stage.works.items()},
        )
    rounds, ending = _rounds(context, loop, stage, document.rule_set, first)
    told = tuple(each.told for each in rounds)
    best = min(range(len(told)), key=lambda number: _worth(told[number]))
    log = LoopDocument(
        ending=ending,
        reason=reason_of(ending, told[-1]),
        best=best,
        rounds=told,
        warnings=tuple(_left_alone(told[0])),
    )
    better = None
    if best > 0:
        better = _better(stage, document.rule_set, rounds[best], loop)

    def write(session: TenantSession) -> str:
        return keep(session, subject_of(context, session, Loop), log, rounds[0].simulation, better)

    context.finish(write, stopped=ending is Ending.STOPPED)


def corrections_of(
    problem: Problem, coverage: Coverage, document: SimulationDocument
) -> dict[uuid.UUID, Correction]:
    """What to require next of every queue whose goal has a service level."""
    required = {requirement.queue: requirement for requirement in problem.requirements}
    waits = problem.due_queues
    tried = {
        work.queue_id: TriedRequirement(
            service=document.result.of(work.queue),
            goal=work.goal,
            required=required[str(work.queue_id)].agents,
            # Due work is done when there is time for it, so that nobody is missing in an interval.
            scheduled=required[str(work.queue_id)].agents
            if str(work.queue_id) in waits
            else tuple((coverage.covered[coverage.row(str(work.queue_id))] / TENTHS).tolist()),
            minimum=_minimum(required[str(work.queue_id)]),
            response_intervals=_response_intervals(work.goal, problem.interval_minutes),
        )
        for work in document.queues
        if str(work.queue_id) in required and isinstance(work.goal, ServiceLevelGoal | ResponseGoal)
    }
    found = correct_requirements(tuple(tried.values()), document.result.confidence)
    return dict(zip(tried, found, strict=True))


def _minimum(requirement: Requirement) -> tuple[float, ...] | None:
    return None if requirement.minimum is None else tuple(float(agents) for agents in requirement.minimum)


def _response_intervals(goal: ServiceGoal, minutes: int) -> int:
    within = goal.within_open_seconds if isinstance(goal, ResponseGoal) else 0.0
    return max(1, int(within // (60 * minutes)))


def corrected_documents(
    axis: TimeAxis, documents: Documents, corrections: Mapping[uuid.UUID, Correction], reason: str
) -> Documents:
    """``documents`` with the corrections of the roster's intervals; the rest of each is as it was.

    An interval of a document takes the greatest of those intervals of the roster that it meets.
    """
    return {
        queue_id: _with(axis, document, corrections[queue_id], reason)
        if queue_id in corrections and corrections[queue_id].changes
        else document
        for queue_id, document in documents.items()
    }


def _with(
    axis: TimeAxis, document: RequirementDocument, correction: Correction, reason: str
) -> RequirementDocument:
    agents, changed = list(document.agents), {change.interval for change in correction.changes}
    for row, start in enumerate(document.starts):
        touched = axis.touched(start, start + document.interval_minutes * MINUTE)
        if changed.intersection(touched):
            agents[row] = max(correction.required[interval] for interval in touched)
    return corrected_requirement(document, agents, reason)


def corrected(problem: Problem, documents: Documents, previous: Assignments) -> Problem:
    """The problem with the requirements of ``documents``, to be solved close to ``previous``."""
    ids = {requirement.queue: uuid.UUID(requirement.queue) for requirement in problem.requirements}
    requirements = tuple(
        requirement_on(problem.axis, ids[each.queue], documents[ids[each.queue]])
        if ids[each.queue] in documents
        else each
        for each in problem.requirements
    )
    anew = problem.model_copy(update={"requirements": requirements, "previous": previous.assignments})
    return with_due_work(anew, documents) if problem.due_work else anew


def ending_of(corrections: Mapping[uuid.UUID, Correction]) -> Ending | None:
    """Why another round is of no use; None when it may be of some."""
    if all(each.holds for each in corrections.values()):
        return Ending.GOALS_HOLD
    # Slack that is given back frees agents, so only a round without any correction is the last.
    if not any(each.changes for each in corrections.values()):
        return Ending.NO_AGENT_HOURS
    return None


def reason_of(ending: Ending, last: LoopRound) -> str:
    """The ending as a sentence."""
    found = [each.correction for each in last.queues if each.correction is not None]
    told = [each.reason for each in found if not each.holds]
    match ending:
        case Ending.GOALS_HOLD:
            return "Every queue holds its goal in every interval, within the confidence interval."
        case Ending.NO_AGENT_HOURS:
            return f"No agent-hours are left: {'; '.join(told)}."
        case Ending.ROUNDS_SPENT:
            return f"The last of the rounds asked for was made: {'; '.join(told)}."
        case Ending.STOPPED:
            return "The job was told to stop."


def _rounds(
    context: JobContext, loop: Loop, stage: Stage, rule_set: RuleSet, first: Candidate
) -> tuple[list[Round], Ending]:
    """Every round that was simulated, and why there is no further one.

    Raises ChildStoppedError when not even the first was simulated.
    """
    candidate, rounds = first, list[Round]()
    seconds = loop.asked.seconds or stage.roster.asked.seconds
    options = stage.roster.asked.options.model_copy(update={"seconds": seconds})
    while True:
        context.progress(round=len(rounds), rounds=loop.asked.rounds)
        try:
            document = simulated(
                context,
                stage,
                candidate.problem,
                candidate.roster.assignments,
                replications=loop.asked.replications,
                seed=loop.asked.seed,
            )
        except ChildStoppedError:
            if rounds:
                return rounds, Ending.STOPPED
            raise
        coverage = coverage_of(candidate.problem, candidate.roster)
        corrections = corrections_of(candidate.problem, coverage, document)
        told = _round(len(rounds), candidate, document, corrections)
        rounds.append(Round(candidate, document, told))
        ending = ending_of(corrections)
        if ending is None and len(rounds) > loop.asked.rounds:
            ending = Ending.ROUNDS_SPENT
        if ending is None and context.stop_requested():
            ending = Ending.STOPPED
        if ending is not None:
            return rounds, ending
        reason = f"corrected by the simulation of round {len(rounds) - 1} of {LOOPS.address(loop.id)}"
        documents = corrected_documents(candidate.problem.axis, candidate.documents, corrections, reason)
        problem = corrected(candidate.problem, documents, candidate.roster)
        solved = solve_problem(context, Built(problem, rule_set, ()), options)
        if context.stop_requested():
            return rounds, Ending.STOPPED
        candidate = Candidate(
            problem, solved.roster, solved.report, solved.judgement, solved.warnings, documents
        )


def _round(
    number: int,
    candidate: Candidate,
    document: SimulationDocument,
    corrections: Mapping[uuid.UUID, Correction],
) -> LoopRound:
    hours = candidate.problem.interval_minutes / 60
    required = {each.queue: sum(each.agents) * hours for each in candidate.problem.requirements}
    queues = tuple(
        _queue_round(
            work,
            document.result.of(work.queue),
            corrections.get(work.queue_id),
            required.get(str(work.queue_id), 0.0),
        )
        for work in document.queues
    )
    measures = candidate.judgement.measures
    return LoopRound(
        number=number,
        status=candidate.report.status,
        required_violations=candidate.judgement.broken,
        paid_hours=measures.paid_hours,
        coverage=measures.coverage,
        digest=document.digest,
        missed_contacts=sum(queue.missed_contacts for queue in queues),
        queues=queues,
    )


def _queue_round(
    work: SimulatedWork, service: SimulatedService, correction: Correction | None, hours: float
) -> QueueRound:
    return QueueRound(
        queue_id=work.queue_id,
        queue=work.queue,
        goal=work.goal,
        required_hours=hours,
        service_level=service.total.service_level,
        goal_met=service.total.goal_met,
        missed_contacts=0.0 if correction is None else missed_contacts(service, work.goal, correction),
        correction=correction,
    )


def missed_contacts(service: SimulatedService, goal: ServiceGoal, correction: Correction) -> float:
    """Expected contacts by which the intervals that fall short miss the goal beyond their half-width."""
    if not isinstance(goal, ServiceLevelGoal | ResponseGoal):
        return 0.0
    level, width = service.service_level.value, service.service_level.half_width
    return sum(
        service.contacts[row] * max(goal.share - (level[row] or 0.0) - (width[row] or 0.0), 0.0)
        for row in chain(correction.short, correction.uncovered)
    )


def _worth(found: LoopRound) -> tuple[bool, float, float]:
    """What makes a round better, the least is best: rules kept, goals held, hours saved."""
    return found.required_violations > 0, found.missed_contacts, found.paid_hours


def _left_alone(found: LoopRound) -> Sequence[str]:
    return [
        f"{queue.queue}: its goal has no service level, so its requirement is left as it is."
        for queue in found.queues
        if queue.correction is None
    ]


def _better(stage: Stage, rule_set: RuleSet, found: Round, loop: Loop) -> Better:
    if stage.roster.requirement_id is None:
        raise LookupError(f"roster {stage.roster.id} has no requirement")
    best, number, before = found.candidate, found.told.number, stage.works
    return Better(
        made=Made(
            problem=best.problem,
            rule_set=rule_set,
            roster=best.roster,
            report=best.report,
            judgement=best.judgement,
            requirement_id=stage.roster.requirement_id,
            warnings=(
                *best.warnings,
                f"The requirement was corrected by simulation in {number} rounds: {LOOPS.address(loop.id)}.",
            ),
        ),
        simulation=found.simulation,
        changed={
            queue_id: document
            for queue_id, document in best.documents.items()
            if document is not before[queue_id].requirement
        },
        by=CorrectedBy(loop=LOOPS.address(loop.id), round=number - 1),
    )
