"""What the second program says of rules about several people: presence, hand-offs, company, shares."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from math import ceil, gcd
from typing import TYPE_CHECKING, Any

from solver.domain.people import Agent, Burden
from solver.domain.roster import Assignment
from tests.solver.second_reading import (
    QUARTER,
    Columns,
    Row,
    by_date,
    chosen,
    clock_of,
    is_night,
    scoped,
    shows,
    stretches_of,
)

if TYPE_CHECKING:
    from tests.solver.second_formulation import SecondFormulation


def intervals(program: "SecondFormulation") -> Iterator[tuple[datetime, datetime]]:
    problem = program.problem
    grain = timedelta(minutes=problem.interval_minutes)
    starts = problem.period.start
    while starts < problem.period.end:
        yield starts, starts + grain
        starts += grain


def there(columns: Columns, starts: datetime, ends: datetime) -> Row:
    """The columns of shifts that hold the whole of the time, breaks or not."""
    return {column: 1.0 for column, shift in columns if shift.start <= starts and ends <= shift.end}


def all_of(program: "SecondFormulation", agents: Iterable[Agent]) -> Columns:
    return [each for agent in agents for each in program.taken[agent.id]]


def less(row: Row) -> Row:
    return {column: -amount for column, amount in row.items()}


def _heads(program: "SecondFormulation", rule: Any) -> None:
    zone = rule.zone or program.problem.period.zone
    columns = [each for agent in scoped(program, rule) for each in chosen(program, rule.shifts, agent)]
    for starts, ends in intervals(program):
        if rule.window is not None:
            quarters = [starts + number * QUARTER for number in range((ends - starts) // QUARTER)]
            if not all(rule.window.start <= shows(each, zone) < rule.window.end for each in quarters):
                continue
        row = there(columns, starts, ends)
        if rule.least:
            program.keep(rule, less(row), -rule.least)
        if rule.most is not None:
            program.keep(rule, row, rule.most)


def _owned(program: "SecondFormulation", rule: Any) -> None:
    """Owners of one zone in turn, each from their hour on."""
    for starts, ends in intervals(program):
        site = _owner(rule, starts).site
        mine = [agent for agent in scoped(program, rule) if agent.site == site]
        program.keep(rule, less(there(all_of(program, mine), starts, ends)), -rule.least)


def _owner(rule: Any, moment: datetime) -> Any:
    """Whose start the clocks showed last."""
    while True:
        for owner in rule.owners:
            if shows(moment, owner.zone) == owner.starts:
                return owner
        moment -= QUARTER


def _moments(program: "SecondFormulation") -> Iterator[datetime]:
    """Every quarter of an hour inside the period, its first moment left out."""
    moment = program.problem.period.start + QUARTER
    while moment < program.problem.period.end:
        yield moment
        moment += QUARTER


def _sites_overlap(program: "SecondFormulation", rule: Any) -> None:
    overlap = timedelta(minutes=rule.minutes)
    for moment in _moments(program):
        if any(shows(moment, owner.zone) == owner.starts for owner in rule.owners):
            for site in (_owner(rule, moment).site, _owner(rule, moment - QUARTER).site):
                mine = [agent for agent in scoped(program, rule) if agent.site == site]
                present = there(all_of(program, mine), moment, moment + overlap)
                program.keep(rule, less(present), -rule.least)


def _crews_overlap(program: "SecondFormulation", rule: Any) -> None:
    overlap = timedelta(minutes=rule.minutes)
    columns = all_of(program, scoped(program, rule))
    for moment in _moments(program):
        if shows(moment, rule.zone) in rule.changes:
            staying = [each for each in columns if each[1].end >= moment + overlap]
            old = {column: -1.0 for column, shift in staying if shift.start < moment - overlap}
            new = {column: -1.0 for column, shift in staying if moment - overlap <= shift.start <= moment}
            program.keep(rule, old, -rule.least)
            program.keep(rule, new, -rule.least)


def _led(program: "SecondFormulation", rule: Any) -> None:
    """A lead for each so many others on shift, or a part of them; one for any where no number is said."""
    people = scoped(program, rule)
    leads = all_of(program, [agent for agent in people if agent.role in rule.roles])
    others = [agent for agent in people if agent.role not in rule.roles]
    for starts, ends in intervals(program):
        present = there(all_of(program, others), starts, ends)
        needed = program.column(whole=True)
        program.at_most({**present, needed: -float(rule.span or len(others) or 1)}, 0)
        program.keep(rule, {needed: 1.0, **less(there(leads, starts, ends))}, 0)


def _accompanied(program: "SecondFormulation", rule: Any) -> None:
    for agent in scoped(program, rule):
        company = _company(program, rule, agent)
        for starts, ends in intervals(program):
            own = there(chosen(program, rule.shifts, agent), starts, ends)
            program.keep(rule, {**own, **less(there(all_of(program, company), starts, ends))}, 0)


def _company(program: "SecondFormulation", rule: Any, agent: Agent) -> list[Agent]:
    return [each for each in program.problem.agents if each.id != agent.id and rule.company.tags & each.tags]


def _shared(program: "SecondFormulation", rule: Any) -> None:
    """Shifts of one start and end together, or never."""
    for agent in scoped(program, rule):
        company = _company(program, rule, agent)
        kinds: dict[tuple[datetime, datetime], Columns] = defaultdict(list)
        for column, shift in chosen(program, rule.shifts, agent):
            kinds[shift.start, shift.end].append((column, shift))
        for (starts, ends), columns in kinds.items():
            theirs = [
                each
                for other in company
                for each in chosen(program, rule.shifts, other)
                if (each[1].start, each[1].end) == (starts, ends)
            ]
            row = {column: 1.0 for column, _ in columns}
            if rule.wish == "together":
                program.keep(rule, {**row, **{column: -1.0 for column, _ in theirs}}, 0)
            elif theirs:
                program.keep(rule, {**row, program.any_of(theirs): 1.0}, 1)


def _contacts(program: "SecondFormulation", rule: Any) -> None:
    problem = program.problem
    queues = [queue for queue in problem.queues if queue.channel is rule.channel]
    asked = [need for need in problem.requirements if need.queue in {queue.id for queue in queues}]
    able = [
        agent
        for agent in scoped(program, rule)
        if any(queue.can_be_served_by(agent, problem.period.first_date) for queue in queues)
    ]
    for number, (starts, ends) in enumerate(intervals(program)):
        tenths = sum(ceil(round(need.agents[number] * 10, 6)) for need in asked)
        row: Row = {}
        for agent in able:
            held = next((level.at_once for level in rule.levels if level.tag in agent.tags), rule.usual)
            row |= dict.fromkeys(there(program.taken[agent.id], starts, ends), -float(held))
        program.keep(rule, row, -ceil(tenths * rule.usual / 10))


def _called(program: "SecondFormulation", rule: Any, agents: Iterable[Agent]) -> list[int]:
    """A column for each of the agents that is one where they have any of the shifts."""
    mine = (chosen(program, rule.shifts, agent) for agent in agents)
    return [program.any_of(columns) for columns in mine if columns]


def _few_people(program: "SecondFormulation", rule: Any) -> None:
    program.keep(rule, dict.fromkeys(_called(program, rule, scoped(program, rule)), 1.0), rule.most)


def _in_proportion(program: "SecondFormulation", rule: Any) -> None:
    others = [agent for agent in program.problem.agents if not rule.others.without_tags & agent.tags]
    beyond = program.column(whole=True)
    row = dict.fromkeys(_called(program, rule, scoped(program, rule)), 100.0)
    row |= dict.fromkeys(_called(program, rule, others), -float(rule.percent))
    program.at_most({**row, beyond: -100.0}, 0)
    program.keep(rule, {beyond: 1.0}, 0)


def _groups(rule: Any, agents: Iterable[Agent]) -> list[list[Agent]]:
    groups: dict[str | None, list[Agent]] = defaultdict(list)
    for agent in agents:
        groups[agent.site if rule.within == "site" else None].append(agent)
    return list(groups.values())


def _shares(
    program: "SecondFormulation", people: list[Agent], load: Callable[[Agent], Row]
) -> Iterator[tuple[Row, int]]:
    """Each one's load, and a column of their fair share of everybody's, rounded up."""
    hours = [agent.contract.max_weekly_minutes for agent in people]
    whole = sum(hours) // gcd(*hours)
    loads = [load(agent) for agent in people]
    everything = {column: amount for row in loads for column, amount in row.items()}
    for own, row in zip(hours, loads, strict=True):
        share = program.column(whole=True)
        part = own // gcd(*hours)
        program.at_most(
            {**{column: -part * amount for column, amount in everything.items()}, share: float(whole)},
            whole - 1,
        )
        yield row, share


def _even(program: "SecondFormulation", rule: Any) -> None:
    def load(agent: Agent) -> Row:
        return {
            column: float(shift.paid_minutes if rule.of == "minutes" else 1)
            for column, shift in chosen(program, rule.shifts, agent)
        }

    for people in _groups(rule, scoped(program, rule)):
        for row, share in _shares(program, people, load):
            program.keep(rule, {**row, share: -1.0}, rule.tolerance)


def _bears(agent: Agent, shift: Assignment, burden: Burden) -> bool:
    if burden is Burden.NIGHTS:
        return is_night(agent, shift)
    if burden is Burden.WEEKENDS:
        return shift.local_date(agent.zone).weekday() >= 5
    return not 7 * 60 <= clock_of(agent, shift) < 20 * 60


def _fair(program: "SecondFormulation", rule: Any) -> None:
    for burden in rule.burdens:
        sharing = [
            agent
            for agent in scoped(program, rule)
            if burden is not Burden.NIGHTS or agent.contract.night_work
        ]

        def load(agent: Agent, burden: Burden = burden) -> Row:
            mine = program.taken[agent.id]
            return {column: 1.0 for column, shift in mine if _bears(agent, shift, burden)}

        for people in _groups(rule, sharing):
            for row, share in _shares(program, people, load):
                # The n-th above the share counts n: each n gives a line, and the highest is the sum.
                program.keep_worst(
                    rule,
                    [
                        ({**{column: float(n) for column in row}, share: -float(n)}, n * (n - 1) / 2)
                        for n in range(1, 12)
                    ],
                )


def _budget(program: "SecondFormulation", rule: Any) -> None:
    amounts: list[tuple[date, int, float]] = []
    for agent in scoped(program, rule):
        for column, shift in chosen(program, rule.shifts, agent):
            amount = 1 if rule.of == "shifts" else shift.paid_minutes
            amounts.append((shift.local_date(agent.zone), column, float(amount)))
    for first, last, known, whole in stretches_of(program, rule.per):
        row = {column: amount for day, column, amount in amounts if first <= day <= last}
        owed = rule.least * known // whole
        if owed:
            program.keep(rule, less(row), -owed)
        if rule.most is not None:
            program.keep(rule, row, rule.most)


def _targets(program: "SecondFormulation", rule: Any) -> None:
    for target in rule.targets:
        row = {
            column: 1.0
            for agent in scoped(program, rule)
            for column, shift in by_date(agent, program.taken[agent.id]).get(target.date, [])
            if shift.template == target.template
        }
        rows = [({column: float(target.over) for column in row}, target.over * target.wanted)]
        rows.append(({column: -float(target.under) for column in row}, -target.under * target.wanted))
        program.keep_worst(rule, rows)


def _starts(program: "SecondFormulation", rule: Any) -> None:
    starts: dict[date, dict[int, Columns]] = defaultdict(lambda: defaultdict(list))
    for agent in scoped(program, rule):
        for column, shift in chosen(program, rule.shifts, agent):
            starts[shift.local_date(agent.zone)][clock_of(agent, shift)].append((column, shift))
    for clocks in starts.values():
        row = {program.any_of(columns): 1.0 for columns in clocks.values()}
        program.keep(rule, row, rule.most)


TEAMS: dict[str, Callable[["SecondFormulation", Any], None]] = {
    "agents_ratio": _in_proportion,
    "agents_used": _few_people,
    "contacts_at_once": _contacts,
    "crew_hand_off": _crews_overlap,
    "even_load": _even,
    "fair_burdens": _fair,
    "few_starts": _starts,
    "lead_on_duty": _led,
    "people_on_shift": _heads,
    "people_per_shift": _targets,
    "same_shift": _shared,
    "site_hand_off": _sites_overlap,
    "site_ownership": _owned,
    "team_total": _budget,
    "work_together": _accompanied,
}
"""What this program says of each rule about several people, nobody on shift from before."""
