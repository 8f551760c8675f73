"""What the second program says of rules about how much of something a person works in a stretch of dates."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any

from solver.domain.people import Agent
from solver.rule import Rule
from tests.solver.second_reading import (
    DAY,
    Columns,
    Row,
    by_date,
    chosen,
    clock_of,
    is_night,
    minutes_between,
    scoped,
    stretches_of,
)

if TYPE_CHECKING:
    from tests.solver.second_formulation import SecondFormulation


Amounts = Callable[[Agent, Callable[[date], bool]], Mapping[int, float]]
"""What an agent's columns add on the dates asked about."""


def _stretches(
    program: "SecondFormulation", rule: Any, per: Any, least: int, most: int | None, amounts: Amounts
) -> None:
    """``amounts`` of an agent's columns within limits in each stretch; a part of one owes its part."""
    for agent in scoped(program, rule):
        for first, last, known, whole in stretches_of(program, per):
            row = amounts(agent, lambda day, first=first, last=last: first <= day <= last)
            owed = least * known // whole
            if owed:
                program.keep(rule, {column: -amount for column, amount in row.items()}, -owed)
            if most is not None:
                program.keep(rule, row, most)


def _shifts(program: "SecondFormulation", rule: Any) -> None:
    def amounts(agent: Agent, inside: Callable[[date], bool]) -> Row:
        mine = chosen(program, rule.shifts, agent)
        return {column: 1.0 for column, shift in mine if inside(shift.local_date(agent.zone))}

    _stretches(program, rule, rule.per, rule.least, rule.most, amounts)


def _days(program: "SecondFormulation", rule: Any) -> None:
    def amounts(agent: Agent, inside: Callable[[date], bool]) -> Row:
        days = by_date(agent, chosen(program, rule.shifts, agent))
        return {program.any_of(columns): 1.0 for day, columns in days.items() if inside(day)}

    _stretches(program, rule, rule.per, rule.least, rule.most, amounts)


def _minutes(program: "SecondFormulation", rule: Any) -> None:
    def amounts(agent: Agent, inside: Callable[[date], bool]) -> Row:
        row = {}
        for column, shift in chosen(program, rule.shifts, agent):
            if inside(shift.local_date(agent.zone)):
                window = rule.within
                row[column] = float(
                    shift.paid_minutes
                    if window is None
                    else minutes_between(shift, window.start, window.end, agent.zone)
                )
        return row

    _stretches(program, rule, rule.per, rule.least, rule.most, amounts)


def _nights(program: "SecondFormulation", rule: Any) -> None:
    def amounts(agent: Agent, inside: Callable[[date], bool]) -> Row:
        return {
            column: 1.0
            for column, shift in program.taken[agent.id]
            if inside(shift.local_date(agent.zone)) and is_night(agent, shift)
        }

    _stretches(program, rule, rule.per, 0, rule.most, amounts)


def _weekly_minutes(program: "SecondFormulation", rule: Any) -> None:
    for agent in scoped(program, rule):
        most = agent.contract.max_weekly_minutes if rule.minutes is None else rule.minutes
        for first, last, _, _ in stretches_of(program, "week"):
            program.keep(
                rule,
                {
                    column: float(shift.paid_minutes)
                    for column, shift in program.taken[agent.id]
                    if first <= shift.local_date(agent.zone) <= last
                },
                most,
            )


def _kinds(program: "SecondFormulation", rule: Any) -> None:
    def amounts(agent: Agent, inside: Callable[[date], bool]) -> Row:
        mine = [each for each in program.taken[agent.id] if inside(each[1].local_date(agent.zone))]
        kinds = (
            [each for each in mine if kind in program.tags[each[1].template]] for kind in sorted(rule.kinds)
        )
        # Two kinds that just the same shifts bear share a column, which counts for both.
        return Counter(program.any_of(columns) for columns in kinds if columns)

    _stretches(program, rule, rule.per, 0, rule.most, amounts)


def _weekends_of(agent: Agent, columns: Columns) -> dict[date, Columns]:
    """Columns by the Saturday of their weekend."""
    weekends: dict[date, Columns] = defaultdict(list)
    for day, found in by_date(agent, columns).items():
        if day.weekday() >= 5:
            weekends[day - (day.weekday() - 5) * DAY] += found
    return dict(weekends)


