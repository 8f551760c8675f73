"""Comparisons: asking for one, keeping what came of it, reading it back."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlmodel import col, select

from app import rows
from app.comparisons.problems import ComparisonNotReady
from app.comparisons.schemas import ComparisonBody, ComparisonDocument, ComparisonRead, OptionBody
from app.comparisons.tables import Comparison
from app.database import TenantSession
from app.forecasts.service import states_of
from app.jobs.schemas import job_address
from app.jobs.service import enqueue
from app.jobs.tables import Job
from app.problems import ReferenceUnknown
from app.rosters.schemas import RosterBody
from app.rosters.service import Made, checked, draft_of
from app.rosters.service import keep as keep_roster


def request_comparison(session: TenantSession, body: ComparisonBody) -> Job:
    """The job that builds every option, whose subject is the comparison.

    Raises what asking for each of the rosters would.
    """
    # The work is the same for all, and every option is checked.
    (queue_ids,) = {_checked(session, number, roster) for number, roster in enumerate(body.rosters())}
    comparison_id = uuid.uuid4()
    job = enqueue(session, "compare_rosters", comparison_id)
    session.add(
        Comparison(
            id=comparison_id,
            organization_id=session.organization_id,
            asked=body,
            queue_ids=queue_ids,
            job_id=job.id,
        )
    )
    session.flush()
    return job


def _checked(session: TenantSession, number: int, roster: RosterBody) -> tuple[uuid.UUID, ...]:
    """The queues of the option; what it refers to and is not there is named as a field of that option."""
    try:
        return checked(session, roster)
    except ReferenceUnknown as unknown:
        if unknown.field not in OptionBody.model_fields:
            raise
        raise ReferenceUnknown(field=f"options[{number}].{unknown.field}") from None


def keep(
    session: TenantSession, comparison: Comparison, document: ComparisonDocument, made: Sequence[Made]
) -> None:
    """``comparison`` is ready, and each option is a draft that can be read, edited and published."""
    rosters = {}
    for body, option, one in zip(comparison.asked.rosters(), document.options, made, strict=True):
        draft = draft_of(session, body, comparison.queue_ids, comparison.job_id)
        session.add(draft)
        session.flush()
        keep_roster(session, draft, one)
        rosters[option.name] = draft.id
    comparison.rosters = rosters
    comparison.document = document
    comparison.ready_at = datetime.now(UTC)
    session.add(comparison)
    session.flush()


def listed(session: TenantSession) -> list[ComparisonRead]:
    """The comparisons of the organization, newest first, without their results."""
    chosen = select(Comparison).order_by(col(Comparison.created_at).desc(), col(Comparison.id)).limit(100)
    return [read.model_copy(update={"result": None}) for read in _reads(session, session.exec(chosen).all())]


def view(session: TenantSession, comparison_id: uuid.UUID) -> ComparisonRead:
    """A whole comparison; raises NotFound."""
    [read] = _reads(session, [rows.find(session, Comparison, comparison_id)])
    return read


def newest(session: TenantSession) -> ComparisonRead | None:
    """The comparison that was ready last; None before there is any."""
    ready = select(Comparison).where(col(Comparison.ready_at).is_not(None))
    found = session.exec(ready.order_by(col(Comparison.ready_at).desc()).limit(1)).all()
    return next(iter(_reads(session, found)), None)


def ready(comparison: ComparisonRead) -> ComparisonDocument:
    """What came of a comparison; raises ComparisonNotReady while there is nothing."""
    if comparison.result is None:
        raise ComparisonNotReady(comparison.state, comparison.job)
    return comparison.result


def _reads(session: TenantSession, comparisons: Sequence[Comparison]) -> list[ComparisonRead]:
    states = states_of(session, comparisons)
    return [
        ComparisonRead(
            id=each.id,
            state=states[each.id],
            first_date=each.asked.first_date,
            days=each.asked.days,
            team=each.asked.team,
            asked=each.asked,
            rosters=each.rosters,
            result=each.document,
            job=job_address(each.job_id),
            created_at=each.created_at,
            ready_at=each.ready_at,
        )
        for each in comparisons
    ]
