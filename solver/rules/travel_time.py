"""Time to get from one place of work to another."""

from datetime import timedelta
from itertools import combinations
from typing import Any, ClassVar, Literal

from pydantic import Field

from solver.domain.geography import MappedPlace, kilometres, place_finder
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.pair_rule import Clash, PairRule

LONGEST_SHIFT = timedelta(days=2)
"""Longer than any template allows, a clock change included."""


class TravelTime(PairRule):
    """Between shifts at different places lie at least ``minutes``, and the time their distance takes.

    Templates are at the first of ``places`` whose tag they bear; ``km_per_hour`` turns the distance as the
    crow flies into time (None: ``minutes`` alone count). The excess counts dates that begin too soon.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "changes of place with too little time"
    sentence: ClassVar[str] = "From one place of work to the next there is time to travel."
    example: ClassVar[dict[str, Any]] = {
        "places": [
            {"tag": "galway", "latitude": 53.27, "longitude": -9.06},
            {"tag": "dublin", "latitude": 53.35, "longitude": -6.26},
        ],
        "km_per_hour": 60,
    }

    rule: Literal["travel_time"] = "travel_time"
    places: tuple[MappedPlace, ...] = Field(min_length=2, max_length=1_000)
    minutes: int = Field(default=0, ge=0, le=2_880)
    km_per_hour: float | None = Field(default=None, ge=1, le=1_000)

    def between(self, one: MappedPlace, other: MappedPlace) -> timedelta:
        """The time it takes from the one to the other."""
        hours = 0.0 if self.km_per_hour is None else kilometres(one, other) / self.km_per_hour
        return max(timedelta(minutes=self.minutes), timedelta(hours=hours))

    @property
    def reach(self) -> timedelta:
        if self.km_per_hour is None:
            return timedelta(minutes=self.minutes) + LONGEST_SHIFT
        return max(self.between(*pair) for pair in combinations(self.places, 2)) + LONGEST_SHIFT

    def clashes(self, problem: Problem) -> Clash:
        place_of = place_finder(self.places, problem)

        def clash(agent: Agent, earlier: Shift | Assignment, later: Shift | Assignment) -> bool:  # noqa: ARG001 - whoever travels
            one, other = place_of(earlier), place_of(later)
            if one is None or other is None or one == other or later.start < earlier.end:
                return False
            return later.start - earlier.end < self.between(one, other)

        return clash

    def message_for(self, agent: Agent, earlier: Assignment, later: Assignment) -> str:
        minutes = (later.start - earlier.end) / timedelta(minutes=1)
        return (
            f"{agent.name} has {minutes:g} minutes to get from the {earlier.template} to the "
            f"{later.template} shift at {later.start:%Y-%m-%d %H:%M}Z, which is too little."
        )
