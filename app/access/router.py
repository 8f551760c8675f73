"""API keys over HTTP, for administrators."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.access import keys
from app.access.schemas import ApiKeyBody, ApiKeyIssued, ApiKeyView
from app.access.tables import ApiKey
from app.dependencies import AdminSession
from app.pagination import Page, Paged
from app.responses import problem_responses

router = APIRouter(prefix="/v1/keys", tags=["keys"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_key(body: ApiKeyBody, session: AdminSession, response: Response) -> ApiKeyIssued:
    """The answer holds the token, this once."""
    key = keys.issue(session, body)
    response.headers["Location"] = f"/v1/keys/{key.id}"
    response.headers["Cache-Control"] = "no-store"
    return key


@router.get("")
def list_keys(session: AdminSession, paging: Paged) -> Page[ApiKeyView]:
    found, cursor = rows.listed(session, ApiKey, (ApiKey.name, ApiKey.id), paging)
    return Page(items=[ApiKeyView.model_validate(key) for key in found], next_cursor=cursor)


@router.get("/{key_id}")
def read_key(key_id: uuid.UUID, session: AdminSession) -> ApiKeyView:
    return ApiKeyView.model_validate(rows.find(session, ApiKey, key_id))


@router.delete("/{key_id}", status_code=status.HTTP_204_NO_CONTENT)
def revoke_key(key_id: uuid.UUID, session: AdminSession) -> None:
    """From the next request on the key is refused."""
    keys.revoke(session, key_id)
