"""Repairs of rosters, levers weighed for them, and trades with their bids, history and settings.

Revision 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations import check, create_tenant_table, within_tenant, words

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for table in ("repair", "escalation"):
        create_tenant_table(
            table,
            sa.Column("roster_id", sa.Uuid(), nullable=False),
            sa.Column("roster_version", sa.Integer(), nullable=False),
            sa.Column("asked", JSONB(), nullable=False),
            sa.Column("as_of", INSTANT, nullable=False),
            sa.Column("job_id", sa.Uuid(), nullable=False),
            *([sa.Column("result_roster_id", sa.Uuid())] if table == "repair" else []),
            sa.Column("ready_at", INSTANT),
            sa.Column("document", JSONB()),
            check(table, "document_when_ready", "(ready_at IS NULL) = (document IS NULL)"),
            within_tenant(table, "roster_id", "roster", ondelete="CASCADE"),
            within_tenant(table, "job_id", "job"),
            *(
                [within_tenant(table, "result_roster_id", "roster", ondelete="CASCADE")]
                if table == "repair"
                else []
            ),
        )
        op.create_index(f"ix_{table}_roster_id", table, ["organization_id", "roster_id", "created_at"])
    create_tenant_table(
        "trade",
        sa.Column(
            "kind", words("trade", "tradekind", "swap", "offer", "open_shift", "alternative"), nullable=False
        ),
        sa.Column(
            "state",
            words(
                *("trade", "tradestate", "open", "accepted", "approved", "refused", "declined", "withdrawn")
            ),
            nullable=False,
        ),
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("initiator_id", sa.Uuid()),
        sa.Column("receiver_id", sa.Uuid()),
        sa.Column("addressed", sa.Boolean(), nullable=False),
        sa.Column("given", JSONB(), nullable=False),
        sa.Column("taken", JSONB()),
        sa.Column("expires_at", INSTANT),
        sa.Column("verdict", JSONB()),
        sa.Column("result_roster_id", sa.Uuid()),
        check("trade", "initiator_of_its_kind", "(kind = 'open_shift') = (initiator_id IS NULL)"),
        within_tenant("trade", "roster_id", "roster", ondelete="CASCADE"),
        within_tenant("trade", "result_roster_id", "roster"),
        within_tenant("trade", "initiator_id", "agent", ondelete="CASCADE"),
        within_tenant("trade", "receiver_id", "agent", ondelete="CASCADE"),
    )
    op.create_index("ix_trade_created_at", "trade", ["organization_id", "created_at", "id"])
    op.create_index("ix_trade_roster_id", "trade", ["organization_id", "roster_id"])
    create_tenant_table(
        "trade_bid",
        sa.Column("trade_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", JSONB(), nullable=False),
        within_tenant("trade_bid", "trade_id", "trade", ondelete="CASCADE"),
        within_tenant("trade_bid", "agent_id", "agent", ondelete="CASCADE"),
        sa.UniqueConstraint(
            *("organization_id", "trade_id", "agent_id"),
            name="uq_trade_bid_organization_id_trade_id_agent_id",
        ),
    )
    create_tenant_table(
        "trade_event",
        sa.Column("trade_id", sa.Uuid(), nullable=False),
        sa.Column(
            "action",
            words(
                *("trade_event", "tradeaction", "proposed", "bid", "accepted"),
                *("declined", "withdrawn", "approved", "refused"),
            ),
            nullable=False,
        ),
        sa.Column("agent_id", sa.Uuid()),
        sa.Column("key_id", sa.Uuid()),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("outcome", words("trade_event", "outcome", "allowed", "review", "refused")),
        sa.Column("codes", JSONB(), nullable=False),
        within_tenant("trade_event", "trade_id", "trade", ondelete="CASCADE"),
    )
    op.create_index("ix_trade_event_trade_id", "trade_event", ["organization_id", "trade_id", "created_at"])
    create_tenant_table(
        "trade_settings",
        sa.Column("settings", JSONB(), nullable=False),
        sa.UniqueConstraint("organization_id", name="uq_trade_settings_organization_id"),
    )


def downgrade() -> None:
    for table in ("trade_settings", "trade_event", "trade_bid", "trade", "escalation", "repair"):
        op.drop_table(table)
