"""The problems that questions about a roster can meet."""

from dataclasses import dataclass
from http import HTTPStatus

from app.problems import Problem


@dataclass
class ExplanationOutdated(Problem):
    """The roster is at version {version} by now, the question was about version {asked}; ask again."""

    status = HTTPStatus.CONFLICT
    code = "explanation.roster_changed"
    asked: int
    version: int


@dataclass
class QuestionInvalid(Problem):
    """The question is about something the roster does not hold: {reason}."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "explanation.question_invalid"
    reason: str
