"""Time between the sessions of one person."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.session import Session, SessionActivity
from solver.domain.time import MINUTE
from solver.rule import Rule
from solver.session_rule import attendance_in

if TYPE_CHECKING:
    from datetime import datetime

    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class SessionSpacing(Rule):
    """Between any two sessions that one agent attends or leads lie at least so many ``minutes``.

    Only sessions of ``activities`` count, where these are named: coaching once a week at most, say, with a
    few days between. The excess counts pairs of sessions too close together.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "sessions too close together"
    sentence: ClassVar[str] = "Nobody has two sessions close together."

    rule: Literal["session_spacing"] = "session_spacing"
    minutes: int = Field(default=60, ge=1, le=44_640)
    activities: frozenset[SessionActivity] | None = None

    def pairs(self, problem: Problem) -> Iterator[tuple[Agent, Session, Session]]:
        """Every agent's sessions that count, two by two."""
        own: defaultdict[str, list[Session]] = defaultdict(list)
        for session in problem.sessions:
            if self.activities is None or session.activity in self.activities:
                for agent_id in session.people:
                    own[agent_id].append(session)
        for agent in self.agents(problem):
            for one, other in combinations(own[agent.id], 2):
                yield agent, one, other

    def too_close(self, one: Session, start: "datetime", other: Session, begins: "datetime") -> bool:
        """Whether less than the minutes asked for lie between them, begun then."""
        apart = self.minutes * MINUTE
        return begins < one.ends(start) + apart and start < other.ends(begins) + apart

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        if not model.sessions:
            return
        for agent, one, other in self.pairs(model.problem):
            first = model.attendance.attending(agent.id, one)
            second = model.attendance.attending(agent.id, other)
            rows = []
            for start, there in first.items():
                near = [also for begins, also in second.items() if self.too_close(one, start, other, begins)]
                if near:
                    rows.append(there + model.sum(near) - 1)
            if rows:
                yield model.breach(*rows, place=_place(agent.id, one, other), most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        attended = attendance_in(roster.assignments)
        for agent, one, other in self.pairs(problem):
            starts, begun = (
                [
                    start
                    for start, people in attended.get(session.id, {}).items()
                    if agent.id in people and start in session.moments
                ]
                for session in (one, other)
            )
            if any(self.too_close(one, start, other, begins) for start in starts for begins in begun):
                yield self.violation(
                    1,
                    _place(agent.id, one, other),
                    f"{agent.name} has {one.name} and {other.name} less than {self.minutes} minutes apart.",
                )


def _place(agent: str, one: Session, other: Session) -> Place:
    """From the first moment that either may begin to the last at which either may be over."""
    start = min(one.moments[0], other.moments[0])
    end = max(session.ends(session.moments[-1]) for session in (one, other))
    return Place(agent=agent, start=start, end=end)
