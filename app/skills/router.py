"""The skills of an organization over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.pagination import NameFilter, Page, Paged
from app.responses import problem_responses
from app.skills.schemas import SkillBody, SkillView
from app.skills.tables import Skill

router = APIRouter(prefix="/v1/skills", tags=["skills"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_skill(body: SkillBody, session: WriteSession, response: Response) -> SkillView:
    skill = rows.add(session, Skill, body)
    response.headers["Location"] = f"/v1/skills/{skill.id}"
    return SkillView.model_validate(skill)


@router.get("")
def list_skills(session: ReadSession, paging: Paged, name: NameFilter = None) -> Page[SkillView]:
    named = None if name is None else Skill.name == name
    found, cursor = rows.listed(session, Skill, (Skill.name, Skill.id), paging, named)
    return Page(items=[SkillView.model_validate(skill) for skill in found], next_cursor=cursor)


@router.get("/{skill_id}")
def read_skill(skill_id: uuid.UUID, session: ReadSession) -> SkillView:
    return SkillView.model_validate(rows.find(session, Skill, skill_id))


@router.put("/{skill_id}")
def replace_skill(skill_id: uuid.UUID, body: SkillBody, session: WriteSession) -> SkillView:
    return SkillView.model_validate(rows.replace(session, rows.find(session, Skill, skill_id), body))


@router.delete("/{skill_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_skill(skill_id: uuid.UUID, session: WriteSession) -> None:
    rows.remove(session, rows.find(session, Skill, skill_id))
