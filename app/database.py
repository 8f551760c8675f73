"""Engines, roles and sessions: every statement of the service runs under row-level security of one tenant."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlmodel import Session

from app.settings import Settings

SERVICE_ROLE = "sundial_app"
"""The role all requests and tasks run as: no superuser, no bypass, owner of nothing."""


class IsolationError(RuntimeError):
    """The database role may bypass row-level security, so tenants would not be kept apart."""


@contextmanager
def database_url(settings: Settings) -> Iterator[URL]:
    """The owner's address of the database; the embedded server runs while the context is open.

    The user of a ``DATABASE_URL`` owns the database and either may create roles or was granted
    ``sundial_app`` by somebody who may. It need not be a superuser.
    """
    if settings.database_url is not None:
        yield make_url(settings.database_url.replace("postgres://", "postgresql://", 1)).set(
            drivername="postgresql+psycopg"
        )
        return
    from app.embedded import EmbeddedServer  # loaded only where it is used: it searches for its binaries

    with EmbeddedServer(settings.home) as server:
        yield server.url


def owner_engine(url: URL) -> Engine:
    """An engine for migrations and administration, as the role of ``url`` itself."""
    return create_engine(url, pool_size=1, max_overflow=1)


def service_engine(url: URL, *, connections: int = 20) -> Engine:
    """The engine of the service: logs in with ``url``, acts as ``sundial_app`` from the start."""
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args={"options": f"-c role={SERVICE_ROLE} -c timezone=UTC"},
    )


def check_isolation(engine: Engine) -> None:
    """Refuse an engine whose role could see every tenant's rows; raises IsolationError."""
    with engine.connect() as connection:
        role = connection.execute(
            text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).scalar_one()
    if role:
        raise IsolationError(IsolationError.__doc__)


class TenantSession(Session):
    """A session that sees and writes the rows of one organization only."""

    def __init__(self, engine: Engine, organization_id: uuid.UUID) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.organization_id = organization_id


@event.listens_for(TenantSession, "after_begin")
def _enter_tenant(session: TenantSession, transaction: Any, connection: Connection) -> None:  # noqa: ARG001
    # Bound to the transaction, so a connection that returns to the pool carries no tenant along.
    connection.execute(
        text("SELECT set_config('app.tenant', :tenant, true)"), {"tenant": str(session.organization_id)}
    )


@contextmanager
def tenant_session(engine: Engine, organization_id: uuid.UUID) -> Iterator[TenantSession]:
    """A session of one organization: committed when the block ends well, rolled back when it does not."""
    with TenantSession(engine, organization_id) as session:
        yield session
        session.commit()


@contextmanager
def directory_connection(engine: Engine) -> Iterator[Connection]:
    """A connection that may read which organizations exist, and nothing of what they own."""
    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.directory', 'on', true)"))
        yield connection
