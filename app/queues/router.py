"""The queues of an organization over HTTP."""

import uuid

from fastapi import APIRouter, Response, status

from app import rows
from app.dependencies import ReadSession, WriteSession
from app.pagination import NameFilter, Page, Paged
from app.queues import service
from app.queues.schemas import QueueBody, QueueView
from app.queues.tables import Queue
from app.responses import problem_responses

router = APIRouter(prefix="/v1/queues", tags=["queues"], responses=problem_responses(409))


@router.post("", status_code=status.HTTP_201_CREATED)
def create_queue(body: QueueBody, session: WriteSession, response: Response) -> QueueView:
    queue = service.open_queue(session, body)
    response.headers["Location"] = f"/v1/queues/{queue.id}"
    return queue


@router.get("")
def list_queues(session: ReadSession, paging: Paged, name: NameFilter = None) -> Page[QueueView]:
    named = None if name is None else Queue.name == name
    found, cursor = rows.listed(session, Queue, (Queue.name, Queue.id), paging, named)
    return Page(items=service.views(session, found), next_cursor=cursor)


@router.get("/{queue_id}")
def read_queue(queue_id: uuid.UUID, session: ReadSession) -> QueueView:
    return service.views(session, [rows.find(session, Queue, queue_id)])[0]


@router.put("/{queue_id}")
def replace_queue(queue_id: uuid.UUID, body: QueueBody, session: WriteSession) -> QueueView:
    return service.replace(session, queue_id, body)


@router.delete("/{queue_id}", status_code=status.HTTP_204_NO_CONTENT)
def delete_queue(queue_id: uuid.UUID, session: WriteSession) -> None:
    rows.remove(session, rows.find(session, Queue, queue_id))
