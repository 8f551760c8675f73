"""History: counts per queue and interval, tickets, and the imports that brought them.

Revision 0003, after 0002.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations import enable_row_level_security

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
INSTANT = sa.DateTime(timezone=True)
TABLES = ("history_import", "history_series", "history_interval", "ticket")


def upgrade() -> None:
    op.create_table(
        "history_import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", INSTANT, server_default=sa.func.now(), nullable=False),
        sa.Column("digest", TEXT(length=64), nullable=False),
        sa.Column("report", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_history_import_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_import")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_history_import_organization_id_id")),
    )
    op.create_index("ix_history_import_created_at", "history_import", ["organization_id", "created_at", "id"])
    op.create_table(
        "history_interval",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("start_at", INSTANT, nullable=False),
        sa.Column("volume", sa.BigInteger(), nullable=False),
        sa.Column("handled", sa.BigInteger(), nullable=True),
        sa.Column("handle_seconds", sa.Float(), nullable=True),
        sa.Column("abandoned", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("abandoned >= 0", name=op.f("ck_history_interval_abandoned_not_negative")),
        sa.CheckConstraint(
            "handle_seconds >= 0", name=op.f("ck_history_interval_handle_seconds_not_negative")
        ),
        sa.CheckConstraint("handled >= 0", name=op.f("ck_history_interval_handled_not_negative")),
        sa.CheckConstraint("volume >= 0", name=op.f("ck_history_interval_volume_not_negative")),
        sa.ForeignKeyConstraint(
            ["organization_id", "queue_id"],
            ["queue.organization_id", "queue.id"],
            name=op.f("fk_history_interval_organization_id_queue_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "queue_id", "start_at", name=op.f("pk_history_interval")),
    )
    op.create_table(
        "history_series",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column(
            "shape",
            sa.Enum("counts", "tickets", name="shape", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("interval_minutes", sa.Integer(), nullable=False),
        sa.Column("zone", TEXT(), nullable=False),
        sa.Column("zero_spans", postgresql.TSTZMULTIRANGE(), nullable=False),
        sa.CheckConstraint(
            "interval_minutes IN (15, 30, 60)", name=op.f("ck_history_series_interval_is_15_30_or_60_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "queue_id"],
            ["queue.organization_id", "queue.id"],
            name=op.f("fk_history_series_organization_id_queue_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_history_series_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "queue_id", name=op.f("pk_history_series")),
    )
    op.create_table(
        "ticket",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("channel", TEXT(length=40), nullable=True),
        sa.Column("created", INSTANT, nullable=False),
        sa.Column("interval_start", INSTANT, nullable=False),
        sa.Column("first_response", INSTANT, nullable=True),
        sa.Column("resolved", INSTANT, nullable=True),
        sa.Column("handle_seconds", sa.Float(), nullable=True),
        sa.Column("csat", sa.SmallInteger(), nullable=True),
        sa.Column("nps", sa.SmallInteger(), nullable=True),
        sa.Column("ces", sa.SmallInteger(), nullable=True),
        sa.CheckConstraint("ces BETWEEN 1 AND 7", name=op.f("ck_ticket_ces_from_1_to_7")),
        sa.CheckConstraint("csat BETWEEN 1 AND 5", name=op.f("ck_ticket_csat_from_1_to_5")),
        sa.CheckConstraint("first_response >= created", name=op.f("ck_ticket_answered_after_creation")),
        sa.CheckConstraint("nps BETWEEN 0 AND 10", name=op.f("ck_ticket_nps_from_0_to_10")),
        sa.CheckConstraint("resolved >= created", name=op.f("ck_ticket_resolved_after_creation")),
        sa.ForeignKeyConstraint(
            ["organization_id", "queue_id"],
            ["queue.organization_id", "queue.id"],
            name=op.f("fk_ticket_organization_id_queue_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "key", name=op.f("pk_ticket")),
    )
    op.create_index("ix_ticket_queue_id", "ticket", ["organization_id", "queue_id", "created"])

    for table in TABLES:
        enable_row_level_security(table)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
