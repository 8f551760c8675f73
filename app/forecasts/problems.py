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


@dataclass
class TooFarAhead(Problem):
    """first_date and days: expected an end at most {most_days} days after the history, which ends
    on {last}.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "forecast.too_far_ahead"
    most_days: int
    last: str


@dataclass
class BeforeHistory(Problem):
    """first_date: expected a day after the history begins, on {first}, got {first_date}."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "forecast.before_history"
    first: str
    first_date: str


@dataclass
class NotAlike(Problem):
    """like_queue: expected a queue on the clock of {zone}, but {queue} keeps that of {its_zone}."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "forecast.not_alike"
    queue: str
    its_zone: str
    zone: str


@dataclass
class NothingCameYet(Problem):
    """No contact of this forecast's days, from {first_date} on, is in the history before {as_of}: import it
    first with POST /v1/history/imports.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "forecast.nothing_came_yet"
    first_date: str
    as_of: str


@dataclass
class ChangeRefused(Problem):
    """The forecast cannot be changed so; each error names the queue and what was expected."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "forecast.change_refused"
    errors: list[dict[str, Any]]
