"""Decisions about findings over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.finding_decisions.schemas import FindingDecisionBody, FindingDecisionView
from app.finding_decisions.tables import FindingDecision
from app.pagination import Page, Paged

router = APIRouter(prefix="/v1/finding-decisions", tags=["forecasts"])


@router.post("", status_code=status.HTTP_201_CREATED)
def create_finding_decision(
    body: FindingDecisionBody, session: WriteSession, response: Response
) -> FindingDecisionView:
    """Accept, edit or dismiss what was found in a history; the next forecast heeds it."""
    decision = rows.add(session, FindingDecision, body)
    response.headers["Location"] = f"/v1/finding-decisions/{decision.id}"
    return FindingDecisionView.model_validate(decision)


@router.get("")
def list_finding_decisions(
    session: ReadSession, paging: Paged, queue_id: uuid.UUID | None = None
) -> Page[FindingDecisionView]:
    """What was decided, in the order of deciding."""
    found, cursor = rows.listed(
        session,
        FindingDecision,
        (FindingDecision.created_at, FindingDecision.id),
        paging,
        None if queue_id is None else FindingDecision.queue_id == queue_id,
    )
    return Page(items=[FindingDecisionView.model_validate(each) for each in found], next_cursor=cursor)


@router.get("/{decision_id}")
def read_finding_decision(decision_id: uuid.UUID, session: ReadSession) -> FindingDecisionView:
    return FindingDecisionView.model_validate(rows.find(session, FindingDecision, decision_id))
