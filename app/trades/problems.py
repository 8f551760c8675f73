"""The problems that trades can meet."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from app.problems import Problem


@dataclass
class TradeRefused(Problem):
    """The trade cannot be made: {codes}."""

    status = HTTPStatus.CONFLICT
    code = "trade.refused"
    codes: list[str]
    refusals: list[dict[str, Any]]


@dataclass
class TradeDecided(Problem):
    """The trade is {state} and stays so."""

    status = HTTPStatus.CONFLICT
    code = "trade.decided"
    state: str


@dataclass
class TradeNotAccepted(Problem):
    """Nobody has accepted the trade yet: name the agent who is to take the shift."""

    status = HTTPStatus.CONFLICT
    code = "trade.not_accepted"


@dataclass
class NotYourTrade(Problem):
    """Only {whom} may do this."""

    status = HTTPStatus.CONFLICT
    code = "trade.not_yours"
    whom: str
