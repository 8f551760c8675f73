"""Kinds of shift that take turns in stints."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.days import by_local_day, exists
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Assignment, Roster
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel

Kinds = Callable[[Shift | Assignment], frozenset[str]]


class KindRotation(Rule):
    """Shifts of the ``kinds`` come in stints of one kind, and the next stint is of the kind that follows.

    ``kinds`` are template tags in the order of the rotation, the first follows the last; shifts of no kind
    are free. A stint spans at most ``most_days`` local dates from its first shift to its last, and at least
    ``least_days`` lie between the shifts of other kinds around it. Compared are dates of the period. The
    excess counts dates with a shift that is out of turn, ends a stint too early or stays in it too long.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "dates out of turn"
    sentence: ClassVar[str] = "Kinds of shift take turns in stints that are neither too short nor too long."
    example: ClassVar[dict[str, Any]] = {"kinds": ["early", "late", "night"], "most_days": 5}

    rule: Literal["kind_rotation"] = "kind_rotation"
    kinds: tuple[str, ...] = Field(min_length=2, max_length=52)
    least_days: int = Field(default=1, ge=1, le=28)
    most_days: int | None = Field(default=None, ge=1, le=91)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most_days is not None and self.most_days < self.least_days:
            raise ValueError("most_days must not be smaller than least_days")
        if len(set(self.kinds)) < len(self.kinds):
            raise ValueError("kinds: expected every kind once")
        return self

    def follower(self, kind: str) -> str:
        return self.kinds[(self.kinds.index(kind) + 1) % len(self.kinds)]

    def reader(self, problem: Problem) -> Kinds:
        """Tells the kinds of a shift."""
        borne = {template.name: template.tags & set(self.kinds) for template in problem.templates}
        return lambda shift: frozenset(borne.get(shift.template, ()))

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        kinds_of = self.reader(model.problem)
        for agent in self.agents(model.problem):
            dates = _dates(model.problem, agent)
            shifts = [[shift for shift in model.shifts_on(agent.id, day) if kinds_of(shift)] for day in dates]
            of: list[Mapping[str, list[Shift]]] = [
                {kind: [shift for shift in found if kind in kinds_of(shift)] for kind in self.kinds}
                for found in shifts
            ]
            for last, day in enumerate(dates):
                rows: list[Expr] = []
                for kind in self.kinds:
                    rows += self._out_of_turn(model, kinds_of, kind, shifts, of, last)
                    rows += self._too_long(model, kinds_of, kind, shifts, of, last)
                    rows += self._too_short(model, kinds_of, kind, shifts, of, last)
                if rows:
                    yield model.breach(*rows, place=Place(agent=agent.id, date=day), most=1)

    def _out_of_turn(
        self,
        model: "RosterModel",
        kinds_of: Kinds,
        kind: str,
        shifts: Sequence[list[Shift]],
        of: Sequence[Mapping[str, list[Shift]]],
        last: int,
    ) -> Iterator["Expr"]:
        """The kind on an earlier date, another than it and its follower on this one, and nothing between."""
        wrong = [shift for shift in shifts[last] if kinds_of(shift) - {kind, self.follower(kind)}]
        for first in range(last) if wrong else ():
            if of[first][kind]:
                between = model.total(shift for found in shifts[first + 1 : last] for shift in found)
                yield model.any_of(of[first][kind]) + model.any_of(wrong) - 1 - between

    def _too_long(
        self,
        model: "RosterModel",
        kinds_of: Kinds,
        kind: str,
        shifts: Sequence[list[Shift]],
        of: Sequence[Mapping[str, list[Shift]]],
        last: int,
    ) -> Iterator["Expr"]:
        """The kind on two dates too far apart, and no other between."""
        if self.most_days is None or not of[last][kind]:
            return
        for first in range(last - self.most_days + 1):
            if of[first][kind]:
                others = model.total(
                    shift for found in shifts[first + 1 : last] for shift in found if kinds_of(shift) - {kind}
                )
                yield model.any_of(of[first][kind]) + model.any_of(of[last][kind]) - 1 - others

    def _too_short(
        self,
        model: "RosterModel",
        kinds_of: Kinds,
        kind: str,
        shifts: Sequence[list[Shift]],
        of: Sequence[Mapping[str, list[Shift]]],
        last: int,
    ) -> Iterator["Expr"]:
        """The kind between two others that lie too close."""

        def others(day: int) -> list[Shift]:
            return [shift for shift in shifts[day] if kinds_of(shift) - {kind}]

        for first in range(max(0, last - self.least_days), last - 1) if others(last) else ():
            if others(first):
                edges = model.any_of(others(first)) + model.any_of(others(last)) - 2
                stint = [of[day][kind] for day in range(first + 1, last)]
                yield from (
                    edges + model.any_of(shifts_of_kind) for shifts_of_kind in stint if shifts_of_kind
                )

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, kinds_of = roster.by_agent(), self.reader(problem)
        for agent in self.agents(problem):
            days = by_local_day(agent, given.get(agent.id, ()))
            dates = _dates(problem, agent)
            kinds = [[kinds_of(shift) for shift in days.get(day, ()) if kinds_of(shift)] for day in dates]
            for last, day in enumerate(dates):
                faults = [fault for kind in self.kinds if (fault := self._fault(kind, kinds, last))]
                if faults:
                    said = f"{agent.name} has shifts on {day} that {faults[0]}."
                    yield self.violation(1, Place(agent=agent.id, date=day), said)

    def _fault(self, kind: str, kinds: Sequence[list[frozenset[str]]], last: int) -> str | None:
        """What is wrong with the date after earlier shifts of the kind; None when nothing is."""
        own = [any(kind in each for each in found) for found in kinds]
        other = [any(each - {kind} for each in found) for found in kinds]
        turn = {kind, self.follower(kind)}
        if any(each - turn for each in kinds[last]) and any(
            own[first] and not any(kinds[first + 1 : last]) for first in range(last)
        ):
            return f"do not follow upon {kind}"
        if own[last] and self.most_days is not None:
            earlier = range(last - self.most_days + 1)
            if any(own[first] and not any(other[first + 1 : last]) for first in earlier):
                return f"stay with {kind} too long"
        if other[last]:
            earlier = range(max(0, last - self.least_days), last - 1)
            if any(other[first] and any(own[first + 1 : last]) for first in earlier):
                return f"leave {kind} too early"
        return None


def _dates(problem: Problem, agent: Agent) -> list[date]:
    return [day for day in problem.period.dates if exists(day, agent.zone)]
