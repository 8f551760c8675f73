"""Where people live and where they work, as points on the globe."""

from collections.abc import Callable, Sequence
from math import asin, cos, radians, sin, sqrt

from pydantic import Field

from solver.domain.document import Document
from solver.domain.people import Agent
from solver.domain.problem import Problem
from solver.domain.roster import Assignment
from solver.domain.shift import Shift

EARTH_RADIUS_KM = 6371.0088
"""The mean radius of the Earth (IUGG)."""


class MappedPlace(Document):
    """A place or an area: where shifts are worked whose template bears ``tag``, and where agents live who
    bear it.

    Areas serve as well as addresses, so nobody's address has to be known.
    """

    tag: str = Field(min_length=1, max_length=100)
    latitude: float = Field(ge=-90, le=90)
    longitude: float = Field(ge=-180, le=180)


def kilometres(one: MappedPlace, other: MappedPlace) -> float:
    """The great-circle distance, by the haversine formula."""
    north, south = radians(one.latitude), radians(other.latitude)
    across = radians(other.longitude - one.longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def home_of(places: Sequence[MappedPlace], agent: Agent) -> MappedPlace | None:
    """The first of the places whose tag the agent bears."""
    return next((place for place in places if place.tag in agent.tags), None)


def place_finder(
    places: Sequence[MappedPlace], problem: Problem
) -> Callable[[Shift | Assignment], MappedPlace | None]:
    """Tells where a shift is worked: the first of the places whose tag its template bears."""
    found = {
        template.name: next((place for place in places if place.tag in template.tags), None)
        for template in problem.templates
    }
    return lambda shift: found.get(shift.template)
