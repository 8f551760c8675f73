"""The problems that a requirement can meet."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from app.problems import Problem


@dataclass
class NothingStaffed(Problem):
    """None of the queues could be staffed; each error names the queue and what is missing."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "requirement.nothing"
    errors: list[dict[str, Any]]
