"""The problems that callers of rules can meet."""

from dataclasses import dataclass
from http import HTTPStatus

from app.problems import Problem


@dataclass
class NoContract(Problem):
    """{agent} has no contract: give them one, without it no rules are worked out."""

    status = HTTPStatus.CONFLICT
    code = "agent.no_contract"
    agent: str
