"""The planner's hand on forecasts: versions, new queues, planned events, decisions about findings.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
import sqlmodel.sql.sqltypes
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations import check, create_link_table, create_tenant_table, within_tenant, words

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
INSTANT = sa.DateTime(timezone=True)
JSON = postgresql.JSONB
FOREIGN_KEY = "fk_forecast_organization_id_parent_id"


def upgrade() -> None:
    _add_versions()
    effects = words("planned_event", "eventeffect", "exclude", "factor", "add")
    create_tenant_table(
        "planned_event",
        sa.Column("name", TEXT(), nullable=False),
        *_window("planned_event"),
        sa.Column("effect", effects, nullable=False),
        sa.Column("factor", sa.Float(), nullable=True),
        sa.Column("contacts", sa.Float(), nullable=True),
        *_reason(),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        check("planned_event", "factor_with_its_effect", "(factor IS NOT NULL) = (effect = 'factor')"),
        check("planned_event", "contacts_with_their_effect", "(contacts IS NOT NULL) = (effect = 'add')"),
    )
    op.create_index("ix_planned_event_starts_at", "planned_event", ["organization_id", "starts_at", "id"])
    create_link_table("planned_event", "queue")
    kinds = words("finding_decision", "irregularitykind", "outage", "outlier_day", "level_break")
    create_tenant_table(
        "finding_decision",
        sa.Column("queue_id", sa.Uuid(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        *_window("finding_decision"),
        sa.Column(
            "verdict", words("finding_decision", "verdict", "accept", "edit", "dismiss"), nullable=False
        ),
        sa.Column("size", sa.Float(), nullable=True),
        *_reason(),
        within_tenant("finding_decision", "queue_id", "queue", ondelete="CASCADE"),
    )
    op.create_index(
        "ix_finding_decision_created_at", "finding_decision", ["organization_id", "created_at", "id"]
    )


def downgrade() -> None:
    for table in ("finding_decision", "planned_event_queue", "planned_event"):
        op.drop_table(table)
    op.drop_constraint(FOREIGN_KEY, "forecast")
    for column in ("grounded_at", "what_if", "as_of", "changes", "parent_id", "new_queues", "levels"):
        op.drop_column("forecast", column)


def _add_versions() -> None:
    """Columns of ``forecast``; those made before are the first of their line."""
    for name in ("levels", "new_queues"):
        op.add_column("forecast", sa.Column(name, JSON(), nullable=False, server_default="[]"))
        op.alter_column("forecast", name, server_default=None)
    op.add_column("forecast", sa.Column("parent_id", sa.Uuid(), nullable=True))
    op.add_column("forecast", sa.Column("changes", JSON(), nullable=True))
    op.add_column("forecast", sa.Column("as_of", INSTANT, nullable=True))
    op.add_column("forecast", sa.Column("what_if", sa.Boolean(), nullable=False, server_default="false"))
    op.alter_column("forecast", "what_if", server_default=None)
    op.add_column("forecast", sa.Column("grounded_at", INSTANT, nullable=True))
    op.execute("ALTER TABLE forecast NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE forecast SET grounded_at = created_at")
    op.execute("ALTER TABLE forecast FORCE ROW LEVEL SECURITY")
    op.alter_column("forecast", "grounded_at", nullable=False)
    op.create_foreign_key(
        FOREIGN_KEY, "forecast", "forecast", ["organization_id", "parent_id"], ["organization_id", "id"]
    )


def _window(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        check(table, "ends_after_it_starts", "ends_at > starts_at"),
    )


def _reason() -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("reason", TEXT(), nullable=False),
        sa.Column("author", TEXT(), nullable=False),
    )
