"""Sessions: training, coaching and meetings whose moment the solver chooses together with the shifts."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from solver.domain.document import Document
from solver.domain.roster import Activity, Segment
from solver.domain.time import MINUTE, Instant

MOST_SESSIONS = 2_000
MOST_STARTS = 2_000
MOST_ATTENDANCES = 500_000
"""Starts × people, summed over the sessions of a problem."""

SessionActivity = Literal["training", "coaching", "meeting"]


class Session(Document):
    """Something several people do together off the queues, at one of the moments in ``starts``.

    Everyone of ``attendees`` should be there; with fewer than ``least`` (None: all of them), or without one
    of the ``facilitators`` where any are named, it is not held. A session with one start is fixed; one that
    is ``placed`` has been announced and stays where it is. It lies inside one shift of each who attends,
    apart from their breaks, and takes every interval it touches from coverage.
    """

    id: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=200)
    activity: SessionActivity = "training"
    minutes: int = Field(ge=5, le=1_440)
    starts: tuple[Instant, ...] = Field(min_length=1, max_length=MOST_STARTS)
    attendees: tuple[str, ...] = Field(min_length=1, max_length=10_000)
    facilitators: tuple[str, ...] = Field(default=(), max_length=1_000)
    paid: bool = True
    least: int | None = Field(default=None, ge=1)
    placed: Instant | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if any(later <= earlier for earlier, later in zip(self.starts, self.starts[1:], strict=False)):
            raise ValueError(f"the starts of session {self.id} must be in order, each of them once")
        people = (*self.attendees, *self.facilitators)
        if len(set(people)) < len(people):
            twice = min({agent for agent in people if people.count(agent) > 1})
            raise ValueError(f"agent {twice} is named more than once in session {self.id}")
        if self.least is not None and self.least > len(self.attendees):
            raise ValueError(
                f"session {self.id} is worth holding from {self.least} attendees on and has only "
                f"{len(self.attendees)}"
            )
        return self

    @property
    def people(self) -> tuple[str, ...]:
        """Attendees, then facilitators."""
        return (*self.attendees, *self.facilitators)

    @property
    def moments(self) -> tuple[datetime, ...]:
        """When it may begin: where it is placed, else any of its starts."""
        return self.starts if self.placed is None else (self.placed,)

    @property
    def fewest(self) -> int:
        """How many attendees it needs to be held."""
        return len(self.attendees) if self.least is None else self.least

    def ends(self, start: datetime) -> datetime:
        return start + self.minutes * MINUTE


def segment_of(session: Session, start: datetime) -> Segment:
    """The session as a stretch of somebody's shift."""
    return Segment(
        activity=Activity(session.activity),
        start=start,
        end=session.ends(start),
        paid=session.paid,
        name=session.name,
        session=session.id,
    )


def people_of(sessions: Iterable[Session]) -> frozenset[str]:
    """Whoever attends or leads any of them."""
    return frozenset(agent for session in sessions for agent in session.people)


def check_sessions(
    sessions: Iterable[Session], agents: Iterable[str], first: datetime, end: datetime
) -> None:
    """Raise ValueError for a session named twice, unknown people, starts outside [first, end) or more starts
    and people than a problem may have.
    """
    known, seen, attendances = set(agents), set[str](), 0
    for session in sessions:
        if session.id in seen:
            raise ValueError(f"session {session.id} appears more than once")
        seen.add(session.id)
        for agent in session.people:
            if agent not in known:
                raise ValueError(f"session {session.id} names the unknown agent {agent}")
        for start in session.moments:
            if not first <= start < end:
                raise ValueError(f"session {session.id} may begin at {start.isoformat()}, outside the period")
        attendances += len(session.moments) * len(session.people)
    if attendances > MOST_ATTENDANCES:
        raise ValueError(
            f"the sessions have {attendances} starts for their people together, at most {MOST_ATTENDANCES} "
            "are allowed: give fewer starts or plan fewer sessions at once"
        )
