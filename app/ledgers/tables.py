"""The fairness ledger as it is kept: an entry for each agent of a published roster."""

import uuid
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.tables import Documents, TenantRow, tenant_key, within_tenant
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
