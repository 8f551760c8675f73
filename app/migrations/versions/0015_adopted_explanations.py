"""The draft that an explanation's repair has become.

Revision 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

from app.migrations import within_tenant

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("explanation", sa.Column("result_roster_id", sa.Uuid(), nullable=True))
    key = within_tenant("explanation", "result_roster_id", "roster", ondelete="SET NULL (result_roster_id)")
    op.create_foreign_key(
        str(key.name),
        "explanation",
        "roster",
        ["organization_id", "result_roster_id"],
        ["organization_id", "id"],
        ondelete="SET NULL (result_roster_id)",
    )


def downgrade() -> None:
    op.drop_column("explanation", "result_roster_id")
