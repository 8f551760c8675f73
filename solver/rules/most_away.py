"""How many are away from the queues at once."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from solver.domain.coverage import intervals_asked
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.time import MINUTE, ClockWindow, ZoneName
from solver.rule import Rule

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class MostAway(Rule):
    """At most ``most`` breaks, meals and sessions of the group run at once.

    The group are agents of the scope who can serve ``queue``, where one is named. ``of`` says what is
    counted: breaks and whatever else a template puts into a shift, sessions, or both. Judged are the
    intervals inside ``window`` on clocks in ``zone`` (else the period's), where it is given; what touches an
    interval runs in it. With ``most`` 1 breaks are staggered. The excess counts breaks and sessions too many
    per interval.
    """

    tier: ClassVar[Tier] = Tier.MUST_HAVE
    unit: ClassVar[str] = "breaks and sessions too many per interval"
    sentence: ClassVar[str] = "Not too many are away from the queues at once."
    example: ClassVar[dict[str, Any]] = {"most": 1}

    rule: Literal["most_away"] = "most_away"
    most: int = Field(ge=0, le=10_000)
    of: Literal["breaks", "sessions", "both"] = "both"
    queue: str | None = None
    window: ClockWindow | None = None
    zone: ZoneName | None = None

    def group(self, problem: Problem) -> list[Agent]:
        """The agents whose absence counts."""
        found = self.agents(problem)
        if self.queue is None:
            return found
        day = problem.period.first_date
        queues = [queue for queue in problem.queues if queue.id == self.queue]
        return [agent for agent in found if any(queue.can_be_served_by(agent, day) for queue in queues)]

    def judged(self, problem: Problem) -> list[int]:
        """The intervals the rule is about."""
        return intervals_asked(problem, self.window, self.zone, work_required=False)

    def apart(self, problem: Problem) -> frozenset[str]:
        return frozenset(agent.id for agent in self.group(problem))

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        if not model.knows_persons:
            return  # whose break is when is a question of persons
        away = model.on_duty.away(
            self.apart(model.problem), breaks=self.of != "sessions", sessions=self.of != "breaks"
        )
        known = self._carried_in(model.problem)
        for interval in self.judged(model.problem):
            running, most = away[interval]
            excess = known[interval] - self.most
            if most + excess > 0:
                place = Place(start=model.axis.instant(interval))
                yield model.breach(running + excess, place=place, most=most + excess)

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        axis = problem.axis
        away = self._carried_in(problem)
        for interval, count in self._count(problem, roster).items():
            away[interval] += count
        for interval in self.judged(problem):
            excess = away[interval] - self.most
            if excess > 0:
                start = axis.instant(interval)
                yield self.violation(
                    excess,
                    Place(start=start, end=start + axis.interval_minutes * MINUTE),
                    f"{away[interval]} of the group are away at {start:%Y-%m-%d %H:%M}Z, at most {self.most} "
                    "should be.",
                )

    def _carried_in(self, problem: Problem) -> defaultdict[int, int]:
        return self._count(problem, Roster(assignments=problem.carried_in))

    def _count(self, problem: Problem, roster: Roster) -> defaultdict[int, int]:
        """Breaks and sessions of the group by interval."""
        group, counted = self.apart(problem), defaultdict[int, int](int)
        for shift in roster.assignments:
            for segment in shift.breaks if shift.agent in group else ():
                if self.of == "both" or (segment.session is not None) == (self.of == "sessions"):
                    for interval in problem.axis.touched(segment.start, segment.end):
                        counted[interval] += 1
        return counted
