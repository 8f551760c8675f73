"""The migrations build exactly what the tables declare, and every tenant table is walled in."""

from collections.abc import Iterator

import pytest
from sqlalchemy import URL, Connection, text
from sqlmodel import SQLModel

from app.database import owner_engine
from app.migrations import migrate
from app.nouns import noun_modules
from tests.app.databases import new_database

COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default IS NOT NULL
FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'alembic_version'
"""
CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint
WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
  AND conrelid::regclass::text <> 'alembic_version'
"""
INDEXES = """
SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""


@pytest.fixture
def migrated(database: URL) -> Iterator[Connection]:
    engine = owner_engine(database)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def declared(server_url: URL) -> Iterator[Connection]:
    """A database made from the table classes, without any migration."""
    list(noun_modules("tables"))
    with new_database(server_url, template="template1") as url:
        engine = owner_engine(url)
        with engine.connect() as connection:
            connection.execute(text("CREATE TYPE uuid_range AS RANGE (subtype = uuid)"))
            SQLModel.metadata.create_all(connection)
            yield connection
        engine.dispose()


@pytest.mark.parametrize(
    "catalogue", [COLUMNS, CONSTRAINTS, INDEXES], ids=["columns", "constraints", "indexes"]
)
def test_migrations_build_what_the_tables_declare(
    migrated: Connection, declared: Connection, catalogue: str
) -> None:
    built = {tuple(row) for row in migrated.execute(text(catalogue))}
    wanted = {tuple(row) for row in declared.execute(text(catalogue))}
    assert built - wanted == set(), "a migration built what no table declares"
    assert wanted - built == set(), "a table declares what no migration builds"


def test_every_table_of_a_tenant_is_forced_under_row_level_security(migrated: Connection) -> None:
    open_tables = migrated.execute(
        text(
            """
            SELECT DISTINCT class.relname FROM pg_class AS class
            JOIN pg_attribute AS attribute ON attribute.attrelid = class.oid
            WHERE class.relkind IN ('r', 'p') AND class.relnamespace = 'public'::regnamespace
              AND (attribute.attname = 'organization_id' OR class.relname = 'organization')
              AND NOT (class.relrowsecurity AND class.relforcerowsecurity
                       AND EXISTS (SELECT 1 FROM pg_policies WHERE tablename = class.relname
                                   AND qual LIKE '%app.tenant%' AND with_check LIKE '%app.tenant%'))
            """
        )
    )
    assert open_tables.scalars().all() == []


def test_every_table_either_belongs_to_a_tenant_or_is_the_tenant(migrated: Connection) -> None:
    shared = migrated.execute(
        text(
            """
            SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
              AND NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = pg_class.oid
                              AND attname = 'organization_id')
            """
        )
    )
    assert set(shared.scalars()) <= {"organization", "alembic_version"}


def test_migrating_twice_changes_nothing(database: URL) -> None:
    migrate(database)
