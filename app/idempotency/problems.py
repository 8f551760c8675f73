"""What a repeated request can run into."""

from dataclasses import dataclass
from http import HTTPStatus

from app.problems import Problem


@dataclass
class KeyInFlight(Problem):
    """A request with this Idempotency-Key is just being answered; repeat yours in a moment."""

    status = HTTPStatus.CONFLICT
    code = "idempotency.in_flight"


@dataclass
class KeyReused(Problem):
    """This Idempotency-Key came with a different request before; use a new key for a new request."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "idempotency.reused"
