"""Queues that nobody can serve, hours no template reaches, templates that offer nothing."""

from collections.abc import Hashable, Iterator, Sequence
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from solver.checking.issues import Issue, issue
from solver.domain.coverage import minimum_agents, required_tenths
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.shift import possible_shifts
from solver.domain.time import MINUTE, at_clock
from solver.domain.work import Queue, ShiftTemplate


def work_issues(problem: Problem) -> Iterator[Issue]:
    """What is asked for and nobody or no shift can give."""
    if not problem.templates:
        yield issue("no_templates", "templates")
    kinds = _kinds(problem)
    for template in problem.templates:
        yield from _template_issues(problem, template, kinds)
    needed = required_tenths(problem)
    minimum = minimum_agents(problem)
    if not (needed.any() or minimum.any()):
        yield issue("nothing_required", "requirements")
    for row, queue in enumerate(problem.queues):
        asked = (needed[row] > 0) | (minimum[row] > 0)
        if asked.any() and problem.agents:
            yield from _queue_issues(problem, queue, kinds, asked, minimum[row])


def _kinds(problem: Problem) -> dict[Hashable, list[Agent]]:
    """Agents alike in all that opens templates and queues to them."""
    found: dict[Hashable, list[Agent]] = {}
    for agent in problem.agents:
        key = (agent.site, agent.role, agent.contract, agent.zone, agent.skills, agent.channels)
        found.setdefault(key, []).append(agent)
    return found


def _queue_issues(
    problem: Problem,
    queue: Queue,
    kinds: dict[Hashable, list[Agent]],
    asked: npt.NDArray[np.bool_],
    minimum: npt.NDArray[np.int64],
) -> Iterator[Issue]:
    where = f"queues[{queue.id}]"
    dates = (problem.period.dates[0], problem.period.dates[-1])
    able = [
        people for people in kinds.values() if any(queue.can_be_served_by(people[0], day) for day in dates)
    ]
    if not able:
        needs = ", ".join((queue.channel.value, *queue.skills, *(queue.sites or ())))
        yield issue("queue_without_people", where, queue=queue.name, needs=needs)
        return
    people = sum(map(len, able))
    if minimum.max(initial=0) > people:
        worst = int(minimum.argmax())
        yield issue(
            "minimum_above_people",
            where,
            queue=queue.name,
            minimum=int(minimum[worst]),
            start=f"{problem.axis.instant(worst):%Y-%m-%d %H:%M}Z",
            people=people,
        )
    bare = np.flatnonzero(asked & ~_within_reach(problem, [people[0] for people in able]))
    if bare.size and problem.templates:
        yield issue(
            "hours_without_template",
            where,
            queue=queue.name,
            start=f"{problem.axis.instant(int(bare[0])):%Y-%m-%d %H:%M}Z",
            intervals=int(bare.size),
        )


def _within_reach(problem: Problem, agents: Sequence[Agent]) -> npt.NDArray[np.bool_]:
    """The intervals that some template lets one of the agents work, and those of shifts that stand."""
    axis, period = problem.axis, problem.period
    reached = np.zeros(axis.intervals, dtype=bool)
    for shift in (*problem.carried_in, *problem.locked):
        worked = axis.covered(shift.start, shift.end)
        reached[worked.start : worked.stop] = True
    for template in problem.templates:
        zones = {template.zone or agent.zone for agent in agents if template.is_open_to(agent)}
        longest = max(length.minutes for length in template.lengths)
        for zone in zones:
            for number in range(-2, period.days + 1):
                day = period.first_date + timedelta(days=number)
                if day.weekday() in template.weekdays:
                    opens = at_clock(day, template.earliest_start, zone)
                    closes = at_clock(day, template.latest_start, zone) + longest * MINUTE
                    worked = axis.covered(opens, closes)
                    reached[worked.start : worked.stop] = True
    return reached


def _template_issues(
    problem: Problem, template: ShiftTemplate, kinds: dict[Hashable, list[Agent]]
) -> Iterator[Issue]:
    where, name, grain = f"templates[{template.name}]", template.name, problem.interval_minutes
    open_to = [people[0] for people in kinds.values() if template.is_open_to(people[0])]
    if not template.weekdays:
        yield issue("template_without_weekday", where, template=name)
    elif problem.agents and not open_to:
        yield issue("template_open_to_nobody", where, template=name)
    elif open_to:
        if not _occurs(problem, template, open_to):
            yield issue("template_never_occurs", where, template=name)
        shortest = min(length.paid_minutes for length in template.lengths)
        most = max(agent.contract.max_daily_minutes for agent in open_to)
        if shortest > most:
            yield issue("template_too_long", where, template=name, minutes=shortest, most=most)
    begins = (template.earliest_start.minute, template.step_minutes)
    lengths = tuple(length.minutes for length in template.lengths)
    steps = begins if template.latest_start > template.earliest_start else begins[:1]
    if any(minutes % grain for minutes in (*steps, *lengths)):
        yield issue("starts_off_the_grid", where, template=name, interval=grain)
    told = set()
    for length in template.lengths:
        for plan in length.breaks:
            if plan.minutes % grain and plan.name not in told:
                told.add(plan.name)
                yield issue(
                    "break_off_the_grid",
                    f"{where}.lengths",
                    activity=plan.activity,
                    name=plan.name,
                    template=name,
                    minutes=plan.minutes,
                    interval=grain,
                )


def _occurs(problem: Problem, template: ShiftTemplate, open_to: Sequence[Agent]) -> bool:
    """Whether the template offers any of them a shift in this period."""
    limited = any(length.ends or any(plan.clock for plan in length.breaks) for length in template.lengths)
    if len(template.weekdays) == 7 and not limited:
        return True
    alone = problem.model_copy(update={"templates": (template,)})
    one_per_zone = {agent.zone: agent for agent in open_to}.values()
    return any(possible_shifts(alone, agent) for agent in one_per_zone)
