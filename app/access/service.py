"""Decides on whose behalf a request acts and what it may do."""

import ipaddress
import uuid
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Engine
from sqlmodel import col, select

from app.access import browser
from app.access.keys import recognised
from app.access.schemas import Scope
from app.database import directory_connection
from app.organizations.tables import Organization
from app.problems import (
    InstallationOnly,
    NotAuthenticated,
    OrganizationMissing,
    RequestForeign,
    ScopeMissing,
)
from app.settings import AccessMode

__all__ = ["Access", "Scope", "access_of_request"]


@dataclass(frozen=True, slots=True)
class Access:
    """On whose behalf a request acts; ``key_id`` None is the administrator on the machine itself."""

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


bearer = HTTPBearer(auto_error=False, description="An API key: `wfm_<id>_<secret>`.")


def access_of_request(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Access:
    """The access that the key or the session of a request gives; in local mode that of the administrator.

    Raises NotAuthenticated for a key that is not recognised, whatever the mode.
    """
    engine: Engine = request.app.state.engine
    if credentials is not None:
        key = recognised(engine, credentials.credentials)
        if key is None:
            raise NotAuthenticated
        return Access(key.organization_id, frozenset(key.scopes), key.id)
    if "authorization" in request.headers:
        raise NotAuthenticated
    if request.app.state.settings.access is not AccessMode.LOCAL:
        return _access_of_browser(request, engine)
    refuse_other_sites(request)
    return Access(first_organization(engine), frozenset(Scope))


def _access_of_browser(request: Request, engine: Engine) -> Access:
    key = browser.key_of(engine, request.cookies.get(browser.COOKIE, ""))
    if key is None:
        raise NotAuthenticated
    browser.refuse_forged(request)
    return Access(key.organization_id, frozenset(key.scopes), key.id)


def refuse_other_sites(request: Request) -> None:
    """Raises RequestForeign for what a web page from elsewhere makes a local browser send.

    Without a key the browser itself is the proof, so a name that only resolves to this machine (DNS
    rebinding) and a request that another site started are both refused.
    """
    started_by = request.headers.get("sec-fetch-site", "none")
    if not _is_this_machine(request.url.hostname) or started_by not in ("same-origin", "none"):
        raise RequestForeign


def _is_this_machine(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def first_organization(engine: Engine) -> uuid.UUID | None:
    """The id of the oldest organization, or None before the first one is created."""
    oldest = select(Organization.id).order_by(col(Organization.created_at), col(Organization.id)).limit(1)
    with directory_connection(engine) as connection:
        return connection.execute(oldest).scalar_one_or_none()
