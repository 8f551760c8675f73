"""The fairness ledger as it is kept: an entry for each agent of a published roster, and corrections."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from app.ledgers.schemas import LedgerKind
from app.tables import Documents, TenantRow, tenant_key, within_tenant, words
from solver.living.ledger import Entry


class LedgerEntry(TenantRow, table=True):
    """What a roster gave an agent when it was published; it counts while the roster is the published one."""

    __tablename__ = "ledger_entry"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("roster_id", "roster", ondelete="CASCADE"),
        within_tenant("agent_id", "agent", ondelete="CASCADE"),
        UniqueConstraint("organization_id", "roster_id", "agent_id"),
    )

    roster_id: uuid.UUID
    agent_id: uuid.UUID
    entry: Entry = Field(sa_type=Documents(Entry))


class LedgerCorrection(TenantRow, table=True):
    """A manual correction, written once and never changed; ``author`` is told by name, so that it stays
    known when its key is gone.
    """

    __tablename__ = "ledger_correction"
    __table_args__: Any = (
        tenant_key(),
        within_tenant("agent_id", "agent", ondelete="CASCADE"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        Index("ix_ledger_correction_date", "organization_id", "date"),
    )

    agent_id: uuid.UUID
    date: date
    kind: LedgerKind = Field(sa_type=words(LedgerKind))
    amount: int
    reason: str
    author: str
    author_key_id: uuid.UUID | None = None
