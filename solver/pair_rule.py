"""Rules about two shifts of one agent that do not go together."""

from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from solver.domain.days import by_local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.rule import Rule, known_before

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel

Clash = Callable[[Agent, Shift | Assignment, Shift | Assignment], bool]


class PairRule(Rule):
    """A rule about pairs of shifts of an agent, known ones before the period among the earlier ones.

    The excess counts the local dates that begin a shift which does not go with an earlier one.
    """

    sight: ClassVar[Sight] = Sight.AGENT

    @property
    @abstractmethod
    def reach(self) -> timedelta:
        """How long before the later shift starts the earlier one of a pair may start, at most."""

    @abstractmethod
    def clashes(self, problem: Problem) -> Clash:
        """Tells whether an earlier and a later shift do not go together."""

    @abstractmethod
    def message_for(self, agent: Agent, earlier: Assignment, later: Assignment) -> str:
        """The pair in plain words."""

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        clash = self.clashes(model.problem)
        for agent in self.agents(model.problem):
            shifts, known = model.shifts(agent.id), known_before(model.problem, agent)
            starts = [shift.start for shift in shifts]
            for day in model.days(agent.id):
                # Shifts that clash with the same earlier ones share a row.
                alike: dict[tuple[Shift, ...], list[Shift]] = {}
                rows = []
                for later in model.shifts_on(agent.id, day):
                    if any(clash(agent, earlier, later) for earlier in known):
                        alike.setdefault((), []).append(later)
                    near = slice(
                        bisect_left(starts, later.start - self.reach), bisect_left(starts, later.start)
                    )
                    clashing = tuple(earlier for earlier in shifts[near] if clash(agent, earlier, later))
                    if clashing:
                        alike.setdefault(clashing, []).append(later)
                for clashing, later_ones in alike.items():
                    before = model.any_of(clashing) if clashing else 1
                    rows.append(before + model.any_of(later_ones) - 1)
                if rows:
                    yield model.breach(*rows, place=Place(agent=agent.id, date=day), most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, clash = roster.by_agent(), self.clashes(problem)
        for agent in self.agents(problem):
            earlier_ones = known_before(problem, agent)
            for day, shifts in by_local_day(agent, given.get(agent.id, ())).items():
                found = None
                for later in shifts:
                    clashing = [earlier for earlier in earlier_ones if clash(agent, earlier, later)]
                    found = found or (clashing[-1], later) if clashing else found
                    earlier_ones.append(later)
                if found is not None:
                    place = Place(agent=agent.id, date=day, start=found[1].start, end=found[1].end)
                    yield self.violation(1, place, self.message_for(agent, *found))
