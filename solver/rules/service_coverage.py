"""Enough agents on duty for the service goal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from solver.coverage_rule import CoverageRule
from solver.domain.coverage import TENTHS, Coverage, required_tenths
from solver.domain.problem import Problem
from solver.domain.result import Place, Tier, Violation
from solver.domain.time import MINUTE
from solver.rule import Weight

if TYPE_CHECKING:
    from solver.model.breach import Breach
    from solver.model.roster_model import RosterModel


class ServiceCoverage(CoverageRule):
    """Every queue has the agents its requirement asks for in every interval.

    An agent on duty counts once per interval, shared among the queues they can serve; breaks and meals do
    not cover. The excess counts tenths of an agent that are missing, times the queue's priority. Whoever
    can serve covers: the rule takes no scope. Due work is the matter of another rule, work_in_time.
    """

    tier: ClassVar[Tier] = Tier.SERVICE
    unit: ClassVar[str] = "tenths of an agent missing per interval, times the queue's priority"
    sentence: ClassVar[str] = "Every queue has the agents it needs in every interval."

    rule: Literal["service_coverage"] = "service_coverage"
    weight: Weight = 1

    def breaches(self, model: "RosterModel") -> Iterator["Breach"]:
        required = required_tenths(model.problem)
        for row, queue in enumerate(model.problem.queues):
            for interval in np.flatnonzero(required[row]).tolist():
                start = model.axis.instant(interval)
                yield model.breach(
                    queue.priority * model.short(queue.id, interval),
                    place=Place(queue=queue.id, start=start),
                    most=queue.priority * int(required[row, interval]),
                )

    def violations_in(self, problem: Problem, coverage: Coverage) -> Iterator[Violation]:
        axis, waits = problem.axis, problem.due_queues
        for row, queue in enumerate(problem.queues):
            if queue.id in waits:
                continue
            for interval in np.flatnonzero(coverage.short[row]).tolist():
                short, required = int(coverage.short[row, interval]), int(coverage.required[row, interval])
                start = axis.instant(interval)
                yield self.violation(
                    queue.priority * short,
                    Place(queue=queue.id, start=start, end=start + axis.interval_minutes * MINUTE),
                    f"{queue.name} is {short / TENTHS:g} of {required / TENTHS:g} agents short "
                    f"at {start:%Y-%m-%d %H:%M}Z.",
                )
