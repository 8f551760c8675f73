"""The problems that the fairness ledger can meet."""

from dataclasses import dataclass
from http import HTTPStatus

from app.problems import Problem


@dataclass
class LedgerBelowZero(Problem):
    """The agent has {known} {kind} by all published rosters and corrections: no more can be taken off."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "ledger.below_zero"
    kind: str
    known: int
