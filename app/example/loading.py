"""Brings the example organization into an installation, through the services that the API uses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import TextIO
from uuid import UUID

from sqlalchemy import Engine, select
from sqlmodel import col

from app import rows
from app.activities import service as activities
from app.agents import service as agents
from app.availability.tables import Availability
from app.contracts.tables import Contract
from app.database import TenantSession, directory_connection, tenant_session
from app.example.documents import ExampleOrganization, Ids
from app.example.history import (
    INTERVAL_QUEUES,
    TICKET_QUEUES,
    write_interval_history,
    write_ticket_history,
)
from app.example.organization import example_organization
from app.example.traffic import HISTORY_FIRST, HISTORY_LAST
from app.history.importing import import_history
from app.history.schemas import ImportOptions
from app.history.service import kept_history
from app.organizations.service import found
from app.organizations.tables import Organization
from app.preferences.tables import Preference
from app.queues import service as queues
from app.roles.schemas import RoleBody
from app.roles.tables import Role
from app.rule_sets.tables import RuleLayer
from app.shift_templates import service as shift_templates
from app.sites.tables import Site
from app.skills.tables import Skill
from app.time_off.tables import TimeOff

Tell = Callable[[str], None]
WriteHistory = Callable[[TextIO, date, date], int]


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """A file of the example: what is in it, whose history it is, and what writes its rows."""

    what: str
    queues: tuple[str, ...]
    write: WriteHistory


FILES = (
    HistoryFile("interval counts", INTERVAL_QUEUES, write_interval_history),
    HistoryFile("single tickets", TICKET_QUEUES, write_ticket_history),
)


def load_example(engine: Engine, tell: Tell, first: date = HISTORY_FIRST, last: date = HISTORY_LAST) -> UUID:
    """The id of the example organization, which is brought in as far as it is not there yet.

    Its history runs from ``first`` to ``last``, local days of each queue. What somebody has changed since is
    left alone: people and work are brought in while there is no site, each file while a queue of it has no
    history. ``tell`` hears what is being done, and nothing when all is there.
    """
    example = example_organization()
    organization_id = _organization_id(engine, example)
    with tenant_session(engine, organization_id) as session:
        if session.execute(select(col(Site.id)).limit(1)).first() is None:
            tell(f"people and work of {example.organization.name}")
            add_people_and_work(session, example)
    for file in FILES:
        with tenant_session(engine, organization_id) as session:
            if set(file.queues) <= {kept.queue for kept in kept_history(session)}:
                continue
            tell(f"{file.what} from {first} to {last}")
            import_history(session, _csv(file.write, first, last), ImportOptions())
    return organization_id


def add_people_and_work(session: TenantSession, example: ExampleOrganization) -> Ids:
    """Every document of ``example`` as rows, in the order in which each finds what it names."""
    sites = {body.name: rows.add(session, Site, body).id for body in example.sites}
    skills = {body.name: rows.add(session, Skill, body).id for body in example.skills}
    roles = {body.name: _role(session, body).id for body in example.roles}
    contracts = {body.name: rows.add(session, Contract, body).id for body in example.contracts}
    ids = Ids(sites, skills, roles, contracts, {})
    people = {agent.name: agents.hire(session, agent.body(ids)).id for agent in example.agents}
    ids = Ids(sites, skills, roles, contracts, people)
    for queue in example.queues:
        queues.open_queue(session, queue.body(ids))
    for template in example.shift_templates:
        shift_templates.draw_up(session, template.body(ids))
    for absence in example.time_off:
        rows.add(session, TimeOff, absence.body(ids))
    for window in example.availability:
        rows.add(session, Availability, window.body(ids))
    for wish in example.preferences:
        rows.add(session, Preference, wish.body(ids))
    for programme in example.programmes:
        activities.set_up(session, programme.body(ids))
    for layer in example.rule_layers:
        rows.add(session, RuleLayer, layer)
    return ids


def _organization_id(engine: Engine, example: ExampleOrganization) -> UUID:
    same = select(col(Organization.id)).where(col(Organization.name) == example.organization.name)
    with directory_connection(engine) as connection:
        present = connection.execute(same).scalar_one_or_none()
    return found(engine, example.organization).id if present is None else present


def _role(session: TenantSession, body: RoleBody) -> Role:
    """The role as ``body`` has it: organizations start with some roles of their own."""
    present = session.execute(select(Role).where(col(Role.name) == body.name)).scalar_one_or_none()
    return rows.add(session, Role, body) if present is None else rows.replace(session, present, body)


def _csv(write: WriteHistory, first: date, last: date) -> Iterator[bytes]:
    file = StringIO()
    write(file, first, last)
    yield file.getvalue().encode()
