"""The problems that escalations can meet."""

from dataclasses import dataclass
from http import HTTPStatus

from app.questions.problems import RosterOutdated


@dataclass
class EscalationOutdated(RosterOutdated):
    """The roster is at version {version} by now, levers were to be weighed for version {asked}; ask again."""

    status = HTTPStatus.CONFLICT
    code = "escalation.roster_changed"
