"""Moves breaks and meals, inside their windows, to where they are missed least."""

from collections.abc import Iterator
from datetime import datetime

from solver.domain.coverage import capability, duty_intervals
from solver.domain.pooling import Grid
from solver.domain.problem import Problem
from solver.domain.roster import Assignment, Roster, Segment
from solver.domain.shift import Shift, shifts_like
from solver.domain.time import MINUTE
from solver.living.stretches import Stretches
from solver.model.on_duty import break_windows
from solver.rules import RuleSet
from solver.search.missing import Duty, Missing

_ROUNDS = 2


def moved_breaks(
    problem: Problem, rule_set: RuleSet, roster: Roster, stretches: Stretches, now: datetime
) -> Roster:
    """The roster with other break times in the shifts that touch the stretches, where that covers more.

    Breaks that have begun by ``now`` stay, as do those of locked shifts and of shifts no template offers.
    """
    people = {agent.id: agent for agent in problem.agents}
    missing = Missing(problem, rule_set)
    shifts = {index: shift for index, shift in enumerate(roster.assignments) if shift.agent in people}

    def duty(shift: Assignment) -> Duty:
        day = shift.local_date(people[shift.agent].zone)
        served = capability(problem, people[shift.agent], day)
        return [(served, duty_intervals(problem.axis, shift).tolist())]

    for shift in shifts.values():
        missing.add(duty(shift), 1)
    movable = [
        index
        for index, shift in shifts.items()
        if not shift.locked
        and any(segment.start > now for segment in shift.breaks)
        and any(span.overlap_minutes(shift.start, shift.end) for span in stretches.spans)
    ]
    for _ in range(_ROUNDS):
        for index in movable:
            shift = shifts[index]
            plan = _plan_of(problem, shift, shifts_like(problem, people[shift.agent], shift))
            if plan is None:
                continue
            worth = missing.total()
            [(served, _)] = duty(shift)
            missing.add(duty(shift), -1)
            moved = shift.model_copy(
                update={"breaks": _in_order(_placed(problem, plan, shift, missing.worth(served), now))}
            )
            missing.add(duty(moved), 1)
            if missing.total() > worth:
                shifts[index] = moved
            else:
                missing.add(duty(moved), -1)
                missing.add(duty(shift), 1)
    return Roster(
        assignments=tuple(shifts.get(index, shift) for index, shift in enumerate(roster.assignments))
    )


def _plan_of(problem: Problem, shift: Assignment, offered: list[Shift]) -> Shift | None:
    """The offered shift whose breaks these are; None where there is none."""
    for each in offered:
        windows = break_windows(problem.axis, each)
        minutes = [window.minutes for window in windows]
        if minutes == [segment.minutes for segment in shift.planned_breaks]:
            return each
    return None


def _placed(
    problem: Problem, plan: Shift, shift: Assignment, worth: Grid, now: datetime
) -> Iterator[Segment]:
    """The breaks where one person less is missed least, never one before the other is over, and the sessions
    where they are.
    """
    axis, grain = problem.axis, problem.interval_minutes
    sessions = [segment for segment in shift.breaks if segment.session is not None]
    yield from sessions
    for window, segment in zip(break_windows(axis, plan), shift.planned_breaks, strict=True):
        if segment.start <= now or window.count == 1:
            yield segment
            continue
        first, lasts = axis.minute(window.first) // grain, -(-window.minutes // grain)
        inside = [
            start
            for start in range(first, first + window.count)
            if start >= 0
            and start + lasts <= axis.intervals
            and axis.instant(start) > now
            and not any(
                session.start < axis.instant(start + lasts) and axis.instant(start) < session.end
                for session in sessions
            )
        ]
        if not inside:
            yield segment
            continue
        best = min(inside, key=lambda start: int(worth[start : start + lasts].sum()))
        begins = axis.instant(best)
        yield segment.model_copy(update={"start": begins, "end": begins + window.minutes * MINUTE})


def _in_order(segments: Iterator[Segment]) -> tuple[Segment, ...]:
    return tuple(sorted(segments, key=lambda segment: segment.start))
