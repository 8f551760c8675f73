"""Recovery after a block of nights."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal

from pydantic import Field

from solver.domain.days import is_night_shift, local_day, nights_before, shifts_before
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.selection import Chooser
from solver.run_rule import RunRule


class RestAfterNights(RunRule):
    """After at least ``nights`` nights in a row no shift starts for ``hours`` of elapsed time.

    A night shift has at least three hours between 23:00 and 06:00 on the agent's clocks; a block ends with
    the night that no night on the next date follows. Nights before the period count. The excess counts
    blocks whose rest is cut short.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "rests after nights cut short"
    sentence: ClassVar[str] = "Everyone recovers after a block of night shifts."

    rule: Literal["rest_after_nights"] = "rest_after_nights"
    nights: int = Field(default=2, ge=1, le=14)
    hours: float = Field(default=46, gt=0, le=168)

    @property
    def length(self) -> int:
        return self.nights

    @property
    def rest(self) -> timedelta:
        return timedelta(hours=self.hours)

    def in_run(self, problem: Problem) -> Chooser:  # noqa: ARG002 - clocks are all it takes
        return lambda agent, shift: is_night_shift(shift.start, shift.end, agent.zone)

    def known(self, problem: Problem, agent: Agent) -> Mapping[date, list[datetime]]:
        ends: dict[date, list[datetime]] = {day: [] for day in nights_before(problem, agent)}
        for start, end in shifts_before(problem, agent):
            if is_night_shift(start, end, agent.zone):
                ends[local_day(start, agent.zone)].append(end)
        return ends

    def message_for(self, agent: Agent, last: date, begun: datetime) -> str:
        return (
            f"{agent.name} works again at {begun:%Y-%m-%d %H:%M}Z, less than {self.hours:g} h after the "
            f"block of nights that ends on {last}."
        )
