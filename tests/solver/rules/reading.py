"""How much a rule finds broken in a roster, in one call."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster
from solver.domain.time import at_clock
from solver.rule import Rule
from tests.solver.builders import a_problem, an_agent
from tests.solver.rules.conformance import excess_read


def excess(rule: Rule, *shifts: Assignment, agent: Agent | None = None, **problem: object) -> int:
    """The excess of the shifts for one agent (Anna in UTC where none is given)."""
    return excess_read(rule, a_problem(agents=[agent or an_agent()], **problem), Roster(assignments=shifts))


def excess_in(rule: Rule, problem: Problem, *shifts: Assignment) -> int:
    return excess_read(rule, problem, Roster(assignments=shifts))


def from_to(start: str, end: str, zone: str = "UTC", agent: str = "anna") -> Assignment:
    """A shift between two local clock times; its elapsed time is what the zone makes of it."""
    return Assignment(agent=agent, template="day", start=_instant(start, zone), end=_instant(end, zone))


def daily(
    days: Sequence[int | date], start: str = "09:00", hours: float = 8, zone: str = "UTC"
) -> list[Assignment]:
    """One shift on each of the dates; whole numbers count days from Monday 2 March 2026."""
    dates = [day if isinstance(day, date) else date(2026, 3, 2) + timedelta(days=day) for day in days]
    return [
        Assignment(agent="anna", template="day", start=begins, end=begins + timedelta(hours=hours))
        for begins in (at_clock(day, time.fromisoformat(start), zone) for day in dates)
    ]


def _instant(text: str, zone: str) -> datetime:
    wall = datetime.fromisoformat(text)
    return at_clock(wall.date(), wall.time(), zone)
