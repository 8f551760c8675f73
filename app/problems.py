"""The problems a caller can meet, one class each: its status, its stable code and what it means."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from http import HTTPStatus
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Problem(Exception):  # noqa: N818 - the word of RFC 9457
    """The base of every problem; a subclass is a dataclass whose fields go out beside the message.

    Its docstring is the message, formatted with its fields; its code never changes once published.
    """

    status: ClassVar[HTTPStatus]
    code: ClassVar[str]

    @property
    def extra(self) -> dict[str, Any]:
        """The typed fields of this problem, as JSON-ready values."""
        return {each.name: getattr(self, each.name) for each in fields(self)}  # type: ignore[arg-type]

    def __str__(self) -> str:
        return meaning(type(self)).format(**self.extra)


class ProblemBody(BaseModel):
    """An RFC 9457 body: ``type`` and ``code`` name the problem, ``detail`` tells this occurrence."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str


def meaning(problem: type[Problem]) -> str:
    """The docstring of a problem on one line."""
    return " ".join((problem.__doc__ or "").split())


def body(status: int, code: str, detail: str, extra: Mapping[str, Any] = {}) -> dict[str, Any]:
    """The members of an RFC 9457 body, in reading order."""
    return {
        "type": f"/v1/problems#{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "code": code,
        **extra,
    }


def every_problem(root: type[Problem] = Problem) -> Iterator[type[Problem]]:
    """Every concrete problem class that has been loaded, by code."""
    found = {each.code: each for each in _descendants(root) if hasattr(each, "code")}
    return (found[code] for code in sorted(found))


def _descendants(root: type[Problem]) -> Iterator[type[Problem]]:
    for each in root.__subclasses__():
        yield each
        yield from _descendants(each)


@dataclass
class RequestInvalid(Problem):
    """The request does not have the expected form; each error names the place and what is wrong there."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "request.invalid"
    errors: list[dict[str, Any]]


@dataclass
class CursorInvalid(Problem):
    """The cursor was not issued by this list; leave it out to start at the beginning."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "cursor.invalid"


@dataclass
class ReferenceUnknown(Problem):
    """The field {field} refers to something that does not exist."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "reference.unknown"
    field: str


@dataclass
class InvariantBroken(Problem):
    """The values of {table} contradict each other: {invariant} must hold."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "invariant.broken"
    table: str
    invariant: str


@dataclass
class NotFound(Problem):
    """Nothing with this address exists."""

    status = HTTPStatus.NOT_FOUND
    code = "not_found"


@dataclass
class AlreadyExists(Problem):
    """Another {table} already has this {field}."""

    status = HTTPStatus.CONFLICT
    code = "already_exists"
    table: str
    field: str


@dataclass
class StillInUse(Problem):
    """This cannot be deleted while a {used_by} refers to it."""

    status = HTTPStatus.CONFLICT
    code = "still_in_use"
    used_by: str


@dataclass
class Overlapping(Problem):
    """Another {table} covers part of the same time."""

    status = HTTPStatus.CONFLICT
    code = "overlapping"
    table: str


@dataclass
class OrganizationMissing(Problem):
    """There is no organization yet: create one with POST /v1/organizations."""

    status = HTTPStatus.CONFLICT
    code = "organization.missing"


@dataclass
class PreconditionFailed(Problem):
    """It has changed since it was read: the present version is {version}, not the one named in If-Match."""

    status = HTTPStatus.PRECONDITION_FAILED
    code = "precondition.failed"
    version: int


@dataclass
class BodyTooLarge(Problem):
    """The body is larger than this call accepts."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    code = "body.too_large"


@dataclass
class BodyUnreadable(Problem):
    """The body cannot be read: expected JSON in UTF-8, not compressed, nested a few levels deep, with numbers
    of ordinary length.
    """

    status = HTTPStatus.BAD_REQUEST
    code = "body.unreadable"


@dataclass
class NotAuthenticated(Problem):
    """A valid API key is needed: Authorization: Bearer wfm_…"""

    status = HTTPStatus.UNAUTHORIZED
    code = "not_authenticated"


@dataclass
class ScopeMissing(Problem):
    """The API key lacks the scope {scope}."""

    status = HTTPStatus.FORBIDDEN
    code = "scope.missing"
    scope: str


@dataclass
class RequestForeign(Problem):
    """Another web site caused this request, or its host is not this machine; use an API key."""

    status = HTTPStatus.FORBIDDEN
    code = "request.foreign"


@dataclass
class DatabaseUnavailable(Problem):
    """The database does not answer at present; try again in a moment."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    code = "database.unavailable"


@dataclass
class InstallationOnly(Problem):
    """Only the administrator of the installation may do this, on the machine itself."""

    status = HTTPStatus.FORBIDDEN
    code = "installation.only"


@dataclass
class Unexpected(Problem):
    """The service failed; the cause is in its log under request id {request_id}."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    code = "unexpected"
    request_id: uuid.UUID
