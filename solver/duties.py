"""Who holds which escalation duty when, read off a roster: fair, and the same every time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

from solver.domain.document import Document
from solver.domain.problem import Problem
from solver.domain.roster import Roster
from solver.domain.time import MINUTE, Instant
from solver.rules.escalation_duty import EscalationDuty

Part = Literal["primary", "backup"]


class DutyStretch(Document):
    """One person's escalation duty from ``start`` to ``end``; without an agent there is nobody to hold it."""

    tier: str
    part: Part
    agent: str | None
    start: Instant
    end: Instant


_Duty = tuple[int, Part]
"""The number of a tier, and the part in it."""


def duties_of(problem: Problem, rule: EscalationDuty, roster: Roster) -> tuple[DutyStretch, ...]:
    """Who is primary and backup of each tier over the hours the rule asks for, in order of time and tier.

    As many duties are held as can be, primaries before backups, lower tiers first. A duty stays with whoever
    holds it while they are on shift; else it goes to the one of those on shift with the fewest minutes of
    duty so far (of equals the first by id), somebody in a break or a session only where there is no other.
    """
    axis = problem.axis
    holders = [frozenset(agent.id for agent in found) for found in rule.holders(problem)]
    duties: list[_Duty] = [(number, "primary") for number in range(len(rule.tiers))]
    duties += [(number, "backup") for number, tier in enumerate(rule.tiers) if tier.backup]
    shifts = (*problem.carried_in, *roster.assignments)
    minutes: defaultdict[str, int] = defaultdict(int)
    held: dict[_Duty, str] = {}
    open_since: dict[_Duty, tuple[str | None, datetime, datetime]] = {}
    found: list[tuple[datetime, _Duty, DutyStretch]] = []

    def close(duty: _Duty) -> None:
        agent, start, end = open_since.pop(duty)
        stretch = DutyStretch(tier=rule.tiers[duty[0]].name, part=duty[1], agent=agent, start=start, end=end)
        found.append((start, duty, stretch))

    for interval in rule.judged(problem):
        start = axis.instant(interval)
        end = start + axis.interval_minutes * MINUTE
        there = {shift.agent for shift in shifts if shift.is_on_shift(start, end)}
        away = {shift.agent for shift in shifts if shift.agent in there and not shift.is_on_duty(start, end)}
        held = _assigned(duties, holders, there, away, held, minutes)
        for agent in held.values():
            minutes[agent] += axis.interval_minutes
        for duty in duties:
            holder, known = held.get(duty), open_since.get(duty)
            if known is not None and (known[0] != holder or known[2] != start):
                close(duty)
                known = None
            open_since[duty] = (holder, start if known is None else known[1], end)
    for duty in list(open_since):
        close(duty)
    order = {duty: number for number, duty in enumerate(duties)}
    return tuple(stretch for _, _, stretch in sorted(found, key=lambda each: (each[0], order[each[1]])))


def _assigned(
    duties: Iterable[_Duty],
    holders: list[frozenset[str]],
    there: set[str],
    away: set[str],
    before: dict[_Duty, str],
    minutes: dict[str, int],
) -> dict[_Duty, str]:
    """Who holds each duty now: an augmenting path for each, so that as many as can be are held."""
    now: dict[_Duty, str] = {}
    of: dict[str, _Duty] = {}
    keeping = set(before.values())

    def choices(duty: _Duty) -> Iterator[str]:
        """Those the duty may fall to, the fittest first."""

        def fitness(agent: str) -> tuple[bool, bool, bool, int, str]:
            return (
                before.get(duty) != agent,
                agent in keeping,
                agent in away,
                minutes.get(agent, 0),
                agent,
            )

        yield from sorted(holders[duty[0]] & there, key=fitness)

    def place(duty: _Duty, seen: set[str]) -> bool:
        ranked = [agent for agent in choices(duty) if agent not in seen]
        # Somebody free before somebody who would have to change duties.
        for agent in sorted(ranked, key=lambda agent: agent in of):
            if agent in seen:
                continue
            seen.add(agent)
            if agent not in of or place(of[agent], seen):
                now[duty], of[agent] = agent, duty
                return True
        return False

    # A backup whose primary goes home is the one to call. Of either part what is held already is settled
    # first, so that it changes hands only where it must.
    for duty in sorted(duties, key=lambda duty: (duty[1] == "backup", before.get(duty) not in there)):
        place(duty, set())
    return now
