"""Turns every failure into an RFC 9457 body, so that no caller ever sees a stack trace or its own input."""

import logging
import re
import uuid
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from psycopg import errors as postgres
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from app.problems import (
    AlreadyExists,
    BodyTooLarge,
    BodyUnreadable,
    DatabaseUnavailable,
    InvariantBroken,
    NotFound,
    Overlapping,
    Problem,
    ReferenceUnknown,
    RequestInvalid,
    StillInUse,
    Unexpected,
    body,
)

logger = logging.getLogger(__name__)

MOST_ERRORS = 100
MEDIA_TYPE = "application/problem+json"
PLAINER = {
    "timezone_aware": "expected a time with its offset, such as 2026-12-07T09:00:00+01:00",
    "json_invalid": "expected JSON; the second step of loc tells at which character it ends to be that",
    "extra_forbidden": "expected no field of this name: leave it out, or look it up in /v1/openapi.json",
}
"""Messages for types of error whose own message leaves the caller at a loss."""


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that tells ``problem``."""
    content = body(problem.status, problem.code, str(problem), jsonable_encoder(problem.extra))
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers = {"WWW-Authenticate": "Bearer", **(headers or {})}
    return JSONResponse(content, problem.status, headers, media_type=MEDIA_TYPE)


def install_error_handlers(app: FastAPI) -> None:
    """Answer every failure of ``app`` with a problem body."""

    @app.exception_handler(Problem)
    def _told(_request: Request, error: Problem) -> Response:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    def _invalid(_request: Request, error: RequestValidationError) -> Response:
        return problem_response(request_invalid(error))

    @app.exception_handler(IntegrityError)
    def _refused(request: Request, error: IntegrityError) -> Response:
        problem = problem_of_constraint(error.orig, deleting=request.method == "DELETE")
        return _unexpected(request, error) if problem is None else problem_response(problem)

    @app.exception_handler(DataError)
    def _unstorable(_request: Request, _error: DataError) -> Response:
        return problem_response(
            RequestInvalid([{"loc": ["body"], "type": "unstorable", "message": "A value is out of range"}])
        )

    @app.exception_handler(OperationalError)
    @app.exception_handler(PoolTimeoutError)
    def _unreachable(_request: Request, error: Exception) -> Response:
        logger.error("the database does not answer", exc_info=error)
        return problem_response(DatabaseUnavailable(), {"Retry-After": "5"})

    @app.exception_handler(HTTPException)
    def _http(_request: Request, error: HTTPException) -> Response:
        if error.status_code == HTTPStatus.NOT_FOUND:
            return problem_response(NotFound())
        if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return problem_response(BodyTooLarge())
        if error.status_code == HTTPStatus.BAD_REQUEST:  # FastAPI's only one: the body could not be parsed
            return problem_response(BodyUnreadable())
        status = HTTPStatus(error.status_code)
        code = f"http.{status.name.lower()}"
        return JSONResponse(
            body(status, code, status.description or status.phrase),
            status,
            error.headers,
            media_type=MEDIA_TYPE,
        )

    @app.exception_handler(Exception)
    def _unexpected(_request: Request, error: Exception) -> Response:
        request_id = uuid.uuid4()
        logger.error("request %s failed", request_id, exc_info=error)
        return problem_response(Unexpected(request_id))


def request_invalid(error: RequestValidationError) -> RequestInvalid:
    """Where and why a request is malformed, without a word of what was sent."""
    return RequestInvalid(
        [
            {"loc": [_step(step) for step in each["loc"]], "type": each["type"], "message": _told(each)}
            for each in error.errors()[:MOST_ERRORS]
        ]
    )


def _told(error: Mapping[str, Any]) -> str:
    """What was expected: the validator's own words, but for those that do not say what to do now."""
    if error["type"] == "model_attributes_type" and tuple(error["loc"]) == ("body",):
        return "expected a JSON object, sent with Content-Type: application/json"
    return PLAINER.get(error["type"], str(error["msg"]).removeprefix("Value error, "))


def _step(step: str | int) -> str:
    # The name of an unknown field is the caller's own text: cut it, and leave nothing that cannot be printed.
    return ascii(str(step)[:100])[1:-1]


def problem_of_constraint(error: BaseException | None, *, deleting: bool) -> Problem | None:
    """What a refused row means to the caller, told from the name of the constraint (app.tables.NAMING)."""
    if not isinstance(error, postgres.IntegrityError):
        return None
    table, constraint = error.diag.table_name or "", error.diag.constraint_name or ""
    spoken = table.replace("_", " ")
    field = re.sub(rf"^[a-z]+_{table}_(organization_id_)?", "", constraint)
    match error:
        case postgres.ForeignKeyViolation() if deleting:
            return StillInUse(used_by=spoken)
        case postgres.ForeignKeyViolation():
            return ReferenceUnknown(field=field)
        case postgres.UniqueViolation():
            return AlreadyExists(table=spoken, field=field)
        case postgres.ExclusionViolation():
            return Overlapping(table=spoken)
        case postgres.CheckViolation():
            return InvariantBroken(table=spoken, invariant=field)
    return None
