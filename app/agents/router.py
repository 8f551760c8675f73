"""The agents of an organization over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.agents import service
from app.agents.schemas import AgentBody, AgentView
from app.agents.tables import Agent
from app.dependencies import ReadSession, WriteSession
from app.pagination import NameFilter, Page, Paged
from app.responses import problem_responses

router = APIRouter(prefix="/v1/agents", tags=["agents"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_agent(body: AgentBody, session: WriteSession, response: Response) -> AgentView:
    agent = service.hire(session, body)
    response.headers["Location"] = f"/v1/agents/{agent.id}"
    return agent


@router.get("")
def list_agents(
    session: ReadSession, paging: Paged, name: NameFilter = None, site_id: uuid.UUID | None = None
) -> Page[AgentView]:
    named = None if name is None else Agent.name == name
    at_site = None if site_id is None else Agent.site_id == site_id
    found, cursor = rows.listed(session, Agent, (Agent.name, Agent.id), paging, named, at_site)
    return Page(items=service.views(session, found), next_cursor=cursor)


@router.get("/{agent_id}")
def read_agent(agent_id: uuid.UUID, session: ReadSession) -> AgentView:
    return service.views(session, [rows.find(session, Agent, agent_id)])[0]


@router.put("/{agent_id}")
def replace_agent(agent_id: uuid.UUID, body: AgentBody, session: WriteSession) -> AgentView:
    return service.replace(session, agent_id, body)


@router.delete("/{agent_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_agent(agent_id: uuid.UUID, session: WriteSession) -> None:
    rows.remove(session, rows.find(session, Agent, agent_id))
