"""Manual corrections of the fairness ledger, with reason and author.

Revision 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

from app.migrations import check, create_tenant_table, within_tenant, words

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KINDS = ("nights", "weekends", "holidays", "unpopular_starts", "refused_wishes")


def upgrade() -> None:
    create_tenant_table(
        "ledger_correction",
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", words("ledger_correction", "ledgerkind", *KINDS), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("author_key_id", sa.Uuid(), nullable=True),
        within_tenant("ledger_correction", "agent_id", "agent", ondelete="CASCADE"),
        check("ledger_correction", "amount_not_zero", "amount <> 0"),
    )
    op.create_index("ix_ledger_correction_date", "ledger_correction", ["organization_id", "date"])


def downgrade() -> None:
    op.drop_table("ledger_correction")
