"""A PostgreSQL server for the whole test run and a fresh, migrated database for every test that wants one."""

import shutil
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import URL, Engine, text

from app.database import owner_engine, service_engine, tenant_session
from app.embedded import EmbeddedServer
from app.main import create_app
from app.migrations import migrate_on
from app.organizations.tables import Organization
from app.settings import Settings

TEMPLATE = "sundial_template"


@pytest.fixture(autouse=True)
def _sockets_off(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only tests that start real processes may talk over the network."""
    if request.node.get_closest_marker("e2e") is not None:
        return

    def refuse(_self: socket.socket, address: Any) -> None:
        raise AssertionError(f"a test without the e2e mark tried to reach {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def server_url(tmp_path_factory: pytest.TempPathFactory, worker_id: str = "master") -> Iterator[URL]:
    """The administrator's address of the test server, shared by all pytest workers; the last one stops it."""
    folder = tmp_path_factory.getbasetemp()
    home = (folder.parent if folder.name.startswith("popen-") else folder) / "server"
    with EmbeddedServer(home) as server:
        yield _with_template(server.url)
        stopped = server.close()
    if stopped:
        shutil.rmtree(home, ignore_errors=True)


def _with_template(url: URL) -> URL:
    maintenance = owner_engine(url.set(database="postgres")).execution_options(isolation_level="AUTOCOMMIT")
    with maintenance.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(1)"))
        if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": TEMPLATE}):
            for setting in ("fsync", "full_page_writes", "synchronous_commit"):
                connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(text("ALTER SYSTEM SET max_wal_size = '4GB'"))
            connection.execute(text("SELECT pg_reload_conf()"))
            connection.execute(text(f"CREATE DATABASE {TEMPLATE}_new"))
            template = owner_engine(url.set(database=f"{TEMPLATE}_new"))
            with template.begin() as migrating:
                migrate_on(migrating)
            template.dispose()
            connection.execute(text(f"ALTER DATABASE {TEMPLATE}_new RENAME TO {TEMPLATE}"))
        connection.execute(text("SELECT pg_advisory_unlock(1)"))
    maintenance.dispose()
    return url


@pytest.fixture
def database(server_url: URL) -> Iterator[URL]:
    """The owner's address of a fresh database with every migration applied."""
    name = f"test_{uuid.uuid4().hex}"
    maintenance = owner_engine(server_url.set(database="postgres")).execution_options(
        isolation_level="AUTOCOMMIT"
    )
    with maintenance.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}"))
    yield server_url.set(database=name)
    with maintenance.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    maintenance.dispose()


@pytest.fixture
def settings(database: URL, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, database_url=database.render_as_string(hide_password=False))


@pytest.fixture
def engine(database: URL) -> Iterator[Engine]:
    """The service's engine: acts as sundial_app, under row-level security."""
    engine = service_engine(database, connections=5)
    yield engine
    engine.dispose()


@pytest.fixture
def organization(engine: Engine) -> Organization:
    row = Organization(name="Aurora Support", zone="Europe/Dublin")
    with tenant_session(engine, row.id) as session:
        session.add(row)
    return row


@pytest.fixture(scope="session")
def application() -> FastAPI:
    """One application for all tests: putting its routes together takes longer than most tests do."""
    return create_app(Settings(home=Path("nowhere")))


@pytest.fixture
def client(
    application: FastAPI, settings: Settings, database: URL, engine: Engine, organization: Organization
) -> Iterator[TestClient]:
    """A caller on the same machine: administrator of ``organization``. Its start-up has its own tests."""
    application.state.settings, application.state.url, application.state.engine = settings, database, engine
    yield TestClient(application, base_url="http://localhost", raise_server_exceptions=False)
    application.dependency_overrides.clear()
