"""What the second program says of rules about single shifts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from solver.domain.people import Agent, Wish
from solver.domain.roster import Assignment
from tests.solver.second_reading import (
    DAY,
    by_date,
    chosen,
    meets,
    midnight,
    minutes_between,
    scoped,
)

if TYPE_CHECKING:
    from tests.solver.second_formulation import SecondFormulation


def _requests(program: "SecondFormulation", rule: Any) -> None:
    for request in rule.requests:
        agent = next(each for each in program.problem.agents if each.id == request.agent)
        meant = [
            each
            for each in by_date(agent, program.taken[agent.id]).get(request.date, [])
            if each[1].template == request.template
        ]
        if request.wish is Wish.WANTS:
            program.keep(rule, {column: -1.0 for column, _ in meant}, -1, request.weight)
        elif meant:
            program.keep(rule, {program.any_of(meant): 1.0}, 0, request.weight)


Single = Callable[["SecondFormulation", Any, Agent, Assignment], int]


def each_shift(excess: Single) -> Callable[["SecondFormulation", Any], None]:
    """A rule that looks at every shift alone."""

    def express(program: "SecondFormulation", rule: Any) -> None:
        for agent in scoped(program, rule):
            found = {
                column: float(excess(program, rule, agent, shift))
                for column, shift in chosen(program, rule.shifts, agent)
            }
            program.keep(rule, {column: amount for column, amount in found.items() if amount}, 0)

    return express


def _at_night(program: "SecondFormulation", rule: Any, agent: Agent, shift: Assignment) -> int:
    outside = minutes_between(shift, rule.window.start, rule.window.end, agent.zone)
    return max(0, outside - rule.free_minutes)


def _night_earned(program: "SecondFormulation", rule: Any, agent: Agent, shift: Assignment) -> int:
    return int(rule.percent * minutes_between(shift, rule.window.start, rule.window.end, agent.zone))


def _barred(program: "SecondFormulation", rule: Any, agent: Agent, shift: Assignment) -> int:
    return 1


def _other_template(program: "SecondFormulation", rule: Any, agent: Agent, shift: Assignment) -> int:
    tags = program.tags[shift.template]
    return int(bool(tags) and not tags & rule.tags)


def _without_work(program: "SecondFormulation", rule: Any, agent: Agent, shift: Assignment) -> int:
    day = shift.local_date(agent.zone)
    able = any(queue.can_be_served_by(agent, day) for queue in program.problem.queues)
    return int(agent.role not in rule.other_work and not able)


def _break_owed(program: "SecondFormulation", rule: Any, agent: Agent, shift: Assignment) -> int:
    lengths = [(rest.end - rest.start) // timedelta(minutes=1) for rest in shift.breaks]
    given = sum(minutes for minutes in lengths if minutes >= rule.piece_minutes)
    return max(0, rule.minutes - given) if shift.minutes - given > rule.over_minutes else 0


def _near_a_day_off(program: "SecondFormulation", rule: Any, agent: Agent, shift: Assignment) -> int:
    def off(day: date) -> bool:
        opens, closes = midnight(day, agent.zone), midnight(day + DAY, agent.zone)
        spans = [away.span for away in agent.time_off]
        spans += [wish.span for wish in agent.preferences if wish.wish is Wish.AVOIDS and rule.wishes]
        return any(span.start < closes and opens < span.end for span in spans)

    day = shift.local_date(agent.zone)
    late = off(day + DAY) and meets(program, rule.before, agent, shift)
    return int(late or (off(day - DAY) and meets(program, rule.after, agent, shift)))


SHIFTS: dict[str, Callable[["SecondFormulation", Any], None]] = {
    "around_days_off": each_shift(_near_a_day_off),
    "barred_shifts": each_shift(_barred),
    "breaks_in_shift": each_shift(_break_owed),
    "local_night": each_shift(_at_night),
    "night_pay": each_shift(_night_earned),
    "qualified_work": each_shift(_without_work),
    "shift_requests": _requests,
    "template_tags": each_shift(_other_template),
}
