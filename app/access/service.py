"""Decides on whose behalf a request acts and what it may do."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from fastapi import Request
from sqlalchemy import Engine
from sqlmodel import select

from app.database import directory_connection
from app.organizations.tables import Organization
from app.problems import InstallationOnly, OrganizationMissing, ScopeMissing


class Scope(StrEnum):
    """What a key may do; ``admin`` includes all others."""

    READ = "read"
    WRITE = "write"
    PUBLISH = "publish"
    HR = "hr"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Access:
    """On whose behalf a request acts."""

    organization_id: uuid.UUID | None
    scopes: frozenset[Scope]
    key_id: uuid.UUID | None = None

    def require(self, scope: Scope) -> None:
        """Raises ScopeMissing when this access does not include ``scope``."""
        if not {scope, Scope.ADMIN} & self.scopes:
            raise ScopeMissing(scope)

    def require_installation(self) -> None:
        """Raises InstallationOnly for every caller but the administrator of the installation."""
        if self.key_id is not None:
            raise InstallationOnly

    def tenant(self) -> uuid.UUID:
        """The organization acted for; raises OrganizationMissing before the first one is created."""
        if self.organization_id is None:
            raise OrganizationMissing
        return self.organization_id


def access_of_request(request: Request) -> Access:
    """The access of a caller on this machine: administrator of the first organization."""
    return Access(first_organization(request.app.state.engine), frozenset(Scope))


def first_organization(engine: Engine) -> uuid.UUID | None:
    """The id of the oldest organization, or None before the first one is created."""
    with directory_connection(engine) as connection:
        return connection.execute(
            select(Organization.id).order_by(Organization.created_at, Organization.id).limit(1)  # type: ignore[arg-type]
        ).scalar_one_or_none()
