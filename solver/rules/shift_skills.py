"""Shifts that take skills of their own."""

from typing import Any, ClassVar, Literal

from pydantic import Field

from solver.domain.days import local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.domain.trees import WordTree
from solver.rule import ShiftRule


class ShiftSkills(ShiftRule):
    """Whoever has one of the ``shifts`` has the ``skills`` it takes: one of them, all, or any such tree.

    A skill counts while it is valid on the local date the shift starts, from ``min_proficiency`` on. The
    excess counts shifts of people without.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "shifts of people without the skills"
    sentence: ClassVar[str] = "Shifts go to people with the skills they take."
    example: ClassVar[dict[str, Any]] = {
        "skills": {"any_of": ["german", "french"]},
        "shifts": {"tags": ["late"]},
    }

    rule: Literal["shift_skills"] = "shift_skills"
    skills: WordTree
    min_proficiency: float = Field(default=0.0, ge=0, le=1)

    def excess_of(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> int:  # noqa: ARG002
        day = local_day(shift.start, agent.zone)
        held = {
            skill.skill
            for skill in agent.skills
            if skill.proficiency >= self.min_proficiency and (skill.expires is None or skill.expires >= day)
        }
        return int(not self.skills.holds(held))

    def message_for(self, agent: Agent, shift: Assignment, excess: int) -> str:  # noqa: ARG002 - always one
        return (
            f"{agent.name} lacks the skills that the {shift.template} shift at "
            f"{shift.start:%Y-%m-%d %H:%M}Z takes."
        )
