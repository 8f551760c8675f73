"""The problems that forecasts and what is made of them can meet."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from app.problems import Problem


@dataclass
class NoHistory(Problem):
    """No queue has a history yet: import some with POST /v1/history/imports."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "history.none"


@dataclass
class NeverOpen(Problem):
    """The queue {queue} is never open: give it a window in opening_hours."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "queue.never_open"
    queue: str


@dataclass
class NothingForecast(Problem):
    """None of the queues could be forecast; each error names the queue and what is missing."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "forecast.nothing"
    errors: list[dict[str, Any]]


@dataclass
class PlanNotReady(Problem):
    """There is no result yet, the state is {state}; the job tells more: {job}"""

    status = HTTPStatus.CONFLICT
    code = "plan.not_ready"
    state: str
    job: str
