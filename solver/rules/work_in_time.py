"""Work that may wait is done by its due time, never before it is there."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from solver.coverage_rule import CoverageRule
from solver.domain.coverage import TENTHS, Coverage
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.sight import Sight
from solver.domain.time import MINUTE
from solver.rule import Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class WorkInTime(CoverageRule):
    """Due work is done between its release and its due time, in whatever intervals agents have time for it.

    Agents on duty serve what cannot wait first. So the excess counts everything that is missing: tenths of
    an agent of due work that is late, and those of queues that cannot wait, without their priority; this way
    it pays for nobody to leave those for due work, whatever the weights. Without due work in the problem the
    rule asks for nothing. Whoever can serve counts: the rule takes no scope.
    """

    tier: ClassVar[Tier] = Tier.SERVICE
    unit: ClassVar[str] = "tenths of an agent missing per interval, or late"
    sentence: ClassVar[str] = (
        "Work that may wait is done by its due time, in whatever intervals there is time."
    )
    sight: ClassVar[Sight] = Sight.WHOLE

    rule: Literal["work_in_time"] = "work_in_time"
    weight: Weight = 1

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        if not model.problem.due_work:
            return
        from solver.model.due_work import LateWork  # OR-Tools is loaded by whoever has a model already

        late = LateWork(model)
        for queue, work in late.work.items():
            for interval in np.flatnonzero(work.expires).tolist():
                yield model.breach(
                    late.of(queue, interval),
                    place=Place(queue=queue, start=model.axis.instant(interval)),
                    most=int(work.expires[interval]),
                )
        for row, each in enumerate(model.problem.queues):
            for interval in np.flatnonzero(model.required[row]).tolist():
                yield model.breach(
                    model.short(each.id, interval),
                    place=Place(queue=each.id, start=model.axis.instant(interval)),
                    most=int(model.required[row, interval]),
                )

    def violations_in(self, problem: Problem, coverage: Coverage) -> Iterator[Violation]:
        axis, due = problem.axis, problem.due_queues
        for row, queue in enumerate(problem.queues if due else ()):
            for interval in np.flatnonzero(coverage.short[row]).tolist():
                missing, start = int(coverage.short[row, interval]), axis.instant(interval)
                end = start + axis.interval_minutes * MINUTE
                told = f"lacks {missing / TENTHS:g} agents at {start:%Y-%m-%d %H:%M}Z, and other work waits."
                if queue.id in due:
                    minutes = missing * axis.interval_minutes / TENTHS
                    told = f"has {minutes:g} minutes of work late, due by {end:%Y-%m-%d %H:%M}Z."
                place = Place(queue=queue.id, start=start, end=end)
                yield self.violation(missing, place, f"{queue.name} {told}")
