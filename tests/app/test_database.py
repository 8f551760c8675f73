import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import URL, Engine, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import select

from app.database import (
    IsolationError,
    check_isolation,
    directory_connection,
    owner_engine,
    service_engine,
    tenant_session,
)
from app.migrations import migrate
from app.organizations.schemas import OrganizationBody
from app.organizations.service import found
from app.organizations.tables import Organization
from app.roles.schemas import FIRST_ROLES
from app.roles.tables import Role
from tests.app.databases import administration, new_database


def test_a_session_sees_its_own_organization_and_no_other(engine: Engine, organization: Organization) -> None:
    with tenant_session(engine, organization.id) as own, tenant_session(engine, uuid.uuid4()) as foreign:
        assert [each.id for each in own.exec(select(Organization))] == [organization.id]
        assert foreign.exec(select(Organization)).all() == []


def test_the_tenant_is_set_again_in_every_transaction_of_a_session(
    engine: Engine, organization: Organization
) -> None:
    with tenant_session(engine, organization.id) as session:
        session.commit()
        assert len(session.exec(select(Organization)).all()) == 1


def test_a_connection_without_a_tenant_sees_nothing(engine: Engine, organization: Organization) -> None:
    with tenant_session(engine, organization.id):
        pass
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM organization")).scalar_one() == 0


def test_a_row_cannot_be_written_for_another_organization(engine: Engine, organization: Organization) -> None:
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        tenant_session(engine, uuid.uuid4()) as session,
    ):
        session.add(Organization(name="Elsewhere", zone="UTC"))


def test_a_block_that_fails_writes_nothing(engine: Engine, organization: Organization) -> None:
    def rename_and_fail() -> None:
        with tenant_session(engine, organization.id) as session:
            session.get_one(Organization, organization.id).name = "Renamed"
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        rename_and_fail()
    with tenant_session(engine, organization.id) as session:
        assert session.get_one(Organization, organization.id).name == organization.name


def test_the_directory_lists_organizations_but_cannot_change_them(
    engine: Engine, organization: Organization
) -> None:
    with directory_connection(engine) as connection:
        assert connection.execute(text("SELECT id FROM organization")).scalars().all() == [organization.id]
        assert connection.execute(text("UPDATE organization SET name = 'x'")).rowcount == 0


def test_the_service_refuses_a_role_that_may_bypass_row_level_security(database: URL) -> None:
    engine = owner_engine(database)
    with pytest.raises(IsolationError):
        check_isolation(engine)
    engine.dispose()


def test_the_service_role_is_kept_even_after_a_reset(engine: Engine, organization: Organization) -> None:
    with engine.connect() as connection:
        connection.execute(text("RESET ROLE"))
        assert connection.execute(text("SELECT current_user")).scalar_one() == "sundial_app"


@pytest.fixture
def plain_owner(server_url: URL) -> Iterator[URL]:
    """A database of a user who may create roles and nothing else, as on many hosted servers."""
    name = f"owner_{uuid.uuid4().hex}"
    with administration(server_url) as connection:
        connection.execute(text(f"CREATE ROLE {name} LOGIN CREATEROLE"))
        connection.execute(text(f"GRANT sundial_app TO {name}"))
    with new_database(server_url, template="template1") as url:
        with administration(server_url) as connection:
            connection.execute(text(f"ALTER DATABASE {url.database} OWNER TO {name}"))
        yield url.set(username=name)
    with administration(server_url) as connection:
        connection.execute(text(f"DROP ROLE {name}"))


def test_an_owner_who_is_no_superuser_is_enough(plain_owner: URL) -> None:
    migrate(plain_owner)
    engine = service_engine(plain_owner, connections=1)
    check_isolation(engine)
    body = OrganizationBody(name="Plain", zone="UTC")
    organization = found(engine, body)
    with tenant_session(engine, organization.id) as session:
        assert len(session.exec(select(Role)).all()) == len(FIRST_ROLES)
    with tenant_session(engine, uuid.uuid4()) as session:
        assert session.exec(select(Role)).all() == []
    engine.dispose()
    owner = owner_engine(plain_owner)
    with owner.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM role")).scalar_one() == 0, (
            "forced on the owner too"
        )
    owner.dispose()
