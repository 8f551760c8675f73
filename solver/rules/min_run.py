"""No scattered days."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import by_local_day, days_before, days_up_to, exists
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach, Expr
    from solver.model.roster_model import RosterModel


class MinRun(Rule):
    """Days of work, or days off, come in runs of at least ``days`` local dates.

    A run that the last date of the period ends is not judged, nor one that began before the period; with
    ``open_start`` neither is one from the first date on where nothing before the period is known. The excess
    counts the days a run is too short.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "days by which runs are too short"
    sentence: ClassVar[str] = "Days of work and days off come in blocks, not one by one."

    rule: Literal["min_run"] = "min_run"
    of: Literal["work", "off"] = "work"
    days: int = Field(default=2, ge=2, le=14)
    open_start: bool = False

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        for agent in self.agents(model.problem):
            dates = [day for day in model.problem.period.dates if exists(day, agent.zone)]
            if not dates:
                continue
            past = days_before(model.problem, agent)
            eve = days_up_to(dates[0], 2, agent.zone)[1]
            works: list[Expr] = [int(eve in past)]
            works += [1 if day in past else model.works_on(agent.id, day) for day in dates]
            states = works if self.of == "work" else [1 - work for work in works]
            for first in range(2 if self.open_start and not past else 1, len(states)):
                lengths = range(1, min(self.days, len(states) - first))
                begins = states[first] - states[first - 1]
                # Every state the run owes gives a row of its own: far tighter than whole runs forbidden.
                rows = [begins - states[first + length] for length in lengths]
                if not self.required:
                    rows += [
                        (self.days - length)
                        * (
                            model.sum(states[first : first + length])
                            - (length - 1)
                            - states[first - 1]
                            - states[first + length]
                        )
                        for length in lengths
                    ]
                if rows:
                    place = Place(agent=agent.id, date=dates[first - 1])
                    yield model.breach(*rows, place=place, most=self.days - 1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        shifts = roster.by_agent()
        for agent in self.agents(problem):
            dates = [day for day in problem.period.dates if exists(day, agent.zone)]
            if not dates:
                continue
            past = days_before(problem, agent)
            worked = past | set(by_local_day(agent, shifts.get(agent.id, ())))
            states = [(day in worked) == (self.of == "work") for day in dates]
            started = (days_up_to(dates[0], 2, agent.zone)[1] in past) == (self.of == "work")
            unknown = self.open_start and not past
            first = None if started or unknown or not states[0] else 0
            for index in range(1, len(states)):
                if states[index] and not states[index - 1]:
                    first = index
                if states[index - 1] and not states[index] and first is not None:
                    if index - first < self.days:
                        kind = "days of work" if self.of == "work" else "days off"
                        yield self.violation(
                            self.days - (index - first),
                            Place(agent=agent.id, date=dates[first]),
                            f"{agent.name} has {index - first} {kind} in a row from {dates[first]}, "
                            f"at least {self.days} are wanted.",
                        )
                    first = None
