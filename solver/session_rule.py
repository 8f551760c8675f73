"""Rules about who attends the sessions of a problem."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from solver.domain.problem import Problem
from solver.domain.result import Place, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.session import Session, SessionActivity
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class SessionRule(Rule):
    """A rule about sessions: all of the problem, those of ``activities``, those named by id in ``sessions``.

    A session is held at the start that most of its attendees attend it at, provided they are as many as it
    needs and somebody leads it. The excess counts attendees who miss it, all of them where it is not held.
    """

    unit: ClassVar[str] = "people missing from a session"

    activities: frozenset[SessionActivity] | None = None
    sessions: frozenset[str] | None = Field(default=None, max_length=2_000)

    def concerns(self, session: Session) -> bool:
        return (self.activities is None or session.activity in self.activities) and (
            self.sessions is None or session.id in self.sessions
        )

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for session in filter(self.concerns, model.sessions):
            missing = model.attendance.missing(session)
            yield model.breach(missing, place=_place(session), most=len(session.attendees))

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        attended = attendance_in(roster.assignments)
        for session in filter(self.concerns, problem.sessions):
            start, there = held(session, attended.get(session.id, {}))
            missing = len(session.attendees) - len(there)
            if missing > 0:
                said = (
                    f"{session.name} is not held: {missing} people miss it."
                    if start is None
                    else f"{missing} of {len(session.attendees)} people miss {session.name} at "
                    f"{start:%Y-%m-%d %H:%M}Z."
                )
                yield self.violation(missing, _place(session), said)


def attendance_in(assignments: Iterable[Assignment]) -> dict[str, dict[datetime, frozenset[str]]]:
    """Who is at which session when: agents by session and start."""
    found: defaultdict[str, defaultdict[datetime, set[str]]] = defaultdict(lambda: defaultdict(set))
    for shift in assignments:
        for segment in shift.breaks:
            if segment.session is not None:
                found[segment.session][segment.start].add(shift.agent)
    return {
        session: {start: frozenset(people) for start, people in by_start.items()}
        for session, by_start in found.items()
    }


def held(session: Session, there: dict[datetime, frozenset[str]]) -> tuple[datetime | None, frozenset[str]]:
    """When the session is held and which of its attendees are there; None and nobody where it is not."""
    attendees, leading = frozenset(session.attendees), frozenset(session.facilitators)
    best: tuple[datetime | None, frozenset[str]] = (None, frozenset())
    for start in session.moments:
        people = there.get(start, frozenset())
        led = not leading or bool(people & leading)
        if led and len(people & attendees) >= max(session.fewest, len(best[1]) + 1):
            best = start, people & attendees
    return best


def _place(session: Session) -> Place:
    """From the first moment it may begin to the last at which it may be over."""
    return Place(start=session.moments[0], end=session.ends(session.moments[-1]))
