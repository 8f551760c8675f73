import uuid

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import ProgrammingError
from sqlmodel import select

from app.database import IsolationError, check_isolation, directory_connection, owner_engine, tenant_session
from app.organizations.tables import Organization


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


def test_the_service_refuses_a_role_that_may_bypass_row_level_security(database) -> None:
    engine = owner_engine(database)
    with pytest.raises(IsolationError):
        check_isolation(engine)
    engine.dispose()


def test_the_service_role_is_kept_even_after_a_reset(engine: Engine, organization: Organization) -> None:
    with engine.connect() as connection:
        connection.execute(text("RESET ROLE"))
        assert connection.execute(text("SELECT current_user")).scalar_one() == "sundial_app"
