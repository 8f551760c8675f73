"""Explanations: asking for one, keeping what came of it, reading it back."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import col, select

from app import rows
from app.database import TenantSession
from app.explanations.problems import QuestionInvalid
from app.explanations.schemas import (
    AboutAssignment,
    AboutInterval,
    ExplanationDocument,
    ExplanationRead,
    Question,
)
from app.explanations.tables import Explanation
from app.forecasts.service import states_of
from app.jobs.schemas import job_address
from app.jobs.service import enqueue, find
from app.jobs.tables import Job
from app.problems import ReferenceUnknown
from app.rosters.service import document_of, locked_row
from app.rosters.shifts import shifts_of
from app.rosters.tables import Roster
from app.rosters.versions import Expected
from solver.domain.problem import Problem


def request_explanation(
    session: TenantSession, roster_id: uuid.UUID, asked: Question, version: Expected | None = None
) -> Job:
    """The job that answers the question about the roster as it is now; the same question is answered once.

    Raises NotFound, RosterNotBuilt, ReferenceUnknown, QuestionInvalid and, where ``version`` names another
    one, PreconditionFailed.
    """
    # Locked, so that two who ask the same are given the same job.
    roster = locked_row(session, roster_id)
    problem = document_of(session, roster).problem
    if version is not None:
        version.require(roster.version)
    _check(session, roster, problem, asked)
    explanation = _same(session, roster, asked)
    if explanation is not None:
        job = find(session, explanation.job_id)
        if explanation.ready_at is not None or not job.state.is_final:
            return job
        explanation.job_id = enqueue(session, "explain_roster", explanation.id).id
    else:
        explanation_id = uuid.uuid4()
        explanation = Explanation(
            id=explanation_id,
            organization_id=session.organization_id,
            roster_id=roster.id,
            roster_version=roster.version,
            asked=asked,
            job_id=enqueue(session, "explain_roster", explanation_id).id,
        )
    session.add(explanation)
    session.flush()
    return find(session, explanation.job_id)


def keep(session: TenantSession, explanation: Explanation, document: ExplanationDocument) -> None:
    """``explanation`` is ready with its answer."""
    explanation.document = document
    explanation.ready_at = datetime.now(UTC)
    session.add(explanation)
    session.flush()


def of_roster(session: TenantSession, roster_id: uuid.UUID) -> list[ExplanationRead]:
    """The explanations of a roster, newest first; raises NotFound."""
    roster = rows.find(session, Roster, roster_id)
    chosen = select(Explanation).where(Explanation.roster_id == roster.id)
    found = session.exec(chosen.order_by(col(Explanation.created_at).desc(), col(Explanation.id))).all()
    return _reads(session, roster, found)


def view(session: TenantSession, explanation_id: uuid.UUID) -> ExplanationRead:
    """One explanation; raises NotFound."""
    explanation = rows.find(session, Explanation, explanation_id)
    [read] = _reads(session, rows.find(session, Roster, explanation.roster_id), [explanation])
    return read


def _check(session: TenantSession, roster: Roster, problem: Problem, asked: Question) -> None:
    """Refuse at once what the answer would have to refuse later."""
    if isinstance(asked, AboutInterval):
        if str(asked.queue_id) not in {queue.id for queue in problem.queues}:
            raise ReferenceUnknown(field="queue_id")
        if asked.end <= problem.period.start or problem.period.end <= asked.start:
            period = f"{problem.period.start.isoformat()} to {problem.period.end.isoformat()}"
            raise QuestionInvalid(f"start and end must touch the period from {period}")
    if isinstance(asked, AboutAssignment):
        if str(asked.agent_id) not in {agent.id for agent in problem.agents}:
            raise ReferenceUnknown(field="agent_id")
        starts = [
            shift.starts_at for shift in shifts_of(session, roster.id) if shift.agent_id == asked.agent_id
        ]
        if asked.start not in starts:
            told = ", ".join(start.isoformat() for start in starts) or "none"
            raise QuestionInvalid(f"the agent's shifts start at {told}")


def _same(session: TenantSession, roster: Roster, asked: Question) -> Explanation | None:
    chosen = select(Explanation).where(
        Explanation.roster_id == roster.id, Explanation.roster_version == roster.version
    )
    return next((each for each in session.exec(chosen) if each.asked == asked), None)


def _reads(
    session: TenantSession, roster: Roster, explanations: Sequence[Explanation]
) -> list[ExplanationRead]:
    states = states_of(session, explanations)
    problem = document_of(session, roster).problem
    agents = {agent.id: agent.name for agent in problem.agents}
    queues = {queue.id: queue.name for queue in problem.queues}
    return [
        ExplanationRead(
            id=each.id,
            state=states[each.id],
            roster_id=each.roster_id,
            roster_version=each.roster_version,
            # Publishing raises the version too, and leaves the shifts as they are.
            current=roster.edited_at is None or roster.edited_at < each.created_at,
            asked=each.asked,
            said=None if each.document is None else each.document.said,
            answer=each.document,
            agents=agents,
            queues=queues,
            job=job_address(each.job_id),
            created_at=each.created_at,
            ready_at=each.ready_at,
        )
        for each in explanations
    ]
