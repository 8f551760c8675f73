"""The fairness ledger: what each published roster gave each agent.

Revision 0012, after 0011. Rosters published before are entered when they are published anew.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations import create_tenant_table, within_tenant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_tenant_table(
        "ledger_entry",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("entry", JSONB(), nullable=False),
        within_tenant("ledger_entry", "roster_id", "roster", ondelete="CASCADE"),
        within_tenant("ledger_entry", "agent_id", "agent", ondelete="CASCADE"),
        sa.UniqueConstraint(
            *("organization_id", "roster_id", "agent_id"),
            name="uq_ledger_entry_organization_id_roster_id_agent_id",
        ),
    )


def downgrade() -> None:
    op.drop_table("ledger_entry")
