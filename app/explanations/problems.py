"""The problems that questions about a roster can meet."""

from dataclasses import dataclass
from http import HTTPStatus

from app.problems import Problem
from app.questions.problems import RosterOutdated


@dataclass
class ExplanationOutdated(RosterOutdated):
    """The roster is at version {version} by now, the question was about version {asked}; ask again."""

    status = HTTPStatus.CONFLICT
    code = "explanation.roster_changed"


@dataclass
class QuestionInvalid(Problem):
    """The question is about something the roster does not hold: {reason}."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "explanation.question_invalid"
    reason: str
