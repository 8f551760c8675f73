"""What agents and managers ask of trades and read of them."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictBool, model_validator

from app.fields import Document, Instant, Stored
from app.replacements.schemas import ShiftName
from app.rosters.schemas import ShiftBody
from solver.domain.roster import Assignment
from solver.living.trade import Outcome, TradeKind, TradeSettings, Verdict

Note = Annotated[str, Field(max_length=500)]


class TradeState(StrEnum):
    """Where a trade stands: ``open`` waits for an answer or for bids, ``accepted`` for a manager."""

    OPEN = "open"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    REFUSED = "refused"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def is_final(self) -> bool:
        return self not in (TradeState.OPEN, TradeState.ACCEPTED)


class TradeAction(StrEnum):
    """What somebody did with a trade."""

    PROPOSED = "proposed"
    BID = "bid"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    REFUSED = "refused"


class TradeBody(Document):
    """A trade to propose.

    ``given`` is the shift given away, of the initiator; an open shift, which nobody has, is written out in
    ``open_shift`` instead. ``taken`` is the shift asked for in return: another agent's in a swap, written out
    in ``wanted`` for an alternative that nobody has. ``receiver_id`` absent: whoever bids first or is chosen.
    ``acting_agent_id`` is the agent who asks; absent, a manager does.
    """

    kind: TradeKind
    roster_id: uuid.UUID
    acting_agent_id: uuid.UUID | None = None
    given: ShiftName | None = None
    open_shift: ShiftBody | None = None
    receiver_id: uuid.UUID | None = None
    taken: ShiftName | None = None
    wanted: ShiftBody | None = None
    expires_at: Instant | None = None
    note: Note = ""

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        is_open = self.kind is TradeKind.OPEN_SHIFT
        if (self.open_shift is not None) != is_open or (self.given is None) != is_open:
            raise ValueError("expected open_shift for an open shift, given for every other kind")
        if (self.wanted is not None) != (self.kind is TradeKind.ALTERNATIVE):
            raise ValueError("expected wanted for an alternative, and for no other kind")
        if (self.taken is not None) != (self.kind is TradeKind.SWAP):
            raise ValueError("expected taken for a swap, and for no other kind")
        if self.kind is TradeKind.SWAP and self.receiver_id is None:
            raise ValueError("expected receiver_id for a swap")
        return self


class AnswerBody(Document):
    """An agent's answer; ``agent_id`` is who accepts, declines or withdraws (absent: a manager)."""

    agent_id: uuid.UUID | None = None
    note: Note = ""


class BidBody(Document):
    """An agent who would take the shift."""

    agent_id: uuid.UUID
    note: Note = ""


class DecisionBody(Document):
    """A manager's decision; ``agent_id`` chooses who takes the shift, among those who bid or anyone else."""

    agent_id: uuid.UUID | None = None
    note: Note = ""


class TradeEventRead(Document):
    """One entry of a trade's history; ``agent_id`` None: a manager. ``key_id`` is the API key used, None on
    the machine itself.
    """

    at: datetime
    action: TradeAction
    agent_id: uuid.UUID | None
    key_id: uuid.UUID | None
    note: str
    outcome: Outcome | None
    codes: tuple[str, ...]


class BidRead(Document):
    """An agent who would take the shift, with the verdict at the time."""

    agent_id: uuid.UUID
    at: datetime
    verdict: Verdict


class TradeRead(Stored):
    """A trade; ``verdict`` is the newest judgement of it, None before there is a receiver to judge."""

    kind: TradeKind
    state: TradeState
    roster_id: uuid.UUID
    initiator_id: uuid.UUID | None
    receiver_id: uuid.UUID | None
    given: Assignment
    taken: Assignment | None
    expires_at: datetime | None
    verdict: Verdict | None
    result_roster_id: uuid.UUID | None


class TradeView(TradeRead):
    """A trade with its bids and everything that was done with it, the oldest first."""

    bids: tuple[BidRead, ...]
    history: tuple[TradeEventRead, ...]


class TradeSettingsBody(TradeSettings):
    """What is allowed in trades. With ``auto_approve`` a trade that needs no review is made at once."""

    auto_approve: StrictBool = True
