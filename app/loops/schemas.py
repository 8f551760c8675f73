"""What callers ask of closing the loop and read of it."""

import uuid
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictInt

from app.fields import Document
from app.questions.schemas import DraftingRead
from app.simulations.schemas import SimulateBody
from forecasting.simulation.closing import Correction
from forecasting.simulation.result import Chance, Estimate
from forecasting.staffing.requirement import ServiceGoal
from solver.domain.result import Status


class LoopBody(SimulateBody):
    """How to close the loop: the roster is solved anew ``rounds`` times at most, ``seconds`` each.

    Every simulation has the same seed, so that rosters meet the same contacts. ``seconds`` absent: as long
    as the roster was given.
    """

    rounds: Annotated[StrictInt, Field(ge=1, le=10)] = 3
    seconds: Annotated[float, Field(ge=1, le=3600, strict=True)] | None = None


class Ending(StrEnum):
    """Why no further round was made."""

    GOALS_HOLD = "goals_hold"
    NO_AGENT_HOURS = "no_agent_hours"
    ROUNDS_SPENT = "rounds_spent"
    STOPPED = "stopped"


class QueueRound(Document):
    """One queue in one round: what was required of the solver, what came of it, what is required next.

    ``correction`` names the intervals that fall short, and those in which the roster lacks agents that were
    required already; None where the goal has no service level, which is left alone.
    """

    queue_id: uuid.UUID
    queue: str
    goal: ServiceGoal
    required_hours: float
    service_level: Estimate
    goal_met: Chance | None
    missed_contacts: float = Field(description="Expected contacts short of the goal, beyond chance.")
    correction: Correction | None


class LoopRound(Document):
    """One round: a roster and its simulation; number 0 is the roster that was asked about."""

    number: int
    status: Status
    required_violations: int
    paid_hours: float
    coverage: float | None
    digest: str = Field(description="SHA-256 of everything that was simulated.")
    missed_contacts: float
    queues: tuple[QueueRound, ...]


class LoopDocument(Document):
    """All rounds, why there is no further one, and the number of the one whose roster is best."""

    ending: Ending
    reason: str
    best: int
    rounds: tuple[LoopRound, ...]
    warnings: tuple[str, ...]


class LoopRead(DraftingRead):
    """Closing the loop for one version of a roster.

    ``result_roster_id`` is the new draft; None when no round was better than the roster itself.
    """

    asked: LoopBody
    log: LoopDocument | None
