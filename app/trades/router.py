"""Trades over HTTP: agents offer, swap, bid and answer, managers decide, and everything is written down."""

import uuid
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response, status
from sqlmodel import col, or_

from app import rows
from app.access.service import Access, access_of_request
from app.database import TenantSession
from app.dependencies import PublishSession, ReadSession, WriteSession
from app.pagination import Page, PagedByTime
from app.responses import problem_responses
from app.trades import service
from app.trades.problems import TradeRefused
from app.trades.schemas import (
    AnswerBody,
    BidBody,
    DecisionBody,
    TradeBody,
    TradeRead,
    TradeSettingsBody,
    TradeState,
    TradeView,
)
from app.trades.tables import Trade
from solver.living.refusals import RefusalKind, catalogue
from solver.living.trade import TradeKind, Verdict

router = APIRouter(prefix="/v1", tags=["trades"])

Bearer = Annotated[Access, Depends(access_of_request)]
ANSWERED = problem_responses(404, 409)


@router.post("/trades", status_code=status.HTTP_201_CREATED, responses=ANSWERED)
def propose_trade(body: TradeBody, session: WriteSession, access: Bearer, response: Response) -> TradeView:
    """Offer a shift, ask for a swap, put an open shift up or ask for an alternative.

    What is refused outright is kept with every reason, in the state ``refused``.
    """
    trade = service.Desk(session, access.key_id).propose(body)
    response.headers["Location"] = f"/v1/trades/{trade.id}"
    return service.view(session, trade)


@router.post("/trades:judge", responses=ANSWERED)
def judge_trade(body: TradeBody, session: ReadSession, access: Bearer) -> Verdict:
    """What would be said of the trade; nothing is stored."""
    desk = service.Desk(session, access.key_id)
    return desk.verdict(desk.drafted(body), acting=body.acting_agent_id)


@router.get("/trades")
def list_trades(
    session: ReadSession,
    paging: PagedByTime,
    state: TradeState | None = None,
    kind: TradeKind | None = None,
    agent_id: uuid.UUID | None = None,
    roster_id: uuid.UUID | None = None,
    open_to_all: Annotated[bool | None, Query(description="Those anyone may bid for.")] = None,
) -> Page[TradeRead]:
    """Trades in the order in which they were proposed, or the newest first."""
    sides = or_(Trade.initiator_id == agent_id, Trade.receiver_id == agent_id)
    found, cursor = rows.listed(
        session,
        Trade,
        (Trade.created_at, Trade.id),
        paging,
        None if state is None else Trade.state == state,
        None if kind is None else Trade.kind == kind,
        None if agent_id is None else sides,
        None if roster_id is None else Trade.roster_id == roster_id,
        None if open_to_all is None else col(Trade.addressed).is_(not open_to_all),
    )
    return Page(items=[TradeRead.model_validate(each) for each in found], next_cursor=cursor)


@router.get("/trades/{trade_id}")
def read_trade(trade_id: uuid.UUID, session: ReadSession) -> TradeView:
    """A trade with its bids and its history: who did what, when, and what was said of it."""
    return service.view(session, rows.find(session, Trade, trade_id))


@router.post("/trades/{trade_id}:bid", responses=ANSWERED)
def bid_for_trade(trade_id: uuid.UUID, body: BidBody, session: WriteSession, access: Bearer) -> TradeView:
    """An agent would take the shift; a manager chooses among the bids."""
    return _done(session, access, trade_id, lambda desk, trade: desk.bid(trade, body.agent_id, body.note))


@router.post("/trades/{trade_id}:accept", responses=ANSWERED)
def accept_trade(trade_id: uuid.UUID, body: AnswerBody, session: WriteSession, access: Bearer) -> TradeView:
    """The other side agrees, or takes what was open to all; made at once where nothing is to be reviewed."""
    return _done(session, access, trade_id, lambda desk, trade: desk.accept(trade, body.agent_id, body.note))


@router.post("/trades/{trade_id}:decline", responses=ANSWERED)
def decline_trade(trade_id: uuid.UUID, body: AnswerBody, session: WriteSession, access: Bearer) -> TradeView:
    """The agent it was offered to says no."""
    return _done(session, access, trade_id, lambda desk, trade: desk.decline(trade, body.agent_id, body.note))


@router.post("/trades/{trade_id}:withdraw", responses=ANSWERED)
def withdraw_trade(trade_id: uuid.UUID, body: AnswerBody, session: WriteSession, access: Bearer) -> TradeView:
    """Whoever proposed it takes it back."""
    return _done(
        session, access, trade_id, lambda desk, trade: desk.withdraw(trade, body.agent_id, body.note)
    )


@router.post("/trades/{trade_id}:approve", responses=ANSWERED)
def approve_trade(
    trade_id: uuid.UUID, body: DecisionBody, session: PublishSession, access: Bearer
) -> TradeView:
    """A manager has the trade made; what is to be reviewed is thereby reviewed, what is refused stays so."""
    return _done(session, access, trade_id, lambda desk, trade: desk.approve(trade, body.agent_id, body.note))


@router.post("/trades/{trade_id}:refuse", responses=ANSWERED)
def refuse_trade(
    trade_id: uuid.UUID, body: DecisionBody, session: PublishSession, access: Bearer
) -> TradeView:
    """A manager says no."""
    return _done(session, access, trade_id, lambda desk, trade: desk.refuse(trade, body.note))


@router.get("/trade-settings")
def read_trade_settings(session: ReadSession) -> TradeSettingsBody:
    """What is allowed in trades."""
    return service.settings_of(session)


@router.put("/trade-settings")
def replace_trade_settings(body: TradeSettingsBody, session: PublishSession) -> TradeSettingsBody:
    """Say what is allowed in trades from now on."""
    return service.replace_settings(session, body)


@router.get("/trade-refusals")
def list_refusals(_session: ReadSession) -> list[RefusalKind]:
    """Every code a refusal may have, with its meaning."""
    return list(catalogue())


def _done(
    session: TenantSession,
    access: Access,
    trade_id: uuid.UUID,
    act: Callable[[service.Desk, Trade], None],
) -> TradeView:
    trade = service.locked(session, trade_id)
    try:
        act(service.Desk(session, access.key_id), trade)
    except TradeRefused:
        # Who tried what stays in the history, although it came to nothing.
        session.commit()
        raise
    return service.view(session, trade)
