"""Kinds of shift that take turns by the week."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from solver.domain.days import local_day, week_dates, week_of
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel

Kinds = Callable[[Shift | Assignment], frozenset[str]]


class WeeklyRotation(Rule):
    """After a week with shifts of one of the ``kinds`` comes a week with none but the next kind.

    ``kinds`` are template tags in the order of the rotation, the first follows the last; shifts of no kind
    are free. Weeks are the period's blocks of seven dates. The excess counts weeks that do not follow.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "weeks out of rotation"
    sentence: ClassVar[str] = "Kinds of shift take turns from week to week."
    example: ClassVar[dict[str, Any]] = {"kinds": ["early", "late", "night"]}

    rule: Literal["weekly_rotation"] = "weekly_rotation"
    kinds: tuple[str, ...] = Field(min_length=2, max_length=52)

    def turns(self) -> list[tuple[str, str]]:
        """Each kind with the one that follows."""
        return list(zip(self.kinds, (*self.kinds[1:], self.kinds[0]), strict=True))

    def reader(self, problem: Problem) -> Kinds:
        """Tells the kinds of a shift."""
        borne = {template.name: template.tags & set(self.kinds) for template in problem.templates}
        return lambda shift: frozenset(borne.get(shift.template, ()))

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        period, kinds_of = model.problem.period, self.reader(model.problem)
        weeks = week_dates(period)
        for agent in self.agents(model.problem):
            worked: list[list[Shift]] = [[] for _ in weeks]
            for shift in model.shifts(agent.id):
                if kinds_of(shift):
                    worked[week_of(period, shift.day)].append(shift)
            for week in range(1, len(weeks)):
                rows = []
                for kind, following in self.turns():
                    before = [shift for shift in worked[week - 1] if kind in kinds_of(shift)]
                    others = [shift for shift in worked[week] if following not in kinds_of(shift)]
                    if before and others:
                        rows.append(model.any_of(before) + model.any_of(others) - 1)
                if rows:
                    yield model.breach(*rows, place=Place(agent=agent.id, date=weeks[week][0]), most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        period, kinds_of, given = problem.period, self.reader(problem), roster.by_agent()
        weeks, turns = week_dates(period), self.turns()
        for agent in self.agents(problem):
            worked: list[list[frozenset[str]]] = [[] for _ in weeks]
            for shift in given.get(agent.id, ()):
                if kinds_of(shift):
                    worked[week_of(period, local_day(shift.start, agent.zone))].append(kinds_of(shift))
            for week in range(1, len(weeks)):
                before = {kind for kinds in worked[week - 1] for kind in kinds}
                wrong = [
                    following
                    for kind, following in turns
                    if kind in before and any(following not in kinds for kinds in worked[week])
                ]
                if wrong:
                    first = weeks[week][0]
                    yield self.violation(
                        1,
                        Place(agent=agent.id, date=first),
                        f"{agent.name} has other shifts than {wrong[0]} in the week of {first}.",
                    )