def _weekends(program: "SecondFormulation", rule: Any) -> None:
    for agent in scoped(program, rule):
        weekends = _weekends_of(agent, program.taken[agent.id])
        row = {program.any_of(columns): 1.0 for columns in weekends.values()}
        program.keep(rule, row, rule.most)


def _weekends_in_a_row(program: "SecondFormulation", rule: Any) -> None:
    for agent in scoped(program, rule):
        weekends = _weekends_of(agent, program.taken[agent.id])
        worked = {saturday: program.any_of(columns) for saturday, columns in weekends.items()}
        _no_row(program, rule, worked, rule.weekends, 7 * DAY)


def _nights_in_a_row(program: "SecondFormulation", rule: Any) -> None:
    for agent in scoped(program, rule):
        nights = [each for each in program.taken[agent.id] if is_night(agent, each[1])]
        worked = {day: program.any_of(columns) for day, columns in by_date(agent, nights).items()}
        _no_row(program, rule, worked, rule.nights, DAY)


def _no_row(
    program: "SecondFormulation", rule: Rule, worked: dict[date, int], most: int, step: timedelta
) -> None:
    for day in worked:
        window = [day + number * step for number in range(most + 1)]
        if all(each in worked for each in window):
            program.keep(rule, {worked[each]: 1.0 for each in window}, most)


def _days_off(program: "SecondFormulation", rule: Any) -> None:
    """So many free dates in each week, or in every row of dates; the block of one follows."""
    dates = program.problem.period.dates
    size = rule.rolling_days or 7
    firsts = range(len(dates) - size + 1) if rule.rolling_days else range(0, len(dates), 7)
    for agent in scoped(program, rule):
        worked = {
            day: program.any_of(columns) for day, columns in by_date(agent, program.taken[agent.id]).items()
        }
        for first in firsts:
            block = dates[first : first + size]
            owed = min(rule.days, size) if rule.rolling_days else rule.days * len(block) // 7
            owed = max(owed, rule.together if len(block) == size else 0)
            program.keep(rule, {worked[day]: 1.0 for day in block if day in worked}, len(block) - owed)


def _overtime(program: "SecondFormulation", rule: Any) -> None:
    """Minutes beyond each step earn its percent instead of the step's before."""
    for agent in scoped(program, rule):
        mine = chosen(program, rule.shifts, agent)
        for first, last, _, _ in stretches_of(program, rule.per):
            minutes = {
                column: shift.paid_minutes
                for column, shift in mine
                if first <= shift.local_date(agent.zone) <= last
            }
            rows: list[tuple[Row, float]] = []
            for number in range(1, len(rule.steps) + 1):
                slope, free, before = rule.steps[number - 1].percent, 0, 0
                for step in rule.steps[:number]:
                    free += (step.percent - before) * step.over_minutes
                    before = step.percent
                rows.append(({column: float(slope * each) for column, each in minutes.items()}, free))
            program.keep_worst(rule, rows)


def _starts_spread(program: "SecondFormulation", rule: Any) -> None:
    for agent in scoped(program, rule):
        for first, last, _, _ in stretches_of(program, rule.per):
            pairs = [
                (column, other, abs(clock_of(agent, shift) - clock_of(agent, later)))
                for (column, shift), (other, later) in combinations(chosen(program, rule.shifts, agent), 2)
                if first <= shift.local_date(agent.zone) <= last
                and first <= later.local_date(agent.zone) <= last
            ]
            # Both taken: the excess is what lies between them; one of them left out: nothing is said.
            program.keep_worst(
                rule,
                [
                    ({column: apart - rule.minutes, other: apart - rule.minutes}, apart - rule.minutes)
                    for column, other, apart in pairs
                    if apart > rule.minutes
                ],
            )


LIMITS: dict[str, Callable[["SecondFormulation", Any], None]] = {
    "days_per_stretch": _days,
    "kinds_per_stretch": _kinds,
    "max_consecutive_nights": _nights_in_a_row,
    "max_consecutive_weekends": _weekends_in_a_row,
    "max_night_shifts": _nights,
    "max_weekends": _weekends,
    "max_weekly_minutes": _weekly_minutes,
    "min_days_off": _days_off,
    "minutes_per_stretch": _minutes,
    "overtime_pay": _overtime,
    "shifts_per_stretch": _shifts,
    "start_spread": _starts_spread,
}
