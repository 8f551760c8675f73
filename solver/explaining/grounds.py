"""The grounds a roster stands on: required rules, place by place, and locked shifts."""

import datetime
from collections.abc import Hashable
from dataclasses import dataclass

from solver.domain.result import Place
from solver.domain.roster import Assignment

LOCKED = -1
"""Stands where the number of a rule would, for a locked shift."""
FINEST = 3


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that is asked of every roster: an active rule (by number) at one place, or a locked shift.

    Breaches and violations of one place have the same ground, so what a model holds and what a reader finds
    can be told apart ground by ground.
    """

    rule: int
    agent: str | None = None
    date: datetime.date | None = None
    queue: str | None = None
    site: str | None = None
    start: datetime.datetime | None = None

    @classmethod
    def of(cls, rule: int, place: Place) -> "Ground":
        """The ground a breach or violation of that rule at ``place`` belongs to."""
        if place.agent is not None:
            return cls(rule, agent=place.agent, date=place.date)
        day = place.date if place.start is None else None
        return cls(rule, date=day, queue=place.queue, site=place.site, start=place.start)

    @classmethod
    def of_locked(cls, shift: Assignment) -> "Ground":
        """The ground of a locked shift."""
        return cls(LOCKED, agent=shift.agent, start=shift.start)

    def group(self, level: int) -> Hashable:
        """What the ground is taken together with at a level: 0 whole rules, then days of teams, then
        persons, at last (``FINEST``) every place on its own.
        """
        whole: Hashable = self.rule
        if level == FINEST:
            return self
        if self.rule == LOCKED:
            return whole if level == 0 else self
        if self.agent is not None:
            return whole if level <= 1 else (self.rule, self.agent)
        if level == 0:
            return whole
        if level == 1:
            day = self.date if self.start is None else self.start.date()
            return (self.rule, self.queue, self.site, day)
        return self
