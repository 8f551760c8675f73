"""Comparisons over HTTP: ask for one, read the table and the price of fairness."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Response, status

from app.comparisons import service
from app.comparisons.export import Part, comparison_csv
from app.comparisons.schemas import ComparisonBody, ComparisonRead
from app.dependencies import ReadSession, WriteSession
from app.formats import CSV_ANSWER, Accept, FormatAsked, wants_csv
from app.idempotency.service import RepeatableRequest
from app.jobs.answers import ACCEPTED, accepted
from app.jobs.schemas import JobRead
from app.responses import problem_responses

router = APIRouter(prefix="/v1/comparisons", tags=["comparisons"])


@router.post("", status_code=status.HTTP_202_ACCEPTED, responses=ACCEPTED, response_model=JobRead)
def create_comparison(body: ComparisonBody, session: WriteSession, repeatable: RepeatableRequest) -> Response:
    """Roster the same people and requirement in several ways, by default in all three coverage models.

    One job; its result link is the comparison. Every option becomes a draft of its own.
    """
    return repeatable.answer(session, lambda: accepted(service.request_comparison(session, body)))


@router.get("")
def list_comparisons(session: ReadSession) -> list[ComparisonRead]:
    """The newest hundred comparisons, without their results."""
    return service.listed(session)


@router.get("/{comparison_id}", response_model=ComparisonRead, responses=CSV_ANSWER | problem_responses(409))
def read_comparison(
    session: ReadSession,
    comparison_id: uuid.UUID,
    format_: FormatAsked = None,
    part: Annotated[Part, Query(description="Which table the CSV holds.")] = Part.OPTIONS,
    accept: Accept = "",
) -> ComparisonRead | Response:
    """Cost, coverage, nights per person, fairness, wishes, hires and each tier's bound, side by side."""
    found = service.view(session, comparison_id)
    return comparison_csv(service.ready(found), part) if wants_csv(format_, accept) else found
