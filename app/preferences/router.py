"""The preferences of agents over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.pagination import Page, Paged
from app.preferences.schemas import PreferenceBody, PreferenceView
from app.preferences.tables import Preference
from app.responses import problem_responses

router = APIRouter(prefix="/v1/preferences", tags=["preferences"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_preference(body: PreferenceBody, session: WriteSession, response: Response) -> PreferenceView:
    preference = rows.add(session, Preference, body)
    response.headers["Location"] = f"/v1/preferences/{preference.id}"
    return PreferenceView.model_validate(preference)


@router.get("")
def list_preferences(
    session: ReadSession,
    paging: Paged,
    agent_id: uuid.UUID | None = None,
) -> Page[PreferenceView]:
    found, cursor = rows.listed(
        session,
        Preference,
        (Preference.created_at, Preference.id),
        paging,
        None if agent_id is None else Preference.agent_id == agent_id,
    )
    return Page(items=[PreferenceView.model_validate(each) for each in found], next_cursor=cursor)


@router.get("/{preference_id}")
def read_preference(preference_id: uuid.UUID, session: ReadSession) -> PreferenceView:
    return PreferenceView.model_validate(rows.find(session, Preference, preference_id))


@router.put("/{preference_id}")
def replace_preference(
    preference_id: uuid.UUID, body: PreferenceBody, session: WriteSession
) -> PreferenceView:
    return PreferenceView.model_validate(
        rows.replace(session, rows.find(session, Preference, preference_id), body)
    )


@router.delete("/{preference_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_preference(preference_id: uuid.UUID, session: WriteSession) -> None:
    rows.remove(session, rows.find(session, Preference, preference_id))
