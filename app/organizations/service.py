"""Founding, reading and dissolving organizations."""

import uuid

from sqlalchemy import Engine
from sqlmodel import select

from app import rows
from app.agents.tables import Agent
from app.database import TenantSession, tenant_session
from app.organizations.schemas import OrganizationBody, OrganizationView
from app.organizations.tables import Organization
from app.problems import NotFound, StillInUse
from app.queues.tables import Queue
from app.roles.schemas import FIRST_ROLES
from app.roles.tables import Role
from app.sites.tables import Site


def found(engine: Engine, body: OrganizationBody) -> OrganizationView:
    """A new organization with the roles every organization starts with."""
    organization = Organization(id=uuid.uuid4(), **body.model_dump())
    with tenant_session(engine, organization.id) as session:
        session.add(organization)
        session.flush()
        for role in FIRST_ROLES:
            rows.add(session, Role, role)
    return OrganizationView.model_validate(organization)


def own(session: TenantSession, organization_id: uuid.UUID) -> Organization:
    """The session's organization; raises NotFound for any other id."""
    organization = session.get(Organization, organization_id)
    if organization is None:
        raise NotFound
    return organization


def replace(session: TenantSession, organization_id: uuid.UUID, body: OrganizationBody) -> OrganizationView:
    """The organization, every field written anew."""
    organization = own(session, organization_id)
    for name, value in body.model_dump().items():
        setattr(organization, name, value)
    session.flush()
    return OrganizationView.model_validate(organization)


def dissolve(session: TenantSession, organization_id: uuid.UUID) -> None:
    """Delete an organization that has neither sites, agents nor queues; raises StillInUse otherwise."""
    organization = own(session, organization_id)
    for table in (Site, Agent, Queue):
        if session.exec(select(table).limit(1)).first() is not None:
            raise StillInUse(used_by=str(table.__tablename__))
    session.delete(organization)
    session.flush()
