"""The fairness ledger over HTTP: who carries how much of the unpopular work."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from app.dependencies import ReadSession
from app.fields import Day, Tag
from app.formats import CSV_ANSWER, Accept, FormatAsked, wants_csv
from app.ledgers import service
from app.ledgers.export import ledger_csv
from app.ledgers.schemas import LedgerRead, LedgerRoster
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


@router.get("/agents/{agent_id}/fairness-ledger", responses=problem_responses(404))
def read_ledger_of_agent(session: ReadSession, agent_id: uuid.UUID) -> list[LedgerRoster]:
    """The entries an agent's balance is made of, one per published roster, the newest first."""
    return service.of_agent(session, agent_id)
