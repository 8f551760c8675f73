"""The shifts a way of covering the day is made of."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.rule import ShiftRule


class TemplateTags(ShiftRule):
    """Shifts come from templates that bear one of ``tags``, or none at all.

    So one set of templates can serve several ways of covering the day. A shift whose template is unknown is
    not judged. The excess counts shifts of other templates.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "shifts of other templates"
    sentence: ClassVar[str] = "Only the kinds of shift chosen are given."
    example: ClassVar[dict[str, Any]] = {"tags": ["follow_the_sun"]}

    rule: Literal["template_tags"] = "template_tags"
    tags: frozenset[str] = Field(min_length=1)

    def excess_of(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002
        for template in problem.templates:
            if template.name == shift.template:
                return int(bool(template.tags) and not template.tags & self.tags)
        return 0

    def message_for(self, agent: Agent, shift: Assignment, excess: int) -> str:  # noqa: ARG002 - always one
        return (
            f"{agent.name} has the {shift.template} shift at {shift.start:%Y-%m-%d %H:%M}Z, which is none of "
            "the kinds chosen."
        )
