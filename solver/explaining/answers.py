"""What an explanation says: documents that people and programs can read."""

import datetime
from enum import StrEnum

from pydantic import Field

from solver.domain.document import Document
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.time import Instant


class Answer(StrEnum):
    """Whether the required rules can all be kept."""

    SOLVABLE = "solvable"
    CONTRADICTION = "contradiction"
    UNDECIDED = "undecided"


class Member(Document):
    """One part of a conflict: a required rule for some people, dates or queues, or a locked shift.

    ``without`` tells what a roster that keeps all other members does here instead.
    """

    rule: str
    agents: tuple[str, ...] = ()
    dates: tuple[datetime.date, ...] = ()
    queues: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    start: Instant | None = None
    end: Instant | None = None
    said: str
    without: tuple[str, ...]


GIVEN_UP = "unlock_shift"
"""The kind of an action that gives up a locked shift."""


class Action(Document):
    """One step of a repair: so much of a rule is waived at a place, or a locked shift is given up.

    ``price`` is in minutes of working time the step stands for, at the published rates. ``then`` is how the
    place looks in the roster the repair was found with.
    """

    kind: str
    rule: str
    place: Place
    amount: int = Field(ge=0)
    unit: str
    price: int = Field(ge=0)
    said: str
    then: str


class Repair(Document):
    """The cheapest set of actions found after which every required rule is kept, and a roster that shows it.

    ``bound`` is a proved lower bound of the price; ``cheapest`` means they meet. ``solved``: an ordinary
    solve of the repaired problem kept every rule. ``validated``: readers find nothing in ``roster`` beyond
    what the actions allow.
    """

    actions: tuple[Action, ...]
    price: int
    bound: int
    cheapest: bool
    solved: bool
    validated: bool
    roster: Roster


class Shortfall(Document):
    """A lack of people: agent-hours that ``queues`` require in the intervals asked about between ``start``
    and ``end``, and the most that everyone who can serve them (``agents``) could work then, each alone.
    """

    queues: tuple[str, ...]
    start: Instant
    end: Instant
    required_hours: float
    possible_hours: float
    agents: int = Field(ge=0)


class Conflict(Document):
    """Whether the required rules can hold, and where they cannot: the members that cannot hold together.

    ``proved``: a fresh model has no roster for all members, and for each member there is a roster of all the
    others that readers agree with. ``shortfall`` tells the hours
    where people are too few. ``given`` names rules that were taken for granted.
    """

    answer: Answer
    said: str
    members: tuple[Member, ...] = ()
    shortfall: Shortfall | None = None
    proved: bool = False
    repair: Repair | None = None
    given: tuple[str, ...] = ()
    seconds: float


class TierChange(Document):
    """A tier's value before and after; less is better."""

    tier: Tier
    before: float
    after: float

    @property
    def change(self) -> float:
        return self.after - self.before


class Option(Document):
    """Something that could be done to the roster, tried on it: what it changes tier by tier and what it
    breaks.

    ``gained_hours`` are agent-hours of the span asked about that become covered; ``allowed`` tells whether
    every required rule stays kept as it was.
    """

    kind: str
    agent: str | None
    said: str
    shifts: tuple[Assignment, ...]
    gained_hours: float
    tiers: tuple[TierChange, ...]
    cost: float
    broken: tuple[Violation, ...]
    allowed: bool


class Considered(Document):
    """One agent in view of an uncovered span: what stops them, or what it would take."""

    agent: str
    name: str
    reason: str
    rules: tuple[str, ...]
    said: str


class GapAnswer(Document):
    """Why a queue is short in a span: who was considered, the rule that stops each, and what the cheapest
    extras would buy, each tried on the roster.
    """

    queue: str
    start: Instant
    end: Instant
    required_hours: float
    covered_hours: float
    short_hours: float
    said: str
    considered: tuple[Considered, ...]
    reasons: dict[str, int]
    options: tuple[Option, ...]
    seconds: float


class AssignmentAnswer(Document):
    """Why an agent has a shift: what is lost without it, and what others could make of it."""

    agent: str
    start: Instant
    end: Instant
    said: str
    without: Option
    others: tuple[Considered, ...]
    options: tuple[Option, ...]
    reasons: dict[str, int]
    seconds: float
