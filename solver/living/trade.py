"""Trades between people as documents: what is traded, under which settings, and what came of judging it."""

from enum import StrEnum
from typing import Literal, Self

from pydantic import Field, model_validator

from solver.domain.document import Document
from solver.domain.result import Violation
from solver.domain.roster import Activity, Assignment
from solver.domain.time import Instant
from solver.living.replacements import TierChange


class TradeKind(StrEnum):
    """What is traded: two shifts for each other, a shift given away, one nobody has, or a shift for another
    one that the templates offer.
    """

    SWAP = "swap"
    OFFER = "offer"
    OPEN_SHIFT = "open_shift"
    ALTERNATIVE = "alternative"


class Side(StrEnum):
    """Whom a refusal is about."""

    INITIATOR = "initiator"
    RECEIVER = "receiver"
    TEAM = "team"
    TRADE = "trade"


class Handling(StrEnum):
    """What follows where something is not as it should be."""

    ALLOW = "allow"
    REVIEW = "review"
    DISALLOW = "disallow"


class Travels(StrEnum):
    """What an activity means for a trade of its shift: it goes along with the shift, it forbids the trade, or
    it is the person's own and cannot move.
    """

    WITH_SHIFT = "with_shift"
    FORBIDS = "forbids"
    WITH_AGENT = "with_agent"


Likeness = Literal["queues", "skills", "channels", "site", "role", "contract"]


class TradeSettings(Document):
    """What an organization allows in trades.

    Whoever takes a shift must match whoever gives it in what is named by ``same``: serve the same queues and
    have the same skills and channels at least. ``rules`` say by rule what follows when a trade breaks it: a
    required one must not be broken unless said otherwise, one that is priced may. A trade may cost
    ``allowed_impact_hours`` agent-hours of service before ``service_worse`` applies.
    """

    enabled: bool = True
    swaps: bool = True
    offers: bool = True
    open_shifts: bool = True
    alternatives: bool = True
    min_hours_ahead: float = Field(default=24, ge=0, le=2_000)
    most_days_apart: int = Field(default=28, ge=0, le=366)
    most_trades_per_week: int = Field(default=5, ge=0, le=100)
    same: frozenset[Likeness] = frozenset({"queues"})
    min_minutes_between: int = Field(default=0, ge=0, le=4_320)
    paid_minutes_tolerated: int = Field(default=0, ge=0, le=1_440)
    unequal_paid_time: Handling = Handling.REVIEW
    must_have_worse: Handling = Handling.DISALLOW
    service_worse: Handling = Handling.REVIEW
    allowed_impact_hours: float = Field(default=0, ge=0, le=1_000)
    rules: dict[str, Handling] = Field(default_factory=dict)
    activities: dict[Activity, Travels] = Field(
        default_factory=lambda: {
            Activity.TRAINING: Travels.WITH_AGENT,
            Activity.MEETING: Travels.WITH_AGENT,
            Activity.ESCALATION: Travels.FORBIDS,
        }
    )


class Trade(Document):
    """``given`` goes from the initiator to the receiver, ``taken`` from the receiver to the initiator.

    Nobody has an open shift: it has no initiator. An alternative has no receiver: ``taken`` is a shift that
    nobody has yet.
    """

    kind: TradeKind
    initiator: str | None = None
    receiver: str | None = None
    given: Assignment
    taken: Assignment | None = None

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        if (self.initiator is None) != (self.kind is TradeKind.OPEN_SHIFT):
            raise ValueError("initiator goes with every kind of trade but an open shift")
        if self.receiver is None and self.kind is not TradeKind.ALTERNATIVE:
            raise ValueError("receiver: name who takes the shift")
        if self.receiver is not None and self.kind is TradeKind.ALTERNATIVE:
            raise ValueError("receiver: an alternative shift is nobody else's, leave it out")
        if self.taken is not None and self.kind in (TradeKind.OFFER, TradeKind.OPEN_SHIFT):
            raise ValueError("taken: nothing is taken in return for a shift given away")
        return self


class Situation(Document):
    """What is to be known of a trade beside the roster.

    ``acting`` is the agent who asks for it (None: a manager), ``accepting`` whether they answer rather than
    propose. ``addressed`` is the one the trade was offered to (None: anyone). ``trades_this_week`` counts
    trades made in the week of the shift, by agent.
    """

    now: Instant
    published: bool = True
    changed: bool = False
    decided: bool = False
    expires: Instant | None = None
    acting: str | None = None
    accepting: bool = False
    addressed: str | None = None
    trades_this_week: dict[str, int] = Field(default_factory=dict)


class Refusal(Document):
    """Why a trade is refused or has to be reviewed: a stable ``code``, and the rule or setting behind it."""

    code: str
    side: Side
    agent: str | None
    rule: str
    handling: Handling
    message: str


class Outcome(StrEnum):
    """What the judgement comes to."""

    ALLOWED = "allowed"
    REVIEW = "review"
    REFUSED = "refused"


class QueueEffect(Document):
    """Agent-hours a queue is short of more (below zero: less) because of a trade."""

    queue: str
    short_hours: float


class Verdict(Document):
    """The judgement of a trade; ``breaks`` and ``mends`` are all violations that would come and go."""

    outcome: Outcome
    refusals: tuple[Refusal, ...] = ()
    reviews: tuple[Refusal, ...] = ()
    score: tuple[TierChange, ...] = ()
    service: tuple[QueueEffect, ...] = ()
    breaks: tuple[Violation, ...] = ()
    mends: tuple[Violation, ...] = ()
