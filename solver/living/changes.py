"""What changed between two rosters, as a list that a person can read."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from solver.domain.days import by_local_day
from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster


class ChangeKind(StrEnum):
    """What happens to somebody's day."""

    GIVEN = "given"
    TAKEN_AWAY = "taken_away"
    MOVED = "moved"
    BREAKS_MOVED = "breaks_moved"


class ShiftChange(Document):
    """One agent's change on one of their local dates, and the sentence that tells them."""

    agent: str
    name: str
    kind: ChangeKind
    date: date
    before: Assignment | None
    after: Assignment | None
    sentence: str


def changes_between(problem: Problem, before: Roster, after: Roster) -> Iterator[ShiftChange]:
    """Every change, by name of the agent and date; of shifts on one date the first is told with the first.

    Agents the problem does not know are left out.
    """
    was, now = before.by_agent(), after.by_agent()
    for agent in sorted(problem.agents, key=lambda agent: (agent.name, agent.id)):
        earlier, later = (by_local_day(agent, shifts.get(agent.id, ())) for shifts in (was, now))
        for day in sorted({*earlier, *later}):
            gone = [shift for shift in earlier.get(day, ()) if shift not in later.get(day, ())]
            come = [shift for shift in later.get(day, ()) if shift not in earlier.get(day, ())]
            for number in range(max(len(gone), len(come))):
                old = gone[number] if number < len(gone) else None
                new = come[number] if number < len(come) else None
                yield _change(agent, day, old, new)


def _change(agent: Agent, day: date, before: Assignment | None, after: Assignment | None) -> ShiftChange:
    if before is None:
        kind, said = ChangeKind.GIVEN, f"is given {_times(after, agent)}"
    elif after is None:
        kind, said = ChangeKind.TAKEN_AWAY, f"no longer works {_times(before, agent)}"
    elif (before.template, before.start, before.end) == (after.template, after.start, after.end):
        kind, said = ChangeKind.BREAKS_MOVED, f"has other breaks in {_times(after, agent)}"
    else:
        kind, said = ChangeKind.MOVED, f"works {_times(after, agent)} instead of {_times(before, agent)}"
    return ShiftChange(
        agent=agent.id,
        name=agent.name,
        kind=kind,
        date=day,
        before=before,
        after=after,
        sentence=f"{day:%A} {day}: {agent.name} {said} ({agent.zone}).",
    )


def _times(shift: Assignment | None, agent: Agent) -> str:
    if shift is None:
        return "nothing"
    zone = ZoneInfo(agent.zone)
    return f"{shift.template} {shift.start.astimezone(zone):%H:%M}–{shift.end.astimezone(zone):%H:%M}"
