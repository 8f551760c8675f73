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


@dataclass
class RequirementElsewhere(Problem):
    """The roster takes {days} days from {first_date}, the requirement {held_days} from {held_first_date}."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "requirement.elsewhere"
    first_date: str
    days: int
    held_first_date: str
    held_days: int
