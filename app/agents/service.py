"""Agents together with their skills."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import col, delete, select

from app import rows
from app.agents.schemas import AgentBody, AgentSkillBody, AgentView
from app.agents.tables import Agent, AgentSkill
from app.database import TenantSession


def hire(session: TenantSession, body: AgentBody) -> AgentView:
    """A new agent with the skills of ``body``."""
    agent = rows.add(session, Agent, body)
    _write_skills(session, agent.id, body.skills)
    return views(session, [agent])[0]


def replace(session: TenantSession, agent_id: uuid.UUID, body: AgentBody) -> AgentView:
    """The agent, every field and skill written anew."""
    agent = rows.replace(session, rows.find(session, Agent, agent_id), body)
    _write_skills(session, agent.id, body.skills)
    return views(session, [agent])[0]


def views(session: TenantSession, agents: Sequence[Agent]) -> list[AgentView]:
    """What callers read of ``agents``; one query for all their skills."""
    skills: defaultdict[uuid.UUID, list[AgentSkillBody]] = defaultdict(list)
    held = (
        select(AgentSkill)
        .where(col(AgentSkill.agent_id).in_([agent.id for agent in agents]))
        .order_by(col(AgentSkill.skill_id))
    )
    for each in session.exec(held):
        skills[each.agent_id].append(
            AgentSkillBody.model_validate(each.model_dump(include=set(AgentSkillBody.model_fields)))
        )
    return [
        AgentView.model_validate(
            {**agent.model_dump(exclude={"organization_id"}), "skills": skills[agent.id]}
        )
        for agent in agents
    ]


def _write_skills(session: TenantSession, agent_id: uuid.UUID, skills: Sequence[AgentSkillBody]) -> None:
    session.execute(delete(AgentSkill).where(col(AgentSkill.agent_id) == agent_id))
    for skill in skills:
        session.add(
            AgentSkill(organization_id=session.organization_id, agent_id=agent_id, **skill.model_dump())
        )
    session.flush()
