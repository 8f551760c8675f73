"""Recovery after a run of days."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from pydantic import Field

from solver.domain.days import days_before, local_day
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.selection import EVERY_SHIFT, Chooser, ShiftFilter
from solver.rule import known_before
from solver.run_rule import RunRule


class RestAfterRun(RunRule):
    """After at least ``days`` dates in a row with shifts of ``shifts`` none of ``then`` starts for ``hours``.

    Hours are elapsed time; a run ends with the date that no such date follows. Days before the period count,
    where the rule is about all shifts; of the last shift carried over only the times are known, so a filter
    by tags or templates leaves it out. The excess counts runs whose rest is cut short.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "rests after runs cut short"
    sentence: ClassVar[str] = "Everyone recovers after a run of days."

    rule: Literal["rest_after_run"] = "rest_after_run"
    days: int = Field(default=6, ge=1, le=31)
    hours: float = Field(default=48, gt=0, le=336)
    shifts: ShiftFilter = ShiftFilter()
    then: ShiftFilter = ShiftFilter()

    @property
    def length(self) -> int:
        return self.days

    @property
    def rest(self) -> timedelta:
        return timedelta(hours=self.hours)

    def in_run(self, problem: Problem) -> Chooser:
        return self.shifts.chooser(problem)

    def after_run(self, problem: Problem) -> Chooser:
        return self.then.chooser(problem)

    def known(self, problem: Problem, agent: Agent) -> Mapping[date, list[datetime]]:
        counts, ends = self.in_run(problem), dict[date, list[datetime]]()
        if self.shifts == EVERY_SHIFT:
            ends = {day: [] for day in days_before(problem, agent)}
        for shift in known_before(problem, agent):
            if counts(agent, shift):
                ends.setdefault(local_day(shift.start, agent.zone), []).append(shift.end)
        return ends

    def message_for(self, agent: Agent, last: date, begun: datetime) -> str:
        return (
            f"{agent.name} works again at {begun:%Y-%m-%d %H:%M}Z, less than {self.hours:g} h after the run "
            f"of days that ends on {last}."
        )
