"""Jobs, their events, the queue that workers fetch from, and answers kept for repeated requests.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

from app.database import SERVICE_ROLE
from app.migrations import enable_row_level_security

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STATES = ("queued", "running", "succeeded", "failed", "stopped", "cancelled", "parked")
TEXT = sqlmodel.sql.sqltypes.AutoString
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", INSTANT, server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", INSTANT, server_default=sa.func.now(), nullable=False),
        sa.Column("kind", TEXT(length=100), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, native_enum=False, create_constraint=True, length=40, name="jobstate"),
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("handed_back", sa.Integer(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("ids", postgresql.JSONB(), nullable=False),
        sa.Column("progress", postgresql.JSONB(), nullable=False),
        sa.Column("stop_requested", sa.Boolean(), nullable=False),
        sa.Column("result_link", TEXT(), nullable=True),
        sa.Column("problem", postgresql.JSONB(), nullable=True),
        sa.Column("worker", TEXT(), nullable=True),
        sa.Column("queue_number", sa.BigInteger(), nullable=True),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(state IN ('queued', 'running')) = (finished_at IS NULL)",
            name=op.f("ck_job_finished_when_final"),
        ),
        sa.CheckConstraint(
            "(state IN ('failed', 'parked')) = (problem IS NOT NULL)", name=op.f("ck_job_problem_when_failed")
        ),
        sa.CheckConstraint(
            "0 <= handed_back AND handed_back <= attempt", name=op.f("ck_job_attempts_are_counted")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_job_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("organization_id", "id", name=op.f("uq_job_organization_id_id")),
    )
    op.create_index("ix_job_created_at", "job", ["organization_id", "created_at", "id"])
    op.create_index("ix_job_subject_id", "job", ["organization_id", "subject_id"])
    enable_row_level_security("job")

    op.create_table(
        "job_event",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("at", INSTANT, server_default=sa.func.now(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "state", "progress", native_enum=False, create_constraint=True, length=40, name="eventkind"
            ),
            nullable=False,
        ),
        sa.Column("data", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id", "job_id"],
            ["job.organization_id", "job.id"],
            name=op.f("fk_job_event_organization_id_job_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_job_event_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("job_id", "seq", name=op.f("pk_job_event")),
    )
    enable_row_level_security("job_event")

    op.create_table(
        "kept_answer",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("route", TEXT(), nullable=False),
        sa.Column("key", TEXT(length=255), nullable=False),
        sa.Column("request_hash", TEXT(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", postgresql.JSONB(), nullable=False),
        sa.Column("body", TEXT(), nullable=False),
        sa.Column("created_at", INSTANT, server_default=sa.func.now(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_kept_answer_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "route", "key", name=op.f("pk_kept_answer")),
    )
    op.create_index("ix_kept_answer_created_at", "kept_answer", ["organization_id", "created_at"])
    enable_row_level_security("kept_answer")

    create_queue()


def create_queue() -> None:
    """Procrastinate's own tables in their own schema: they hold ids only, so no policy guards them."""
    op.execute("CREATE SCHEMA procrastinate")
    op.execute("SET LOCAL search_path = procrastinate")
    op.get_bind().exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    op.execute("SET LOCAL search_path TO DEFAULT")
    # Each function finds its tables whatever the search path of its caller, a session of the service, is.
    op.execute(
        """
        DO $$ DECLARE function regprocedure; BEGIN
            FOR function IN SELECT oid FROM pg_proc WHERE pronamespace = 'procrastinate'::regnamespace LOOP
                EXECUTE format('ALTER FUNCTION %s SET search_path = procrastinate, pg_catalog', function);
            END LOOP;
        END $$
        """
    )
    op.execute(f"GRANT USAGE ON SCHEMA procrastinate TO {SERVICE_ROLE}")
    op.execute(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA procrastinate TO {SERVICE_ROLE}"
    )
    op.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA procrastinate TO {SERVICE_ROLE}")


def downgrade() -> None:
    op.execute("DROP SCHEMA procrastinate CASCADE")
    op.drop_table("kept_answer")
    op.drop_table("job_event")
    op.drop_table("job")
