"""The history of the database schema, and how to bring a database to the present."""

from alembic import command, op
from alembic.config import Config
from sqlalchemy import URL, Connection

from app.database import SERVICE_ROLE, owner_engine

TENANT = "nullif(current_setting('app.tenant', true), '')::uuid"
"""The organization of the running transaction; NULL, hence no row at all, when none is set."""


def migrate(url: URL) -> None:
    """Bring the database at ``url`` (as its owner) to the newest revision; a no-op when it is there."""
    engine = owner_engine(url)
    try:
        with engine.begin() as connection:
            migrate_on(connection)
    finally:
        engine.dispose()


def migrate_on(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to ``revision`` in the caller's transaction: all of them or none."""
    config = Config()
    config.set_main_option("script_location", "app:migrations")
    config.attributes["connection"] = connection
    # Two processes that start together take turns; the second one finds nothing left to do.
    connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('sundial.migrations'))")
    command.upgrade(config, revision)


def enable_row_level_security(table: str, column: str = "organization_id") -> None:
    """In a migration: let the service read and write ``table``, each transaction only its tenant's rows."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY tenant ON {table} USING ({column} = {TENANT}) WITH CHECK ({column} = {TENANT})"
    )
    op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {SERVICE_ROLE}")
