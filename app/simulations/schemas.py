"""What callers ask of simulations and read of them."""

import uuid
from typing import Annotated

from pydantic import Field, StrictInt

from app.fields import Document
from app.questions.schemas import QuestionRead
from forecasting.simulation.result import ServiceSpan, SimulationResult
from forecasting.staffing.requirement import Channel, ServiceGoal


class SimulateBody(Document):
    """How often to simulate the roster; the same seed and number of replications give the same result."""

    replications: Annotated[StrictInt, Field(ge=2, le=2000)] = 100
    seed: Annotated[StrictInt, Field(ge=0, le=2_147_483_647)] = 1


class SimulatedWork(Document):
    """One queue as it was simulated. ``contacts`` are those expected over the period.

    ``day_factor_cv`` is how far whole days stray from the forecast, ``shrinkage`` the share of agents away.
    """

    queue_id: uuid.UUID
    queue: str
    goal: ServiceGoal
    patience_seconds: float | None
    contacts: float
    day_factor_cv: float
    shrinkage: float


class SimulationDocument(Document):
    """What is kept of a simulation: the library's result, and what it was made from.

    ``digest`` is the SHA-256 of the whole request.
    """

    result: SimulationResult
    queues: tuple[SimulatedWork, ...]
    assumptions: tuple[str, ...]
    digest: str


class SimulatedQueue(Document):
    """One queue over the whole period, its days and its weeks; ``meaning`` tells what its level counts."""

    work: SimulatedWork
    channel: Channel
    meaning: str
    total: ServiceSpan
    days: tuple[ServiceSpan, ...]
    weeks: tuple[ServiceSpan, ...]


class SimulationRead(QuestionRead):
    """A simulation without its intervals; ``current`` tells whether the shifts are still those simulated."""

    replications: int
    seed: int
    confidence: float | None = Field(description="Of every interval; the half-widths are at this level.")
    digest: str | None = Field(description="SHA-256 of everything that was simulated.")
    assumptions: tuple[str, ...]
    warnings: tuple[str, ...]
    queues: tuple[SimulatedQueue, ...]


class SimulationView(SimulationRead):
    """A whole simulation; ``result`` has every interval of every queue, once it is ready."""

    result: SimulationResult | None
