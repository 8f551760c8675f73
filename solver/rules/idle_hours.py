"""Nobody on duty without work."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from solver.domain.coverage import TENTHS, coverage_of, on_duty_counts, required_tenths
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.roster import Roster
from solver.domain.sight import Sight
from solver.domain.time import MINUTE
from solver.rule import TeamRule, Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class IdleHours(TeamRule):
    """No more agents on duty than the queues they can serve require.

    It is priced beside the service goal, so that the two weights say how much idle time a missing agent is
    worth; leave it out where service comes before every cost. The excess counts tenths of an agent on duty,
    able to serve a queue that requires anybody in the period, beyond what covers. Due work is the matter of
    another rule, work_in_time: nobody is required for it at any one time, and doing it covers nothing here.
    Whoever can serve counts: the rule takes no scope.
    """

    sight: ClassVar[Sight] = Sight.MOMENT
    tier: ClassVar[Tier] = Tier.SERVICE
    unit: ClassVar[str] = "tenths of an agent idle per interval"
    sentence: ClassVar[str] = "Nobody is on duty without work."

    rule: Literal["idle_hours"] = "idle_hours"
    weight: Weight = 1

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        most = TENTHS * model.most_on_duty
        for interval in range(model.axis.intervals):
            yield model.breach(
                model.idle(interval), place=Place(start=model.axis.instant(interval)), most=most
            )

    def violations(self, problem: Problem, roster: Roster) -> Iterator[Violation]:
        axis = problem.axis
        required = required_tenths(problem)
        wanted = {queue.id for row, queue in enumerate(problem.queues) if required[row].any()}
        counts = on_duty_counts(problem, (*problem.carried_in, *roster.assignments))
        heads = sum(
            (count for served, count in counts.items() if served & wanted),
            start=np.zeros(axis.intervals, dtype=np.int64),
        )
        at_once = [queue.id not in problem.due_queues for queue in problem.queues]
        idle = TENTHS * heads - coverage_of(problem, roster).covered[at_once].sum(axis=0)
        for interval in np.flatnonzero(idle).tolist():
            start, tenths = axis.instant(interval), int(idle[interval])
            yield self.violation(
                tenths,
                Place(start=start, end=start + axis.interval_minutes * MINUTE),
                f"{tenths / TENTHS:g} agents are idle at {start:%Y-%m-%d %H:%M}Z.",
            )
