"""Concrete shifts: what each template may become for an agent on the dates of a problem."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import cast
from zoneinfo import ZoneInfo

from solver.domain.clock_limits import as_it_occurs
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.roster import Activity, Assignment, Segment
from solver.domain.time import MINUTE, at_clock
from solver.domain.work import BreakPlan, OffQueue, ShiftLength, ShiftTemplate


@dataclass(frozen=True, slots=True)
class Shift:
    """One concrete occurrence of a template for one agent, breaks not yet placed.

    ``day`` is the local date it belongs to in the agent's zone; ``paid_minutes`` are elapsed minutes less
    unpaid breaks, so a shift kept to the wall clock over a clock change pays an hour more or less. ``fixed``
    is the locked assignment the shift stands for, None for a shift to choose. ``sessions`` are those (by id
    and start) that stand among the breaks of an assignment made into a shift, None for a shift that is open
    to any.
    """

    agent: str
    template: str
    start: datetime
    end: datetime
    day: date
    length: ShiftLength
    fixed: Assignment | None = None
    sessions: tuple[tuple[str, datetime], ...] | None = None

    def __hash__(self) -> int:
        # Hashing the breaks too would cost more than every look-up it saves.
        return hash((self.agent, self.start, self.end, self.template))

    @property
    def minutes(self) -> int:
        return (self.end - self.start) // MINUTE

    @property
    def paid_minutes(self) -> int:
        return self.minutes - sum(plan.minutes for plan in self.length.breaks if not plan.paid)

    @property
    def off_queue(self) -> bool:
        """Whether breaks and other activities fill all of it."""
        if self.fixed is not None:
            return self.fixed.off_queue
        return sum(plan.minutes for plan in self.length.breaks) >= self.minutes


def possible_shifts(problem: Problem, agent: Agent) -> tuple[Shift, ...]:
    """Every shift the templates offer ``agent`` in the period, in order of start, rules not considered.

    Two templates of equal tags that offer the same start, end and breaks give one shift (the first
    template's).
    """
    shifts: dict[tuple[datetime, datetime, ShiftLength, frozenset[str]], Shift] = {}
    for template in problem.templates:
        if template.is_open_to(agent):
            for shift in _occurrences(problem, agent.id, agent.zone, template):
                shifts.setdefault((shift.start, shift.end, shift.length, template.tags), shift)
    return tuple(sorted(shifts.values(), key=lambda shift: (shift.start, shift.end, shift.template)))


def shifts_of_zone(problem: Problem, zone: str) -> tuple[Shift, ...] | None:
    """Every shift of every template for somebody in the zone, in order of start; the agent is left empty.

    None where templates share names, or shifts from the same start to the same end share tags, so that only
    whom templates are open to decides between them.
    """
    found = [shift for template in problem.templates for shift in _occurrences(problem, "", zone, template)]
    tags = {template.name: template.tags for template in problem.templates}
    alike = {(shift.start, shift.end, tags[shift.template]) for shift in found}
    if len(tags) < len(problem.templates) or len(alike) < len(found):
        return None
    return tuple(sorted(found, key=lambda shift: (shift.start, shift.end, shift.template)))


def offered_shifts(problem: Problem, agent: Agent) -> tuple[Shift, ...]:
    """The agent's locked shifts, as they stand, and every possible shift apart from them and from carried-in
    ones, in order of start.
    """
    kept = [shift for shift in problem.locked if shift.agent == agent.id]
    busy = [*kept, *(shift for shift in problem.carried_in if shift.agent == agent.id)]
    free = [
        shift
        for shift in possible_shifts(problem, agent)
        if not any(other.start < shift.end and shift.start < other.end for other in busy)
    ]
    shifts = [*free, *(fixed_shift(agent, assignment) for assignment in kept)]
    return tuple(sorted(shifts, key=lambda shift: (shift.start, shift.end, shift.template)))


def shifts_like(problem: Problem, agent: Agent, assignment: Assignment) -> list[Shift]:
    """What the assignment's template offers the agent from its start to its end: a shift for each set of
    breaks that may go with it, none where the template is unknown, not open to them or offers no such shift.
    """
    found = []
    for template in problem.templates:
        if template.name != assignment.template or not template.is_open_to(agent):
            continue
        zone = template.zone or agent.zone
        shown = assignment.start.astimezone(ZoneInfo(zone)).date()
        # A start on a date that the zone skips is moved on to the date after it.
        for day in (shown - timedelta(days=1), shown):
            if day.weekday() in template.weekdays and assignment.start in _starts(template, day, zone):
                found += [
                    Shift(
                        agent.id,
                        template.name,
                        assignment.start,
                        assignment.end,
                        assignment.local_date(agent.zone),
                        occurring,
                    )
                    for length in template.lengths
                    if _end(assignment.start, length, template, zone) == assignment.end
                    and (occurring := as_it_occurs(length, assignment.start, assignment.end, zone))
                ]
    return found


def fixed_shift(agent: Agent, assignment: Assignment) -> Shift:
    """A locked assignment as a shift whose breaks have one place each; limits of templates do not bind it."""
    breaks = tuple(
        BreakPlan.model_construct(
            name=segment.name,
            activity=cast("OffQueue", segment.activity.value),
            minutes=segment.minutes,
            paid=segment.paid or segment.session is not None,
            earliest_offset=(segment.start - assignment.start) // MINUTE,
            latest_offset=(segment.start - assignment.start) // MINUTE,
        )
        for segment in assignment.breaks
    )
    length = ShiftLength.model_construct(minutes=assignment.minutes, breaks=breaks)
    day = assignment.local_date(agent.zone)
    sessions = tuple(
        (segment.session, segment.start) for segment in assignment.breaks if segment.session is not None
    )
    return Shift(
        agent.id,
        assignment.template,
        assignment.start,
        assignment.end,
        day,
        length,
        fixed=assignment,
        sessions=sessions,
    )


def break_of(plan: BreakPlan, start: datetime) -> Segment:
    """The break as it is taken when it begins at ``start``."""
    return Segment(
        activity=Activity(plan.activity),
        start=start,
        end=start + plan.minutes * MINUTE,
        paid=plan.paid,
        name=plan.name,
    )


def credits_in(problem: Problem) -> Callable[[Agent, Shift | Assignment], int]:
    """Tells the minutes a shift of an agent is credited with: its template's word for that length, else its
    paid minutes.
    """
    crediting = {
        template.name: template
        for template in problem.templates
        if any(length.credited_minutes is not None for length in template.lengths)
    }

    def credited(agent: Agent, shift: Shift | Assignment) -> int:
        template = crediting.get(shift.template)
        if template is None:
            return shift.paid_minutes
        zone = template.zone or agent.zone
        for length in template.lengths:
            minutes = length.credited_minutes
            if minutes is not None and _end(shift.start, length, template, zone) == shift.end:
                return minutes
        return shift.paid_minutes

    return credited


def most_shifts(problem: Problem) -> int:
    """An upper bound of how many shifts there are to choose from, without listing them."""
    offered = 0
    days = problem.period.days + 2
    for template in problem.templates:
        open_to = sum(template.is_open_to(agent) for agent in problem.agents)
        offered += open_to * days * len(template.start_clocks()) * len(template.lengths)
    return offered


def _occurrences(problem: Problem, agent: str, own_zone: str, template: ShiftTemplate) -> Iterator[Shift]:
    """The template's shifts for an agent (by id) whose clocks are those of ``own_zone``."""
    zone = template.zone or own_zone
    agent_zone = ZoneInfo(own_zone)
    earliest = problem.period.start - problem.lead_in_minutes * MINUTE
    latest = problem.period.end
    day = earliest.astimezone(ZoneInfo(zone)).date()
    last = latest.astimezone(ZoneInfo(zone)).date()
    while day <= last:
        if day.weekday() in template.weekdays:
            for start in _starts(template, day, zone):
                if not earliest <= start < latest:
                    continue
                for length in template.lengths:
                    end = _end(start, length, template, zone)
                    occurring = as_it_occurs(length, start, end, zone)
                    if occurring is not None:
                        day_of_agent = start.astimezone(agent_zone).date()
                        yield Shift(agent, template.name, start, end, day_of_agent, occurring)
        day += timedelta(days=1)


def _starts(template: ShiftTemplate, day: date, zone: str) -> tuple[datetime, ...]:
    return _instants(template.start_clocks(), day, zone)


@lru_cache(maxsize=65_536)
def _instants(clocks: tuple[time, ...], day: date, zone: str) -> tuple[datetime, ...]:
    return tuple(at_clock(day, clock, zone) for clock in clocks)


def _end(start: datetime, length: ShiftLength, template: ShiftTemplate, zone: str) -> datetime:
    kept = start + length.minutes * MINUTE
    if template.keep == "duration":
        return kept
    wall = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + length.minutes * MINUTE
    end = at_clock(wall.date(), wall.time(), zone)
    # Breaks keep their offsets, so a shortened shift must still hold the last of them.
    needed = max((plan.latest_offset + plan.minutes for plan in length.breaks), default=0)
    return end if end >= start + max(needed, 15) * MINUTE else kept
