"""The problems that a search for replacements can meet."""

from dataclasses import dataclass
from http import HTTPStatus

from app.problems import Problem


@dataclass
class ShiftUnknown(Problem):
    """The field {field} names no shift of this roster."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "replacements.shift_unknown"
    field: str


@dataclass
class NothingToReplace(Problem):
    """Name at least one shift in shifts or in open_shifts."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "replacements.nothing"
