"""The problems that simulations can meet."""

from dataclasses import dataclass
from http import HTTPStatus

from app.problems import Problem
from app.questions.problems import RosterOutdated


@dataclass
class RosterChanged(RosterOutdated):
    """The roster is at version {version} by now, version {asked} was to be simulated; ask again."""

    status = HTTPStatus.CONFLICT
    code = "simulation.roster_changed"


@dataclass
class NotSimulated(Problem):
    """The simulation is {state}; its job tells more: {job}"""

    status = HTTPStatus.CONFLICT
    code = "simulation.not_ready"
    state: str
    job: str


@dataclass
class NothingToSimulate(Problem):
    """Nothing is required of any queue of this roster, so there are no contacts to simulate."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "simulation.nothing"


@dataclass
class SimulationInvalid(Problem):
    """The roster cannot be simulated: {reason}."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    code = "simulation.invalid"
    reason: str
