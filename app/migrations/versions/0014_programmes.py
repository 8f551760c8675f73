"""Programmes of training, coaching and meetings, with who attends and who leads.

Revision 0014, after 0013.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.migrations import (
    check,
    create_tenant_table,
    enable_row_level_security,
    unique,
    within_tenant,
    words,
)

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
TABLE = "programme"


def upgrade() -> None:
    create_tenant_table(
        TABLE,
        sa.Column("name", TEXT(), nullable=False),
        sa.Column("activity", words(TABLE, "activity", "training", "coaching", "meeting"), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("paid", sa.Boolean(), nullable=False),
        sa.Column("cohorts", JSONB(), nullable=False),
        sa.Column("times_a_week", sa.Integer(), nullable=True),
        sa.Column("weekdays", JSONB(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("zone", TEXT(), nullable=False),
        sa.Column("step_minutes", sa.Integer(), nullable=False),
        sa.Column("first_date", sa.Date(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("favour", words(TABLE, "favour", "service", "attendance"), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        unique(TABLE, "name"),
        check(TABLE, "minutes_in_a_day", "minutes BETWEEN 5 AND 1440"),
        check(TABLE, "step_in_a_day", "step_minutes BETWEEN 5 AND 1440"),
        check(TABLE, "times_a_week_from_1_to_7", "times_a_week BETWEEN 1 AND 7"),
        check(TABLE, "deadline_not_before_first_date", "deadline >= first_date"),
        check(TABLE, "least_at_least_one", "least >= 1"),
    )
    _create_people_table("attendee", "cohort")
    _create_people_table("facilitator")


def downgrade() -> None:
    for table in ("programme_facilitator", "programme_attendee", TABLE):
        op.drop_table(table)


def _create_people_table(part: str, *named: str) -> None:
    """Agents who have a part in a programme, by what else names the part."""
    table = f"{TABLE}_{part}"
    op.create_table(
        table,
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        *(sa.Column(name, TEXT(), nullable=False) for name in named),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint(
            "organization_id", "programme_id", *named, "agent_id", name=op.f(f"pk_{table}")
        ),
        within_tenant(table, "programme_id", TABLE, ondelete="CASCADE"),
        within_tenant(table, "agent_id", "agent"),
    )
    enable_row_level_security(table)
