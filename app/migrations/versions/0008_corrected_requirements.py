"""Requirements that a simulation corrected: versions, what each corrects, and by which round of which loop.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations import within_tenant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

FOREIGN_KEY = str(within_tenant("requirement", "corrects_id", "requirement").name)


def upgrade() -> None:
    op.add_column("requirement", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("requirement", "version", server_default=None)
    op.add_column("requirement", sa.Column("corrects_id", sa.Uuid(), nullable=True))
    op.add_column("requirement", sa.Column("corrected_by", JSONB(), nullable=True))
    op.create_foreign_key(
        FOREIGN_KEY,
        "requirement",
        "requirement",
        ["organization_id", "corrects_id"],
        ["organization_id", "id"],
    )


def downgrade() -> None:
    op.drop_constraint(FOREIGN_KEY, "requirement")
    for column in ("corrected_by", "corrects_id", "version"):
        op.drop_column("requirement", column)
