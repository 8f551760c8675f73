"""An installation at work: its database running, migrated and proved to keep tenants apart."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import URL, Engine
from sqlmodel import col, select

from app.database import (
    TenantSession,
    check_isolation,
    database_url,
    directory_connection,
    service_engine,
    tenant_session,
)
from app.migrations import migrate
from app.organizations.tables import Organization
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Installation:
    """``url`` is the owner's address, ``engine`` acts as the service's role."""

    settings: Settings
    url: URL
    engine: Engine


class OrganizationUnclearError(LookupError):
    """Name one with --organization: there is none of that name, or more than one to choose from."""


@contextmanager
def open_installation(settings: Settings | None = None) -> Iterator[Installation]:
    """The installation of ``settings`` (None: of the process's environment), as long as the block runs."""
    settings = settings or Settings.from_environment(os.environ)
    with database_url(settings) as url:
        migrate(url)
        engine = service_engine(url, connections=settings.request_threads)
        try:
            check_isolation(engine)
            yield Installation(settings, url, engine)
        finally:
            engine.dispose()


@contextmanager
def open_tenant(name: str | None = None, settings: Settings | None = None) -> Iterator[TenantSession]:
    """A session of the organization called ``name``, or of the only one; commits when the block ends well."""
    with (
        open_installation(settings) as installation,
        tenant_session(installation.engine, organization_named(installation.engine, name)) as session,
    ):
        yield session


def organization_named(engine: Engine, name: str | None) -> uuid.UUID:
    """The id of the organization called ``name``, or of the only one; raises OrganizationUnclearError."""
    wanted = select(Organization.id)
    if name is not None:
        wanted = wanted.where(col(Organization.name) == name)
    with directory_connection(engine) as connection:
        found = connection.execute(wanted).scalars().all()
    if len(found) != 1:
        raise OrganizationUnclearError(OrganizationUnclearError.__doc__)
    return found[0]
