"""Questions about rosters with their answers.

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations import check, create_tenant_table, within_tenant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_tenant_table(
        "explanation",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("asked", JSONB(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("ready_at", INSTANT),
        sa.Column("document", JSONB()),
        check("explanation", "document_when_ready", "(ready_at IS NULL) = (document IS NULL)"),
        within_tenant("explanation", "roster_id", "roster", ondelete="CASCADE"),
        within_tenant("explanation", "job_id", "job"),
    )
    for name, columns in (
        ("created_at", ["organization_id", "created_at", "id"]),
        ("roster_id", ["organization_id", "roster_id"]),
    ):
        op.create_index(f"ix_explanation_{name}", "explanation", columns)


def downgrade() -> None:
    op.drop_table("explanation")
