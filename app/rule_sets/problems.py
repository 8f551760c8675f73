"""The problems that callers of rules can meet."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from app.problems import Problem


@dataclass
class NoContract(Problem):
    """{agent} has no contract: give them one, without it no rules are worked out."""

    status = HTTPStatus.CONFLICT
    code = "agent.no_contract"
    agent: str


@dataclass
class LayersContradict(Problem):
    """No roster can keep all that the layers of rules require: {first}"""

    status = HTTPStatus.CONFLICT
    code = "rules.layers_contradict"
    first: str
    issues: list[dict[str, Any]]
