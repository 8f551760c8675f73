"""Databases for tests: made from one migrated template, or emptied after use."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import URL, Connection, Engine, text

from app.database import owner_engine
from app.migrations import migrate

TEMPLATE = "sundial_template"
EVERY_TABLE = """
SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> 'alembic_version'
"""


@contextmanager
def administration(url: URL) -> Iterator[Connection]:
    """A connection that creates and drops databases beside ``url``."""
    engine = owner_engine(url.set(database="postgres"))
    try:
        with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            yield connection
    finally:
        engine.dispose()


def with_template(url: URL) -> URL:
    """``url``, after the server has a migrated template; the first of several pytest workers makes it."""
    with administration(url) as connection:
        connection.execute(text("SELECT pg_advisory_lock(1)"))
        if connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": TEMPLATE}):
            return url
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text(f"DROP DATABASE IF EXISTS {TEMPLATE}_new"))
        connection.execute(text(f"CREATE DATABASE {TEMPLATE}_new"))
        migrate(url.set(database=f"{TEMPLATE}_new"))
        connection.execute(text(f"ALTER DATABASE {TEMPLATE}_new RENAME TO {TEMPLATE}"))
    return url


@contextmanager
def new_database(server_url: URL, template: str = TEMPLATE) -> Iterator[URL]:
    """A new database, with every migration applied unless told otherwise; dropped when the block ends."""
    name = f"test_{uuid.uuid4().hex}"
    with administration(server_url) as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield server_url.set(database=name)
    with administration(server_url) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


@dataclass(frozen=True)
class Shared:
    """The database that tests without processes of their own use one after the other."""

    url: URL
    engine: Engine
    owner: Engine
    tables: Sequence[str]

    def empty(self) -> None:
        with self.owner.begin() as connection:
            # Triggers off: nothing refers to anything once all is gone. A forgotten lock fails, not hangs.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            connection.execute(text("SET LOCAL lock_timeout = '5s'"))
            for table in self.tables:
                connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names from the catalogue
