"""The problems that comparisons can meet."""

from dataclasses import dataclass
from http import HTTPStatus

from app.problems import Problem


@dataclass
class ComparisonNotReady(Problem):
    """The comparison is {state}; its job tells more: {job}"""

    status = HTTPStatus.CONFLICT
    code = "comparison.not_ready"
    state: str
    job: str
