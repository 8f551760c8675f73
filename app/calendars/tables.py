"""Secret addresses of calendar feeds; the secrets are not in here."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, DateTime, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from app.tables import TenantRow, tenant_key, within_tenant


class FeedToken(TenantRow, table=True):
    """The feed of one agent, one team or one roster; of its token only the SHA-256 is kept."""

    __tablename__ = "feed_token"
    __table_args__: Any = (
        tenant_key(),
        UniqueConstraint("token_sha256"),
        within_tenant("agent_id", "agent", ondelete="CASCADE"),
        within_tenant("roster_id", "roster", ondelete="CASCADE"),
        CheckConstraint("num_nonnulls(agent_id, team, roster_id) = 1", name="one_subject"),
        # One valid address for each subject: a new one makes the old one worthless.
        Index(
            "uq_feed_token_agent_id",
            "organization_id",
            "agent_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(
            "uq_feed_token_team",
            "organization_id",
            "team",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index(
            "uq_feed_token_roster_id",
            "organization_id",
            "roster_id",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    agent_id: uuid.UUID | None = None
    team: str | None = None
    roster_id: uuid.UUID | None = None
    token_sha256: bytes = Field(sa_type=LargeBinary)
    revoked_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
