"""Shifts people asked for, or asked to be spared."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from solver.domain.document import Document
from solver.domain.people import Wish
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.rule import Rule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class ShiftRequest(Document):
    """An agent's request to have, or not to have, a shift of the template on a date of their own calendar."""

    agent: str
    date: datetime.date
    template: str
    wish: Wish = Wish.WANTS
    weight: int = Field(default=1, ge=1, le=10_000)


class ShiftRequests(Rule):
    """Agents have the shifts they asked for and none they asked to be spared.

    Wishes are about stretches of time; these are bids for single shifts, weighed in one tier against the
    people each shift wants. The excess counts requests refused, each times its own weight.
    """

    tier: ClassVar[Tier] = Tier.SERVICE
    sight: ClassVar[Sight] = Sight.AGENT
    unit: ClassVar[str] = "refused requests, times the request's weight"
    sentence: ClassVar[str] = "People have the shifts they asked for."
    example: ClassVar[dict[str, Any]] = {
        "requests": [{"agent": "anna", "date": "2026-03-02", "template": "early", "wish": "avoids"}]
    }

    rule: Literal["shift_requests"] = "shift_requests"
    weight: Weight = 1
    requests: tuple[ShiftRequest, ...] = Field(min_length=1, max_length=50_000)

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        if model.counts_people:
            return  # a request is one person's, not their class's
        people = {agent.id for agent in self.agents(model.problem)}
        for request in self.requests:
            if request.agent not in people:
                continue
            shifts = model.shifts_on(request.agent, request.date)
            granted = model.any_of(shift for shift in shifts if shift.template == request.template)
            refused = 1 - granted if request.wish is Wish.WANTS else granted
            place = Place(agent=request.agent, date=request.date)
            yield model.breach(request.weight * refused, place=place, most=request.weight)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        people = {agent.id: agent for agent in self.agents(problem)}
        taken = {
            (shift.agent, shift.local_date(people[shift.agent].zone), shift.template)
            for shift in roster.assignments
            if shift.agent in people
        }
        for request in self.requests:
            if request.agent not in people:
                continue
            has = (request.agent, request.date, request.template) in taken
            if has != (request.wish is Wish.WANTS):
                said = "does not have" if request.wish is Wish.WANTS else "has"
                yield self.violation(
                    request.weight,
                    Place(agent=request.agent, date=request.date),
                    f"{people[request.agent].name} {said} the {request.template} shift of {request.date}, "
                    f"which they asked {'for' if request.wish is Wish.WANTS else 'to be spared'}.",
                )
