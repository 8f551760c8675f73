"""The routes that every kind of question about a roster has once it was asked: list, read, delete, adopt."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response, status

from app.dependencies import ReadSession, WriteSession
from app.jobs.answers import ACCEPTED
from app.questions.service import Questions
from app.responses import problem_responses
from app.rosters.schemas import RosterRead
from app.rosters.service import reads
from app.rosters.versions import ExpectedVersion, etag

BEGUN = ACCEPTED | problem_responses(409, 412)
"""What the route that asks declares as its ``responses``."""


def question_router(
    kind: Questions[Any, Any], tag: str, *, many: str, one: str | None, adopts: bool = False
) -> APIRouter:
    """A router with the kind's reading routes; ``many`` and ``one`` are what the list and the single read
    tell, ``one`` None where the kind reads single questions in its own way.
    """
    router = APIRouter(prefix="/v1", tags=[tag])
    known, single = f"{kind.name}_id", f"/{kind.name}s/{{{kind.name}_id}}"

    def list_questions(session: ReadSession, roster_id: uuid.UUID) -> list[Any]:
        return kind.of_roster(session, roster_id)

    def read_question(session: ReadSession, question_id: Annotated[uuid.UUID, Path(alias=known)]) -> Any:
        return kind.view(session, question_id)

    def discard_question(session: WriteSession, question_id: Annotated[uuid.UUID, Path(alias=known)]) -> None:
        """Forget the question and its answer; a draft that was made of it stays."""
        kind.remove(session, question_id)

    def adopt_question(
        session: WriteSession,
        question_id: Annotated[uuid.UUID, Path(alias=known)],
        version: ExpectedVersion,
        response: Response,
    ) -> RosterRead:
        """The draft that the answer's roster becomes, judged by every rule; asking twice gives the same one.

        If-Match names the version of the roster that was asked about: it must not have changed since.
        """
        draft = kind.adopt(session, question_id, version)
        response.headers["ETag"] = etag(draft.version)
        [read] = reads(session, [draft])
        return read

    router.add_api_route(
        f"/rosters/{{roster_id}}/{kind.name}s",
        list_questions,
        name=f"list_{kind.name}s",
        description=many,
        response_model=list[kind.read],  # type: ignore[name-defined] # a type that is told at run time
        responses=problem_responses(409),
    )
    if one is not None:
        router.add_api_route(
            single, read_question, name=f"read_{kind.name}", description=one, response_model=kind.read
        )
    router.add_api_route(
        single,
        discard_question,
        methods=["DELETE"],
        name=f"discard_{kind.name}",
        status_code=status.HTTP_204_NO_CONTENT,
        responses=problem_responses(409),
    )
    if adopts:
        router.add_api_route(
            f"{single}:adopt",
            adopt_question,
            methods=["POST"],
            name=f"adopt_{kind.name}",
            responses=problem_responses(409, 412, 428),
        )
    return router
