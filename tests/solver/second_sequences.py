"""What the second program says of rules about shifts that follow one another: rest, order, rotations."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from solver.domain.people import Agent
from solver.domain.roster import Assignment
from solver.domain.selection import ShiftFilter
from tests.solver.second_reading import (
    DAY,
    Columns,
    Row,
    by_date,
    chosen,
    clock_of,
    meets,
    midnight,
    scoped,
)

if TYPE_CHECKING:
    from tests.solver.second_formulation import SecondFormulation


def _row_of_hours(program: "SecondFormulation", rule: Any) -> None:
    """In the fullest window that begins with a shift on a date, so much at most."""
    for agent in scoped(program, rule):
        mine = chosen(program, rule.shifts, agent)
        days: dict[date, list[tuple[Row, float]]] = defaultdict(list)
        for begins in sorted({shift.start for _, shift in mine}):
            until = begins + timedelta(hours=rule.hours)
            row: Row = {}
            for column, shift in mine:
                if begins <= shift.start < until:
                    minutes = (min(shift.end, until) - shift.start) / timedelta(minutes=1)
                    row[column] = 1.0 if rule.of == "shifts" else minutes
            much = sum(row.values())
            for column, shift in mine:
                if shift.start == begins:
                    row[column] += much
            day = begins.astimezone(ZoneInfo(agent.zone)).date()
            days[day].append((row, rule.most + much))
        for rows in days.values():
            program.keep_worst(rule, rows)


def _long_rest(program: "SecondFormulation", rule: Any) -> None:
    """One rest without work in each block of dates, or in every row of them."""
    dates, rest = program.problem.period.dates, timedelta(hours=rule.hours)
    for agent in scoped(program, rule):
        mine = program.taken[agent.id]
        for first in range(0, len(dates) - rule.days + 1, 1 if rule.rolling else rule.days):
            opens = midnight(dates[first], agent.zone)
            closes = midnight(dates[first + rule.days - 1] + DAY, agent.zone)
            rests = []
            for begins in sorted({opens, *(shift.end for _, shift in mine if opens < shift.end)}):
                if begins + rest <= closes:
                    rests.append(program.column(1))
                    for column, shift in mine:
                        if shift.start < begins + rest and begins < shift.end:
                            program.at_most({column: 1.0, rests[-1]: 1.0}, 1)
            program.keep(rule, dict.fromkeys(rests, -1.0), -1)


Clash = Callable[[Agent, Assignment, Assignment], bool]


def _pairs(program: "SecondFormulation", rule: Any, clash: Clash) -> None:
    """A date is one too many where one of its shifts clashes with an earlier shift."""
    for agent in scoped(program, rule):
        mine = program.taken[agent.id]
        for columns in by_date(agent, mine).values():
            program.keep_worst(
                rule,
                [
                    ({column: 1.0, other: 1.0}, 1)
                    for column, later in columns
                    for other, earlier in mine
                    if earlier.end <= later.start and clash(agent, earlier, later)
                ],
            )


def _starts_apart(program: "SecondFormulation", rule: Any) -> None:
    def clash(agent: Agent, earlier: Assignment, later: Assignment) -> bool:
        other = earlier.local_date(agent.zone) != later.local_date(agent.zone)
        return other and later.start - earlier.start < timedelta(hours=rule.hours)

    _pairs(program, rule, clash)


def _kinds_apart(program: "SecondFormulation", rule: Any) -> None:
    def clash(agent: Agent, earlier: Assignment, later: Assignment) -> bool:
        kinds = meets(program, rule.before, agent, earlier) and meets(program, rule.after, agent, later)
        return kinds and later.start - earlier.end < timedelta(hours=rule.hours)

    _pairs(program, rule, clash)


def _kinds_ordered(program: "SecondFormulation", rule: Any) -> None:
    def rank(shift: Assignment) -> int | None:
        return next((n for n, kind in enumerate(rule.kinds) if kind in program.tags[shift.template]), None)

    def clash(agent: Agent, earlier: Assignment, later: Assignment) -> bool:
        first, second = rank(earlier), rank(later)
        same = earlier.local_date(agent.zone) == later.local_date(agent.zone)
        return same and first is not None and second is not None and second < first

    _pairs(program, rule, clash)


def _forwards(program: "SecondFormulation", rule: Any) -> None:
    """A date is a step back where it starts earlier than the first start of the date before."""
    for agent in scoped(program, rule):
        days = by_date(agent, program.taken[agent.id])
        for day, columns in days.items():
            before = days.get(day - DAY, [])
            rows = []
            for other, yesterday in before:
                sooner = {
                    each: -1.0
                    for each, shift in before
                    if clock_of(agent, shift) < clock_of(agent, yesterday)
                }
                limit = clock_of(agent, yesterday) - rule.tolerance_minutes
                rows += [
                    ({**sooner, column: 1.0, other: 1.0}, 1)
                    for column, shift in columns
                    if clock_of(agent, shift) < limit
                ]
            program.keep_worst(rule, rows)


def _gaps(mine: Columns, too_long: timedelta) -> list[tuple[Row, float]]:
    """Rows above their limit where one shift follows another too late and none lies between."""
    rows = []
    for (column, earlier), (other, later) in combinations(sorted(mine, key=lambda each: each[1].start), 2):
        if later.start - earlier.end > too_long:
            between = {
                each: -1.0 for each, shift in mine if earlier.end <= shift.start and shift.end <= later.start
            }
            rows.append(({**between, column: 1.0, other: 1.0}, 1.0))
    return rows


def _short_gaps(program: "SecondFormulation", rule: Any) -> None:
    for agent in scoped(program, rule):
        for columns in by_date(agent, chosen(program, rule.shifts, agent)).values():
            program.keep_worst(rule, _gaps(columns, timedelta(minutes=rule.minutes)))


def _paired(program: "SecondFormulation", rule: Any) -> None:
    dates = program.problem.period.dates
    for agent in scoped(program, rule):
        ones = by_date(agent, chosen(program, rule.first, agent))
        others = by_date(agent, chosen(program, rule.second, agent))
        for day in dates:
            later = day + rule.days_later * DAY
            if day in ones and later <= dates[-1]:
                row = Counter({program.any_of(ones[day]): 1.0})
                if later in others:
                    row[program.any_of(others[later])] += -1.0 if rule.wish == "together" else 1.0
                program.keep(rule, row, 0 if rule.wish == "together" else 1)


def _rotation(program: "SecondFormulation", rule: Any) -> None:
    """Steps of one date each, every date of a step of work owing a shift unless time off touches it."""
    for agent in scoped(program, rule):
        days = by_date(agent, program.taken[agent.id])
        for number, day in enumerate(program.problem.period.dates):
            step = rule.steps[(number + rule.ahead.get(agent.id, 0)) % len(rule.steps)]
            if step == "any":
                continue
            fits = [
                each
                for each in days.get(day, [])
                if step == "work" or (isinstance(step, ShiftFilter) and meets(program, step, agent, each[1]))
            ]
            others = [each for each in days.get(day, []) if each not in fits]
            rows = [({program.any_of(others): 1.0}, 0.0)] if others else []
            opens, closes = (midnight(each, agent.zone) for each in (day, day + DAY))
            away = any(off.span.start < closes and opens < off.span.end for off in agent.time_off)
            if step != "off" and not away:
                rows.append(({program.any_of(fits): -1.0} if fits else {}, -1.0))
            program.keep_worst(rule, rows)


def _pattern(program: "SecondFormulation", rule: Any) -> None:
    """A row of dates that never happens: so many elements may not all hold."""
    for agent in scoped(program, rule):
        dates = program.problem.period.dates
        days = by_date(agent, program.taken[agent.id])
        for first in range(len(dates) - len(rule.elements) + 1):
            row: Row = {}
            limit = len(rule.elements) - 1.0
            for day, element in zip(dates[first:], rule.elements, strict=False):
                worked = program.any_of(days[day]) if day in days else None
                if element == "work" and worked is not None:
                    row[worked] = 1.0
                elif element == "work":
                    limit += 1
                elif worked is not None:
                    row[worked] = -1.0
                    limit -= 1
                else:
                    limit -= 1
            program.keep(rule, row, limit)


SEQUENCES: dict[str, Callable[["SecondFormulation", Any], None]] = {
    "day_pattern": _pattern,
    "fixed_rotation": _rotation,
    "forward_rotation": _forwards,
    "kinds_in_order": _kinds_ordered,
    "max_in_hours": _row_of_hours,
    "rest_between_kinds": _kinds_apart,
    "shift_pairing": _paired,
    "short_gaps": _short_gaps,
    "start_distance": _starts_apart,
    "weekly_rest": _long_rest,
}
