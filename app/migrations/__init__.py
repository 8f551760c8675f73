"""The history of the database schema, and how to bring a database to the present."""

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection

from app.database import owner_engine
from app.migrations.schema import (
    check,
    create_link_table,
    create_tenant_table,
    enable_row_level_security,
    unique,
    within_tenant,
    words,
)

__all__ = [
    "check",
    "create_link_table",
    "create_tenant_table",
    "enable_row_level_security",
    "migrate",
    "migrate_on",
    "unique",
    "within_tenant",
    "words",
]


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
