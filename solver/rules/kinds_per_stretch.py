"""A cap on variety."""

from collections.abc import Hashable, Iterable
from typing import Any, ClassVar, Literal

from pydantic import Field

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import Per
from solver.domain.shift import Shift
from solver.stretch_rule import DistinctRule


class KindsPerStretch(DistinctRule):
    """An agent's shifts bear at most ``most`` of the ``kinds`` (template tags) ``per`` week or other stretch.

    A shift whose template bears several of the kinds touches each of them. The excess counts kinds too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "kinds of shift too many"
    sentence: ClassVar[str] = "Nobody changes between many kinds of shift."
    example: ClassVar[dict[str, Any]] = {"kinds": ["early", "late"]}
    counted: ClassVar[str] = "kinds of shift"

    rule: Literal["kinds_per_stretch"] = "kinds_per_stretch"
    kinds: frozenset[str] = Field(min_length=2, max_length=100)
    most: int = Field(default=1, ge=1, le=100)
    per: Per = "week"

    def counted_over(self) -> Per:
        return self.per

    def limits(self, agent: Agent) -> tuple[int, int | None]:  # noqa: ARG002 - the same for everyone
        return 0, self.most

    def touched(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> Iterable[Hashable]:  # noqa: ARG002
        for template in problem.templates:
            if template.name == shift.template:
                return sorted(self.kinds & template.tags)
        return ()
