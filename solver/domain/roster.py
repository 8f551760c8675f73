"""Rosters: who works which shift, with every break in its place."""

from datetime import date, datetime
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from pydantic import model_validator

from solver.domain.document import Document
from solver.domain.time import MINUTE, Instant


class Activity(StrEnum):
    """What an agent does in a stretch of a shift."""

    QUEUE_WORK = "queue_work"
    BREAK = "break"
    MEAL = "meal"
    TRAINING = "training"
    COACHING = "coaching"
    MEETING = "meeting"
    HAND_OFF = "hand_off"
    ESCALATION = "escalation"
    TIME_OFF = "time_off"


class Segment(Document):
    """One activity from ``start`` to ``end``; ``session`` is the id of the session it attends, if any."""

    activity: Activity
    start: Instant
    end: Instant
    paid: bool = True
    name: str = ""
    session: str | None = None

    @property
    def minutes(self) -> int:
        return (self.end - self.start) // MINUTE


class Assignment(Document):
    """An agent and a shift; ``breaks`` are in order of time and inside the shift, the rest is work on
    queue.
    """

    agent: str
    template: str
    start: Instant
    end: Instant
    breaks: tuple[Segment, ...] = ()
    locked: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise ValueError("a shift must end after it starts")
        at = self.start
        for segment in self.breaks:
            if segment.start < at or segment.end <= segment.start or segment.end > self.end:
                raise ValueError("breaks must be in order, apart from each other and inside the shift")
            at = segment.end
        return self

    @property
    def minutes(self) -> int:
        """Elapsed minutes from start to end, breaks included."""
        return (self.end - self.start) // MINUTE

    @property
    def planned_breaks(self) -> tuple[Segment, ...]:
        """What the template puts into the shift: ``breaks`` without the sessions attended."""
        return tuple(segment for segment in self.breaks if segment.session is None)

    @property
    def paid_minutes(self) -> int:
        """Elapsed minutes less unpaid breaks; a session is working time whoever pays for it."""
        return self.minutes - sum(segment.minutes for segment in self.planned_breaks if not segment.paid)

    @property
    def off_queue(self) -> bool:
        """Whether breaks and other activities of its template fill all of it."""
        return sum(segment.minutes for segment in self.planned_breaks) >= self.minutes

    def local_date(self, zone: str) -> date:
        """The date the shift belongs to: the one its start bears in ``zone``."""
        return self.start.astimezone(ZoneInfo(zone)).date()

    def handed_to(self, agent: str) -> "Assignment":
        """The same shift as another agent's; sessions stay with those they are for."""
        return self.model_copy(update={"agent": agent, "locked": False, "breaks": self.planned_breaks})

    def is_on_shift(self, start: datetime, end: datetime) -> bool:
        """Whether the shift spans all of [start, end), breaks not considered."""
        return self.start <= start and end <= self.end

    def is_on_duty(self, start: datetime, end: datetime) -> bool:
        """Whether the agent works all of [start, end): on shift and in no break."""
        return self.is_on_shift(start, end) and not any(
            segment.start < end and start < segment.end for segment in self.breaks
        )


class Roster(Document):
    """Assignments ordered by agent and start."""

    assignments: tuple[Assignment, ...] = ()

    @model_validator(mode="after")
    def _sorted(self) -> Self:
        in_order = tuple(
            sorted(self.assignments, key=lambda shift: (shift.agent, shift.start, shift.template))
        )
        if in_order != self.assignments:
            object.__setattr__(self, "assignments", in_order)
        return self

    def by_agent(self) -> dict[str, list[Assignment]]:
        shifts: dict[str, list[Assignment]] = {}
        for assignment in self.assignments:
            shifts.setdefault(assignment.agent, []).append(assignment)
        return shifts
