"""Shifts move forward with the clock."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day, days_up_to, local_day, local_minute, shifts_before
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class ForwardRotation(Rule):
    """From one day to the next, work never starts earlier on the clock by more than ``tolerance_minutes``.

    Day, then evening, then night; a day off lies between nights and the next day shift. Compared are the
    first starts of two neighbouring local dates, on the agent's clocks; the last known shift before the
    period counts. The excess counts backward steps.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "backward steps"
    sentence: ClassVar[str] = "Shifts rotate forward: day, evening, night."

    rule: Literal["forward_rotation"] = "forward_rotation"
    tolerance_minutes: int = Field(default=60, ge=0, le=1_439)

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            past = _firsts_before(model.problem, agent)
            clock = {shift: local_minute(shift.start, agent.zone) for shift in model.shifts(agent.id)}
            for day in model.days(agent.id):
                if day in past:
                    continue
                day_before = days_up_to(day, 2, agent.zone)[1]
                today, yesterday = model.shifts_on(agent.id, day), model.shifts_on(agent.id, day_before)
                known = past.get(day_before)
                rows: list[Expr] = []
                told = 0
                for begun in sorted({clock[shift] for shift in yesterday}) if known is None else [known]:
                    early = [shift for shift in today if clock[shift] < begun - self.tolerance_minutes]
                    if len(early) == told:
                        continue  # a smaller ``begun`` with the same early shifts says more
                    told = len(early)
                    late: Expr = 1
                    if known is None:
                        sooner = model.any_of(shift for shift in yesterday if clock[shift] < begun)
                        late = model.works_on(agent.id, day_before) - sooner
                    rows.append(late + model.any_of(early) - 1)
                if rows:
                    yield model.breach(*rows, place=Place(agent=agent.id, date=day), most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            past = _firsts_before(problem, agent)
            firsts = dict(past)
            for day, worked in by_local_day(agent, shifts.get(agent.id, ())).items():
                firsts.setdefault(day, local_minute(worked[0].start, agent.zone))
            for day, begun in sorted(firsts.items()):
                before = firsts.get(days_up_to(day, 2, agent.zone)[1])
                if day not in past and before is not None and begun < before - self.tolerance_minutes:
                    yield self.violation(
                        1,
                        Place(agent=agent.id, date=day),
                        f"{agent.name} starts at {_shown(begun)} on {day} and at {_shown(before)} the day "
                        "before.",
                    )


def _firsts_before(problem: Problem, agent: Agent) -> dict[date, int]:
    """The clock minute of the first known start on each local date before the period."""
    firsts: dict[date, int] = {}
    for start, _ in shifts_before(problem, agent):
        firsts.setdefault(local_day(start, agent.zone), local_minute(start, agent.zone))
    return firsts


def _shown(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
