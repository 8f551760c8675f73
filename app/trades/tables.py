"""Trades as they are kept: what is traded, who bid, what was done by whom, and what is allowed."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, UniqueConstraint
from sqlmodel import Field

from app.tables import Documents, TenantRow, tenant_key, within_tenant, words
from app.trades.schemas import TradeAction, TradeSettingsBody, TradeState
from solver.domain.roster import Assignment
from solver.living.trade import Outcome, TradeKind, Verdict


class Trade(TenantRow, table=True):
    """A trade of shifts of one published roster; ``addressed`` tells whether its receiver was named."""

    __tablename__ = "trade"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("roster_id", "roster", ondelete="CASCADE"),
        within_tenant("result_roster_id", "roster"),
        within_tenant("initiator_id", "agent", ondelete="CASCADE"),
        within_tenant("receiver_id", "agent", ondelete="CASCADE"),
        CheckConstraint("(kind = 'open_shift') = (initiator_id IS NULL)", name="initiator_of_its_kind"),
        Index("ix_trade_created_at", "organization_id", "created_at", "id"),
        Index("ix_trade_roster_id", "organization_id", "roster_id"),
    )

    kind: TradeKind = Field(sa_type=words(TradeKind))
    state: TradeState = Field(default=TradeState.OPEN, sa_type=words(TradeState))
    roster_id: uuid.UUID
    initiator_id: uuid.UUID | None = None
    receiver_id: uuid.UUID | None = None
    addressed: bool = False
    given: Assignment = Field(sa_type=Documents(Assignment))
    taken: Assignment | None = Field(default=None, sa_type=Documents(Assignment))
    expires_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    verdict: Verdict | None = Field(default=None, sa_type=Documents(Verdict))
    result_roster_id: uuid.UUID | None = None


class TradeBid(TenantRow, table=True):
    """An agent who would take the shift of an open trade."""

    __tablename__ = "trade_bid"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("trade_id", "trade", ondelete="CASCADE"),
        within_tenant("agent_id", "agent", ondelete="CASCADE"),
        UniqueConstraint("organization_id", "trade_id", "agent_id"),
    )

    trade_id: uuid.UUID
    agent_id: uuid.UUID
    verdict: Verdict = Field(sa_type=Documents(Verdict))


class TradeEvent(TenantRow, table=True):
    """What somebody did with a trade; never changed, never deleted but with the trade.

    ``agent_id`` None: a manager did it, ``key_id`` None: on the machine itself.
    """

    __tablename__ = "trade_event"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("trade_id", "trade", ondelete="CASCADE"),
        Index("ix_trade_event_trade_id", "organization_id", "trade_id", "created_at"),
    )

    trade_id: uuid.UUID
    action: TradeAction = Field(sa_type=words(TradeAction))
    agent_id: uuid.UUID | None = None
    key_id: uuid.UUID | None = None
    note: str = ""
    outcome: Outcome | None = Field(default=None, sa_type=words(Outcome))
    codes: tuple[str, ...] = Field(default=(), sa_type=Documents(tuple[str, ...]))


class TradeSettingsRow(TenantRow, table=True):
    """What the organization allows in trades; without a row the defaults hold."""

    __tablename__ = "trade_settings"
    __table_args__: Any = (tenant_key(), UniqueConstraint("organization_id"))

    settings: TradeSettingsBody = Field(sa_type=Documents(TradeSettingsBody))
