"""Rules about the rest after a run of days with shifts of one kind."""

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from solver.domain.days import day_after, days_up_to, local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Violation
from solver.domain.roster import Roster
from solver.domain.selection import Chooser
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class RunRule(Rule):
    """After a run of so many dates in a row with shifts of a kind no other shift starts for a while.

    A run ends with the date that no such date follows. Dates before the period count. The excess counts runs
    whose rest is cut short.
    """

    sight: ClassVar[Sight] = Sight.AGENT

    @property
    @abstractmethod
    def length(self) -> int:
        """The dates in a row from which on rest is owed."""

    @property
    @abstractmethod
    def rest(self) -> timedelta:
        """The rest owed, in elapsed time."""

    @abstractmethod
    def in_run(self, problem: Problem) -> Chooser:
        """Tells the shifts that make up runs."""

    def after_run(self, problem: Problem) -> Chooser:  # noqa: ARG002 - for subclasses
        """Tells the shifts that may not begin too soon."""
        return lambda agent, shift: True  # noqa: ARG005 - answers for any shift

    @abstractmethod
    def known(self, problem: Problem, agent: Agent) -> Mapping[date, list[datetime]]:
        """The dates of runs before the period, each with the ends of its shifts as far as they are known."""

    @abstractmethod
    def message_for(self, agent: Agent, last: date, begun: datetime) -> str:
        """The rest cut short in plain words."""

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        in_run, after_run = self.in_run(model.problem), self.after_run(model.problem)
        for agent in self.agents(model.problem):
            past = self.known(model.problem, agent)
            shifts = [
                (shift, in_run(agent, shift), after_run(agent, shift)) for shift in model.shifts(agent.id)
            ]
            starts = [shift.start for shift, _, _ in shifts]
            run: dict[date, list[Shift]] = {day: [] for day in model.days(agent.id)}
            for shift, runs, _ in shifts:
                if runs:
                    run[shift.day].append(shift)
            worked: dict[date, Expr] = {day: model.any_of(found) for day, found in run.items()}
            worked |= dict.fromkeys(past, 1)
            for day in sorted({*run, *past}):
                block = days_up_to(day, self.length, agent.zone)[1:]
                following = day_after(day, agent.zone)
                if not all(each in past or run.get(each) for each in block):
                    continue
                lacking = self.length - model.sum(worked[each] for each in block) + worked.get(following, 0)
                known = past.get(day, [])
                pairs: list[tuple[set[Shift], set[Shift]]] = []
                for moment in sorted({*known, *(shift.end for shift in run.get(day, ()))}):
                    late = {shift for shift in run.get(day, ()) if shift.start < moment <= shift.end}
                    soon: dict[date, set[Shift]] = {}
                    window = slice(bisect_left(starts, moment), bisect_left(starts, moment + self.rest))
                    for shift, runs, counts in shifts[window]:
                        if counts and not (runs and shift.day <= following):
                            soon.setdefault(shift.day, set()).add(shift)
                    # An empty ``late`` stands for a day of the run that is done already.
                    pairs += [(set() if moment in known else late, early) for early in soon.values()]
                rows = [
                    (model.total(late) if late else 1) + model.any_of(early) - lacking
                    for late, early in _telling(pairs)
                ]
                if rows:
                    yield model.breach(*rows, place=Place(agent=agent.id, date=day), most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts, in_run, after_run = roster.by_agent(), self.in_run(problem), self.after_run(problem)
        for agent in self.agents(problem):
            past = self.known(problem, agent)
            ends = {day: list(found) for day, found in past.items()}
            others: list[tuple[date, datetime, bool]] = []
            for shift in shifts.get(agent.id, ()):
                day, runs = local_day(shift.start, agent.zone), in_run(agent, shift)
                if after_run(agent, shift):
                    others.append((day, shift.start, runs))
                if runs:
                    ends.setdefault(day, []).append(shift.end)
            for day, found in sorted(ends.items()):
                following = day_after(day, agent.zone)
                if following in ends or not ends.keys() >= set(days_up_to(day, self.length, agent.zone)):
                    continue
                soon = [
                    start
                    for other, start, runs in others
                    for end in found
                    if end <= start < end + self.rest and not (runs and other <= following)
                ]
                if soon:
                    place = Place(agent=agent.id, date=day)
                    yield self.violation(1, place, self.message_for(agent, day, min(soon)))


def _telling(pairs: list[tuple[set[Shift], set[Shift]]]) -> list[tuple[list[Shift], list[Shift]]]:
    """The pairs that no other pair with the same kind of end contains, in a fixed order."""
    kept: list[tuple[set[Shift], set[Shift]]] = []
    for late, early in pairs:
        if any(bool(late) == bool(other) and late <= other and early <= more for other, more in kept):
            continue
        kept = [
            (other, more)
            for other, more in kept
            if not (bool(late) == bool(other) and other <= late and more <= early)
        ]
        kept.append((late, early))
    return [(_in_order(late), _in_order(early)) for late, early in kept]


def _in_order(shifts: set[Shift]) -> list[Shift]:
    return sorted(shifts, key=lambda shift: (shift.start, shift.end, shift.template))
