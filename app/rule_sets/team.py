"""The people of an organization as rules see them: where they belong, what they can, what binds them."""

import uuid
from collections import defaultdict

from sqlmodel import col, select

from app import rows
from app.agents.tables import Agent as AgentRow
from app.agents.tables import AgentSkill as AgentSkillRow
from app.contracts.tables import Contract as ContractRow
from app.database import TenantSession
from app.roles.tables import Role
from app.rule_sets.problems import NoContract
from app.sites.tables import Site
from app.skills.tables import Skill
from solver.domain.people import Agent, AgentSkill, Contract


def read_team(session: TenantSession) -> tuple[Agent, ...]:
    """Everybody with a contract, by name; availability, absences and wishes are left out."""
    bound = select(AgentRow).where(col(AgentRow.contract_id).is_not(None)).order_by(col(AgentRow.name))
    return _documents(session, list(session.exec(bound)))


def read_member(session: TenantSession, agent_id: uuid.UUID) -> Agent:
    """One agent; raises NotFound, and NoContract for one nobody can plan."""
    row = rows.find(session, AgentRow, agent_id)
    if row.contract_id is None:
        raise NoContract(row.name)
    return _documents(session, [row])[0]


def _documents(session: TenantSession, people: list[AgentRow]) -> tuple[Agent, ...]:
    sites = {site.id: site for site in session.exec(select(Site))}
    roles = {role.id: role.name for role in session.exec(select(Role))}
    names = {skill.id: skill.name for skill in session.exec(select(Skill))}
    contracts = {
        row.id: Contract(**{name: getattr(row, name) for name in Contract.model_fields})
        for row in session.exec(select(ContractRow))
    }
    skills: defaultdict[uuid.UUID, list[AgentSkill]] = defaultdict(list)
    held = select(AgentSkillRow).where(col(AgentSkillRow.agent_id).in_([row.id for row in people]))
    for each in session.exec(held):
        skill = AgentSkill(skill=names[each.skill_id], proficiency=each.proficiency, expires=each.expires_on)
        skills[each.agent_id].append(skill)
    found = []
    for row in people:
        site = None if row.site_id is None else sites[row.site_id]
        if row.contract_id is None:
            continue
        found.append(
            Agent(
                id=str(row.id),
                name=row.name,
                site=None if site is None else site.name,
                zone=row.zone or (site.zone if site is not None else "UTC"),
                role=roles[row.role_id],
                skills=tuple(skills[row.id]),
                contract=contracts[row.contract_id],
                tags=frozenset(row.tags),
            )
        )
    return tuple(found)
