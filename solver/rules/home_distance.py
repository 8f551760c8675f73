"""Nobody works too far from home."""

from math import ceil
from typing import Any, ClassVar, Literal

from pydantic import Field

from solver.domain.geography import MappedPlace, home_of, kilometres, place_finder
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.shift import Shift
from solver.rule import ShiftRule


class HomeDistance(ShiftRule):
    """From an agent's home to where a shift is worked it is at most ``most_km`` as the crow flies.

    Agents and templates are at the first of ``places`` whose tag they bear; without one nothing is judged.
    The excess counts kilometres beyond, a part of one as a whole.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "kilometres too far from home"
    sentence: ClassVar[str] = "Nobody works too far from home."
    example: ClassVar[dict[str, Any]] = {
        "places": [
            {"tag": "galway", "latitude": 53.27, "longitude": -9.06},
            {"tag": "dublin", "latitude": 53.35, "longitude": -6.26},
        ],
        "most_km": 50,
    }

    rule: Literal["home_distance"] = "home_distance"
    places: tuple[MappedPlace, ...] = Field(min_length=1, max_length=1_000)
    most_km: float = Field(ge=0, le=20_100)

    def excess_of(self, problem: Problem, agent: Agent, shift: Shift | Assignment) -> int:
        home, place = home_of(self.places, agent), place_finder(self.places, problem)(shift)
        if home is None or place is None:
            return 0
        return max(0, ceil(kilometres(home, place) - self.most_km - 1e-9))

    def message_for(self, agent: Agent, shift: Assignment, excess: int) -> str:
        return (
            f"{agent.name} has the {shift.template} shift at {shift.start:%Y-%m-%d %H:%M}Z {excess} km "
            f"farther from home than {self.most_km:g} km."
        )
