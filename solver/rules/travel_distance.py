"""A cap on the way to work and back."""

from collections.abc import Callable
from typing import Any, ClassVar, Literal

from pydantic import Field

from solver.domain.geography import MappedPlace, home_of, kilometres, place_finder
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.result import Tier
from solver.domain.roster import Assignment
from solver.domain.selection import Per, Stretch
from solver.domain.shift import Shift
from solver.stretch_rule import SumRule


class TravelDistance(SumRule):
    """An agent's ways from home to work and back sum up to at most ``most_km`` ``per`` stretch.

    Every shift is one way there and one back, as the crow flies, rounded to whole kilometres together. Agents
    and templates are at the first of ``places`` whose tag they bear; without one nothing is counted. The
    excess counts kilometres too many.
    """

    tier: ClassVar[Tier] = Tier.PREFERENCES
    unit: ClassVar[str] = "kilometres too many"
    sentence: ClassVar[str] = "Nobody spends too much of their time on the way to work."
    example: ClassVar[dict[str, Any]] = {
        "places": [
            {"tag": "galway", "latitude": 53.27, "longitude": -9.06},
            {"tag": "dublin", "latitude": 53.35, "longitude": -6.26},
        ],
        "most_km": 800,
    }
    counted: ClassVar[str] = "kilometres of travel"

    rule: Literal["travel_distance"] = "travel_distance"
    places: tuple[MappedPlace, ...] = Field(min_length=1, max_length=1_000)
    most_km: int = Field(ge=0, le=1_000_000)
    per: Per = "week"

    def counted_over(self) -> Per:
        return self.per

    def limits(self, agent: Agent) -> tuple[int, int | None]:  # noqa: ARG002 - the same for everyone
        return 0, self.most_km

    def amounts(self, problem: Problem, stretch: Stretch) -> Callable[[Agent, Shift | Assignment], int]:  # noqa: ARG002
        place_of = place_finder(self.places, problem)

        def there_and_back(agent: Agent, shift: Shift | Assignment) -> int:
            home, place = home_of(self.places, agent), place_of(shift)
            return 0 if home is None or place is None else round(2 * kilometres(home, place))

        return there_and_back
