"""What migrations are written with: tables of a tenant, walled in from the moment they exist."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.database import SERVICE_ROLE

TENANT = "nullif(current_setting('app.tenant', true), '')::uuid"
"""The organization of the running transaction; NULL, hence no row at all, when none is set."""


def enable_row_level_security(table: str, column: str = "organization_id") -> None:
    """Let the service read and write ``table``, each transaction only the rows of its tenant."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY tenant ON {table} USING ({column} = {TENANT}) WITH CHECK ({column} = {TENANT})"
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {SERVICE_ROLE}")


def create_tenant_table(table: str, *parts: Any) -> None:
    """A table with the columns of app.tables.TenantRow, its keys, ``parts`` and row-level security."""
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        *parts,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("organization_id", "id", name=f"uq_{table}_organization_id_id"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=f"fk_{table}_organization_id", ondelete="CASCADE"
        ),
    )
    enable_row_level_security(table)


def create_link_table(owner: str, target: str, *parts: Any) -> None:
    """The table ``owner_target`` of pairs within a tenant; a pair goes when its owner goes."""
    table = f"{owner}_{target}"
    op.create_table(
        table,
        *(
            sa.Column(column, sa.Uuid(), nullable=False)
            for column in ("organization_id", f"{owner}_id", f"{target}_id")
        ),
        *parts,
        sa.PrimaryKeyConstraint("organization_id", f"{owner}_id", f"{target}_id", name=f"pk_{table}"),
        within_tenant(table, f"{owner}_id", owner, ondelete="CASCADE"),
        within_tenant(table, f"{target}_id", target),
    )
    enable_row_level_security(table)


def within_tenant(
    table: str, column: str, target: str, ondelete: str | None = None
) -> sa.ForeignKeyConstraint:
    """A foreign key of ``table`` that only reaches rows of the same organization."""
    return sa.ForeignKeyConstraint(
        ["organization_id", column],
        [f"{target}.organization_id", f"{target}.id"],
        name=f"fk_{table}_organization_id_{column}",
        ondelete=ondelete,
    )


def unique(table: str, column: str) -> sa.UniqueConstraint:
    """``column`` is unique within an organization."""
    return sa.UniqueConstraint("organization_id", column, name=f"uq_{table}_organization_id_{column}")


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    """``condition`` holds for every row; ``name`` says so in words."""
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def words(table: str, name: str, *values: str) -> sa.Enum:
    """A text column type that holds one of ``values``."""
    return sa.Enum(
        *values, name=op.f(f"ck_{table}_{name}"), native_enum=False, create_constraint=True, length=40
    )
