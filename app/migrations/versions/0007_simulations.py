"""Simulations of rosters, and the rounds in which rosters are made better by them.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations import check, create_tenant_table, within_tenant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_tenant_table(
        "simulation",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("replications", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("ready_at", INSTANT),
        sa.Column("document", JSONB()),
        check("simulation", "document_when_ready", "(ready_at IS NULL) = (document IS NULL)"),
        check("simulation", "replications_from_2", "replications >= 2"),
        sa.UniqueConstraint(
            *("organization_id", "roster_id", "roster_version", "seed", "replications"),
            name="uq_simulation_asked_for",
        ),
        within_tenant("simulation", "roster_id", "roster", ondelete="CASCADE"),
        within_tenant("simulation", "job_id", "job"),
    )
    create_tenant_table(
        "loop",
        sa.Column("roster_id", sa.Uuid(), nullable=False),
        sa.Column("roster_version", sa.Integer(), nullable=False),
        sa.Column("asked", JSONB(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("result_roster_id", sa.Uuid()),
        sa.Column("ready_at", INSTANT),
        sa.Column("document", JSONB()),
        check("loop", "document_when_ready", "(ready_at IS NULL) = (document IS NULL)"),
        within_tenant("loop", "roster_id", "roster", ondelete="CASCADE"),
        within_tenant("loop", "result_roster_id", "roster", ondelete="CASCADE"),
        within_tenant("loop", "job_id", "job"),
    )
    for table in ("simulation", "loop"):
        op.create_index(f"ix_{table}_created_at", table, ["organization_id", "created_at", "id"])


def downgrade() -> None:
    for table in ("loop", "simulation"):
        op.drop_table(table)
