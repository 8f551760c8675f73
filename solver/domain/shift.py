"""Concrete shifts: what each template may become for an agent on the dates of a problem."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.time import MINUTE, at_clock
from solver.domain.work import ShiftLength, ShiftTemplate


@dataclass(frozen=True, slots=True)
class Shift:
    """One concrete occurrence of a template for one agent, breaks not yet placed.

    ``day`` is the local date it belongs to in the agent's zone; ``paid_minutes`` are elapsed minutes less
    unpaid breaks, so a shift kept to the wall clock over a clock change pays an hour more or less.
    """

    agent: str
    template: str
    start: datetime
    end: datetime
    day: date
    length: ShiftLength

    @property
    def minutes(self) -> int:
        return (self.end - self.start) // MINUTE

    @property
    def paid_minutes(self) -> int:
        return self.minutes - sum(plan.minutes for plan in self.length.breaks if not plan.paid)


def possible_shifts(problem: Problem, agent: Agent) -> tuple[Shift, ...]:
    """Every shift the templates offer ``agent`` in the period, in order of start, rules not considered.

    Two templates that offer the same start, end and breaks give one shift (the first template's).
    """
    shifts: dict[tuple[datetime, datetime, ShiftLength], Shift] = {}
    for template in problem.templates:
        if template.is_open_to(agent):
            for shift in _occurrences(problem, agent, template):
                shifts.setdefault((shift.start, shift.end, shift.length), shift)
    return tuple(sorted(shifts.values(), key=lambda shift: (shift.start, shift.end, shift.template)))


def _occurrences(problem: Problem, agent: Agent, template: ShiftTemplate) -> Iterator[Shift]:
    zone = template.zone or agent.zone
    agent_zone = ZoneInfo(agent.zone)
    earliest = problem.period.start - problem.lead_in_minutes * MINUTE
    latest = problem.period.end
    day = earliest.astimezone(ZoneInfo(zone)).date()
    last = latest.astimezone(ZoneInfo(zone)).date()
    while day <= last:
        if day.weekday() in template.weekdays:
            for clock in template.start_clocks():
                start = at_clock(day, clock, zone)
                if not earliest <= start < latest:
                    continue
                for length in template.lengths:
                    end = _end(start, length, template, zone)
                    yield Shift(
                        agent.id, template.name, start, end, start.astimezone(agent_zone).date(), length
                    )
        day += timedelta(days=1)


def _end(start: datetime, length: ShiftLength, template: ShiftTemplate, zone: str) -> datetime:
    kept = start + length.minutes * MINUTE
    if template.keep == "duration":
        return kept
    wall = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + length.minutes * MINUTE
    end = at_clock(wall.date(), wall.time(), zone)
    # Breaks keep their offsets, so a shortened shift must still hold the last of them.
    needed = max((plan.latest_offset + plan.minutes for plan in length.breaks), default=0)
    return end if end >= start + max(needed, 15) * MINUTE else kept
