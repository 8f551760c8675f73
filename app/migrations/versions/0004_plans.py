"""Plans: forecasts, requirements and hiring reports.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations import (
    check,
    create_tenant_table,
    enable_row_level_security,
    within_tenant,
    words,
)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
INSTANT = sa.DateTime(timezone=True)
JSON = postgresql.JSONB
BASES = ("mean", "P50", "P80", "P90", "P95")


def upgrade() -> None:
    create_tenant_table(
        "forecast",
        *_span("forecast"),
        sa.Column("backtest_origins", sa.Integer(), nullable=False),
        *_made("forecast"),
    )
    _create_queue_table(
        "forecast",
        sa.Column("method", TEXT(), nullable=False),
        sa.Column("contacts", sa.Float(), nullable=False),
        sa.Column("mean_handle_seconds", sa.Float(), nullable=True),
        sa.Column("wape", sa.Float(), nullable=True),
        sa.Column("ratio", sa.Float(), nullable=True),
    )
    create_tenant_table(
        "requirement",
        sa.Column("forecast_id", sa.Uuid(), nullable=True),
        sa.Column("basis", words("requirement", "basis", *BASES), nullable=False),
        *_span("requirement"),
        sa.Column("overrides", JSON(), nullable=False),
        *_made("requirement"),
        within_tenant("requirement", "forecast_id", "forecast"),
    )
    _create_queue_table(
        "requirement",
        sa.Column("agent_hours", sa.Float(), nullable=False),
        sa.Column("net_hours", sa.Float(), nullable=False),
        sa.Column("peak_heads", sa.Integer(), nullable=False),
    )
    create_tenant_table(
        "hiring_report",
        sa.Column("parameters", JSON(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("ready_at", INSTANT, nullable=True),
        sa.Column("document", JSON(), nullable=True),
        within_tenant("hiring_report", "job_id", "job"),
    )
    for table in ("forecast", "requirement", "hiring_report"):
        op.create_index(f"ix_{table}_created_at", table, ["organization_id", "created_at", "id"])


def downgrade() -> None:
    for table in ("hiring_report", "requirement_queue", "requirement", "forecast_queue", "forecast"):
        op.drop_table(table)


def _span(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """What was asked for: dates, grain and queues."""
    return (
        sa.Column("first_date", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("interval_minutes", sa.Integer(), nullable=True),
        sa.Column("queue_ids", JSON(), nullable=False),
        check(table, "days_from_1_to_400", "days BETWEEN 1 AND 400"),
        check(table, "interval_is_15_30_or_60_minutes", "interval_minutes IN (15, 30, 60)"),
    )


def _made(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    """The job that makes it, and what it left out."""
    return (
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("ready_at", INSTANT, nullable=True),
        sa.Column("refusals", JSON(), nullable=False),
        within_tenant(table, "job_id", "job"),
    )


def _create_queue_table(owner: str, *figures: sa.schema.SchemaItem) -> None:
    """The queues of a forecast or requirement: figures for lists, and the whole document."""
    table = f"{owner}_queue"
    op.create_table(
        table,
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column(f"{owner}_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("interval_minutes", sa.Integer(), nullable=False),
        *figures,
        sa.Column("document", JSON(), nullable=False),
        within_tenant(table, f"{owner}_id", owner, ondelete="CASCADE"),
        within_tenant(table, "queue_id", "queue", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("organization_id", f"{owner}_id", "queue_id", name=op.f(f"pk_{table}")),
    )
    enable_row_level_security(table)
