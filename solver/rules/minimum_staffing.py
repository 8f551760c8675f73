"""The must-have floor of every queue."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from solver.coverage_rule import CoverageRule
from solver.domain.coverage import Coverage, minimum_agents
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.time import MINUTE
from solver.rule import Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class MinimumStaffing(CoverageRule):
    """Every queue has its minimum of whole agents in every interval, whatever the volume.

    An agent counts for one queue's minimum at a time. The excess counts agents missing per interval. Whoever
    can serve counts: the rule takes no scope.
    """

    tier: ClassVar[Tier] = Tier.MUST_HAVE
    unit: ClassVar[str] = "agents missing per interval"
    sentence: ClassVar[str] = "Every queue keeps its minimum of agents, whatever the volume."

    rule: Literal["minimum_staffing"] = "minimum_staffing"
    weight: Weight = 1

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        minimum = minimum_agents(model.problem)
        for row, queue in enumerate(model.problem.queues):
            for interval in np.flatnonzero(minimum[row]).tolist():
                yield model.breach(
                    model.short_of_minimum(queue.id, interval),
                    place=Place(queue=queue.id, start=model.axis.instant(interval)),
                    most=int(minimum[row, interval]),
                )

    def violations_in(self, problem: Problem, coverage: Coverage) -> Iterator[Violation]:
        axis = problem.axis
        for row, queue in enumerate(problem.queues):
            for interval in np.flatnonzero(coverage.short_of_minimum[row]).tolist():
                short = int(coverage.short_of_minimum[row, interval])
                start = axis.instant(interval)
                yield self.violation(
                    short,
                    Place(queue=queue.id, start=start, end=start + axis.interval_minutes * MINUTE),
                    f"{queue.name} lacks {short} of its minimum of {coverage.minimum[row, interval]} agents "
                    f"at {start:%Y-%m-%d %H:%M}Z.",
                )
