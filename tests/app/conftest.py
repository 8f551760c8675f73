"""A PostgreSQL server for the whole test run and a fresh, migrated database for every test that wants one."""

import os
import shutil
import socket
import tempfile
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
from app.organizations.tables import Organization
from app.settings import Settings
from tests.app.databases import EVERY_TABLE, Shared, new_database, with_template


@pytest.fixture(autouse=True)
def _sockets_off(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only tests that start real processes may talk over the network."""
    if request.node.get_closest_marker("e2e") is not None:
        return

    def refuse(_self: socket.socket, address: Any) -> None:
        raise AssertionError(f"a test without the e2e mark tried to reach {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def server_url() -> Iterator[URL]:
    """The administrator's address of the test server, shared by all pytest workers; the last one stops it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", uuid.uuid4().hex)
    home = Path(tempfile.gettempdir(), f"sundial-{run}")
    with EmbeddedServer(home) as server:
        yield with_template(server.url)
        stopped = server.close()
    if stopped:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder for a server of the test's own.

    Not in pytest's own folder: that is closed to other users, and one of them runs the server for root.
    """
    with tempfile.TemporaryDirectory(prefix="sundial-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def shared_database(server_url: URL) -> Iterator[Shared]:
    with new_database(server_url) as url:
        owner, engine = owner_engine(url), service_engine(url, connections=5)
        with owner.connect() as connection:
            tables = connection.execute(text(EVERY_TABLE)).scalars().all()
        yield Shared(url, engine, owner, tables)
        engine.dispose()
        owner.dispose()


@pytest.fixture
def database(request: pytest.FixtureRequest, server_url: URL) -> Iterator[URL]:
    """The owner's address of an empty database with every migration applied.

    Tests that start processes get one of their own; all others share one that is emptied after each.
    """
    if request.node.get_closest_marker("e2e") is not None:
        with new_database(server_url) as url:
            yield url
        return
    shared: Shared = request.getfixturevalue("shared_database")
    yield shared.url
    shared.empty()


@pytest.fixture
def settings(database: URL, tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, database_url=database.render_as_string(hide_password=False))


@pytest.fixture
def engine(request: pytest.FixtureRequest, database: URL) -> Iterator[Engine]:
    """The service's engine: acts as sundial_app, under row-level security."""
    if request.node.get_closest_marker("e2e") is None:
        shared: Shared = request.getfixturevalue("shared_database")
        yield shared.engine
        return
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
