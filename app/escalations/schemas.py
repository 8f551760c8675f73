"""What callers ask of levers and read of them."""

from typing import Annotated

from pydantic import Field, StrictInt

from app.fields import Document, Instant
from app.questions.schemas import QuestionRead
from app.repairs.schemas import IncidentEvent, SurgeEvent
from solver.living.escalation import Lever, Shortage


class EscalationBody(Document):
    """A surge or an incident, and how far the levers may go.

    ``as_of`` absent is now; what has begun by then stays. An agent may work ``overtime_minutes`` beyond the
    contract's week, at ``overtime_rate`` times its hour. ``overflow_cost_per_hour`` absent: nobody outside
    would take the work.
    """

    event: Annotated[SurgeEvent | IncidentEvent, Field(discriminator="event")]
    as_of: Instant | None = None
    overtime_minutes: Annotated[StrictInt, Field(ge=0, le=2400)] = 240
    overtime_rate: Annotated[float, Field(ge=1, le=10)] = 1.5
    overflow_cost_per_hour: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    seconds: Annotated[float, Field(ge=1, le=300)] = 10


class EscalationDocument(Document):
    """Agent-hours short by queue before and after the event, and each lever in the order they are pulled."""

    before: tuple[Shortage, ...]
    disrupted: tuple[Shortage, ...]
    levers: tuple[Lever, ...]
    seconds: float


class EscalationRead(QuestionRead):
    """The levers for one version of a roster; nothing of the roster is changed by weighing them."""

    asked: EscalationBody
    queues: dict[str, str] = Field(description="Names by id.")
    escalation: EscalationDocument | None
