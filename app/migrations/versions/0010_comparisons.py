"""Several ways of rostering one problem, side by side.

Revision 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations import check, create_tenant_table, within_tenant

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_tenant_table(
        "comparison",
        sa.Column("asked", JSONB(), nullable=False),
        sa.Column("queue_ids", JSONB(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("rosters", JSONB(), nullable=False),
        sa.Column("ready_at", INSTANT),
        sa.Column("document", JSONB()),
        check("comparison", "document_when_ready", "(ready_at IS NULL) = (document IS NULL)"),
        within_tenant("comparison", "job_id", "job"),
    )
    op.create_index("ix_comparison_created_at", "comparison", ["organization_id", "created_at", "id"])


def downgrade() -> None:
    op.drop_table("comparison")
