"""What a comparison finds: documents that people and programs can read."""

from solver.domain.document import Document


class FairnessPoint(Document):
    """The best roster found in which nobody is more than ``most_above`` unpopular shifts above their share.

    Values and bounds are those of the tiers service, cost and fairness. ``possible`` is False where no roster
    was found that keeps the limit and every required rule; ``adopted`` tells that the solve for another limit
    found the roster.
    """

    most_above: int | None
    possible: bool
    adopted: bool
    service: float
    service_bound: float
    cost: float
    cost_bound: float
    cost_gap: float
    unfairness: float
    fairness: float | None
    paid_hours: float
    money: float
    coverage: float | None
    seconds: float


class Hired(Document):
    """So many more people with these skills, at this site and in this zone."""

    agents: int
    skills: tuple[str, ...]
    site: str | None
    zone: str


class HiresNeeded(Document):
    """How many hires would close a roster's gaps: at least by the hours missing, and a set that was tried.

    ``short_hours`` are missing in the roster, ``left_hours`` after the hires were given their best weeks;
    ``closed`` tells whether that is under a hundredth of what is required.
    """

    at_least: int
    tried: tuple[Hired, ...]
    short_hours: float
    left_hours: float
    closed: bool

    @property
    def agents(self) -> int:
        return sum(hired.agents for hired in self.tried)
