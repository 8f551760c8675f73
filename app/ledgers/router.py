"""The fairness ledger over HTTP: who carries how much of the unpopular work."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status

from app.access.service import Access, access_of_request
from app.dependencies import ReadSession, WriteSession
from app.fields import Day, Tag
from app.formats import CSV_ANSWER, Accept, FormatAsked, wants_csv
from app.ledgers import corrections, service
from app.ledgers.export import ledger_csv
from app.ledgers.schemas import CorrectionBody, CorrectionRead, LedgerRead, LedgerRoster
from app.responses import problem_responses

router = APIRouter(prefix="/v1", tags=["fairness"])


@router.get("/fairness-ledger", response_model=LedgerRead, responses=CSV_ANSWER)
def read_ledger(
    session: ReadSession,
    first_date: Annotated[Day | None, Query(description="Rosters that begin from here on.")] = None,
    last_date: Annotated[Day | None, Query(description="And up to here; absent: four weeks ahead.")] = None,
    team: Tag | None = None,
    format_: FormatAsked = None,
    accept: Accept = "",
) -> LedgerRead | Response:
    """Nights, weekends, holidays, unpopular starts, refused wishes beside fair shares, the worst off first.

    Without dates: the eight weeks that the next roster remembers, and what is published ahead.
    """
    last = last_date or datetime.now(UTC).date() + timedelta(weeks=4)
    first = first_date or min(last, datetime.now(UTC).date()) - service.MEMORY
    found = service.ledger(session, first, last, team)
    return ledger_csv(found) if wants_csv(format_, accept) else found


@router.post(
    "/fairness-ledger/corrections", status_code=status.HTTP_201_CREATED, responses=problem_responses(422)
)
def correct_ledger(
    session: WriteSession,
    access: Annotated[Access, Depends(access_of_request)],
    body: CorrectionBody,
) -> CorrectionRead:
    """Put the ledger right by hand: how much more or less of what an agent had, when, and why.

    It is kept for good with the name of the API key it was made with, and counts from then on.
    """
    return corrections.correct(session, body, access)


@router.get("/fairness-ledger/corrections")
def list_corrections(
    session: ReadSession,
    first_date: Day | None = None,
    last_date: Day | None = None,
    agent_id: uuid.UUID | None = None,
) -> list[CorrectionRead]:
    """Every manual correction with its reason and author, by date, the newest first."""
    return corrections.listed(session, first_date, last_date, agent_id)


@router.get("/agents/{agent_id}/fairness-ledger", responses=problem_responses(404))
def read_ledger_of_agent(session: ReadSession, agent_id: uuid.UUID) -> list[LedgerRoster]:
    """The entries an agent's balance is made of, one per published roster, the newest first."""
    return service.of_agent(session, agent_id)
