"""One long rest in every week."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from solver.domain.days import DAY, shifts_before
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.shift import Shift
from solver.domain.sight import Sight
from solver.domain.time import local_midnight
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class WeeklyRest(Rule):
    """Every stretch of ``days`` local dates holds ``hours`` without work in one piece.

    Directive 2003/88/EC art. 5 asks for 24 hours in each seven days, on top of the daily eleven: 35. The
    stretches are the period's blocks of that many dates, or with ``rolling`` all of them; a shorter last
    block is not judged. Work before the period that is known counts. The excess counts stretches without the
    rest.
    """

    sight: ClassVar[Sight] = Sight.AGENT
    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "weekly rests missing"
    sentence: ClassVar[str] = "Everyone has one long rest in every week."

    rule: Literal["weekly_rest"] = "weekly_rest"
    hours: float = Field(default=35, gt=0, le=336)
    days: int = Field(default=7, ge=2, le=28)
    rolling: bool = False

    def stretches(self, problem: Problem, agent: Agent) -> Iterator[tuple[datetime, datetime, Place]]:
        """Start and end of each stretch on the agent's calendar."""
        dates = problem.period.dates
        for first in range(0, len(dates) - self.days + 1, 1 if self.rolling else self.days):
            starts = local_midnight(dates[first], agent.zone)
            ends = local_midnight(dates[first + self.days - 1] + DAY, agent.zone)
            yield starts, ends, Place(agent=agent.id, date=dates[first])

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        rest = timedelta(hours=self.hours)
        for agent in self.agents(model.problem):
            known = shifts_before(model.problem, agent)
            shifts = model.shifts(agent.id)
            ends_of_work = sorted({shift.end for shift in shifts} | {end for _, end in known})
            for starts, ends, place in self.stretches(model.problem, agent):
                # A rest may as well begin when the stretch or work ends.
                moments = [starts, *(end for end in ends_of_work if starts < end <= ends - rest)]
                in_the_way: list[frozenset[Shift]] = []
                for moment in moments:
                    until = moment + rest
                    if until > ends or any(start < until and moment < end for start, end in known):
                        continue
                    found = frozenset(shift for shift in shifts if shift.start < until and moment < shift.end)
                    if not any(other <= found for other in in_the_way):
                        in_the_way = [other for other in in_the_way if not found <= other] + [found]
                if frozenset() in in_the_way:
                    continue
                spoilt = [
                    model.flag(
                        model.total(sorted(found, key=lambda shift: (shift.start, shift.end))), "no rest"
                    )
                    for found in in_the_way
                ]
                yield model.breach(model.sum(spoilt) - (len(spoilt) - 1), place=place, most=1)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        given, rest = roster.by_agent(), timedelta(hours=self.hours)
        for agent in self.agents(problem):
            worked = [*shifts_before(problem, agent)]
            worked += [(shift.start, shift.end) for shift in given.get(agent.id, ())]
            for starts, ends, place in self.stretches(problem, agent):
                longest, free_from = timedelta(), starts
                for start, end in sorted(worked):
                    longest = max(longest, min(start, ends) - free_from)
                    free_from = max(free_from, end)
                longest = max(longest, ends - free_from)
                if longest < rest:
                    hours = longest / timedelta(hours=1)
                    yield self.violation(
                        1,
                        place,
                        f"{agent.name} rests at most {hours:g} h in one piece in the {self.days} days from "
                        f"{place.date}, {self.hours:g} h are due.",
                    )
