"""The problems that repairs can meet."""

from dataclasses import dataclass
from http import HTTPStatus

from app.questions.problems import RosterOutdated


@dataclass
class RepairOutdated(RosterOutdated):
    """The roster is at version {version} by now, version {asked} was to be repaired; ask again."""

    status = HTTPStatus.CONFLICT
    code = "repair.roster_changed"
