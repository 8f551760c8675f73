"""The problems that every kind of question about a roster can meet."""

from dataclasses import dataclass
from http import HTTPStatus

from app.problems import Problem


@dataclass
class RosterOutdated(Problem):
    """The base of what is told when the roster has another version by now; each kind has its own code."""

    asked: int
    version: int


@dataclass
class QuestionNotReady(Problem):
    """The question is {state}; its job tells more: {job}"""

    status = HTTPStatus.CONFLICT
    code = "question.not_ready"
    state: str
    job: str


@dataclass
class QuestionUnfinished(Problem):
    """The job of the question is still at work: cancel it first, at {job}"""

    status = HTTPStatus.CONFLICT
    code = "question.unfinished"
    job: str


@dataclass
class NothingToAdopt(Problem):
    """The answer holds no roster that could become a draft."""

    status = HTTPStatus.CONFLICT
    code = "question.nothing_to_adopt"
