"""How many people each shift wants."""

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from pydantic import Field, model_validator

from solver.domain.document import Document
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class ShiftTarget(Document):
    """How many people should take shifts of a template on a date, and the price of each missing or too
    many.
    """

    date: datetime.date
    template: str
    wanted: int = Field(ge=0, le=10_000)
    under: int = Field(default=1, ge=0, le=10_000)
    over: int = Field(default=1, ge=0, le=10_000)

    def excess(self, people: int) -> int:
        return max(self.under * (self.wanted - people), self.over * (people - self.wanted))


class PeoplePerShift(Rule):
    """On each date named, as many agents of the scope as wanted take shifts of the template named.

    A shift counts on the local date its agent starts it. The excess counts people missing times ``under`` and
    people too many times ``over``.
    """

    tier: ClassVar[Tier] = Tier.SERVICE
    unit: ClassVar[str] = "people missing or too many, times their price"
    sentence: ClassVar[str] = "Every shift has as many people as it wants."
    example: ClassVar[dict[str, Any]] = {
        "targets": [{"date": "2026-03-02", "template": "early", "wanted": 1, "under": 10}]
    }

    rule: Literal["people_per_shift"] = "people_per_shift"
    weight: Weight = 1
    targets: tuple[ShiftTarget, ...] = Field(min_length=1, max_length=20_000)

    @model_validator(mode="after")
    def _once(self) -> Self:
        (target, times) = Counter((target.date, target.template) for target in self.targets).most_common(1)[0]
        if times > 1:
            raise ValueError(f"the {target[1]} shift of {target[0]} has more than one target")
        return self

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        people = self.agents(model.problem)
        for target in self.targets:
            shifts = [
                shift
                for agent in people
                for shift in model.shifts_on(agent.id, target.date)
                if shift.template == target.template
            ]
            heads, most = model.total(shifts), target.excess(0)
            rows = [target.under * (target.wanted - heads)] if target.wanted else []
            greatest = sum(model.size(shift.agent) for shift in shifts)
            if greatest > target.wanted:
                rows.append(target.over * (heads - target.wanted))
                most = max(most, target.excess(greatest))
            if rows and most > 0:
                yield model.breach(*rows, place=Place(date=target.date), most=most)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        zones = {agent.id: agent.zone for agent in self.agents(problem)}
        taken = Counter(
            (shift.local_date(zones[shift.agent]), shift.template)
            for shift in roster.assignments
            if shift.agent in zones
        )
        for target in self.targets:
            people = taken[target.date, target.template]
            if target.excess(people) > 0:
                yield self.violation(
                    target.excess(people),
                    Place(date=target.date),
                    f"The {target.template} shift of {target.date} has {people} people, "
                    f"{target.wanted} are wanted.",
                )
