"""What a simulation answers: figures with half-widths per queue and interval, day, week and in all."""

from pydantic import AwareDatetime

from forecasting.documents import Document
from forecasting.staffing.requirement import Channel


class Estimate(Document):
    """A mean over replications and half the width of its confidence interval; None where nothing happened.

    The half-width is None for a single replication.
    """

    value: float | None
    half_width: float | None


class Series(Document):
    """An `Estimate` per interval, as two columns."""

    value: tuple[float | None, ...]
    half_width: tuple[float | None, ...]


class Chance(Document):
    """How often the goal was met, with the confidence interval of that share."""

    share: float
    low: float
    high: float


class ServiceSpan(Document):
    """A queue over a day, a week or everything; figures as in `SimulatedService`.

    ``name`` is the first local date. ``goal_met`` is None where no replication had contacts.
    """

    name: str
    contacts: float
    service_level: Estimate
    wait_seconds: Estimate
    answer_seconds: Estimate
    abandonment: Estimate
    occupancy: Estimate
    goal_met: Chance | None


class SimulatedService(Document):
    """One queue: ``meaning`` says what the service level counts; intervals are those of arrival.

    Waits count everybody, ``answer_seconds`` those served. ``occupancy`` is the busy share of the time of all
    agents who serve the queue, whatever they are busy with. ``backlog`` counts contacts waiting at the end of
    the interval, for a span at its end. The opening backlog counts in the first interval.
    """

    queue: str
    channel: Channel
    meaning: str
    contacts: tuple[float, ...]
    service_level: Series
    wait_seconds: Series
    answer_seconds: Series
    abandonment: Series
    occupancy: Series
    backlog: Series
    days: tuple[ServiceSpan, ...]
    weeks: tuple[ServiceSpan, ...]
    total: ServiceSpan


class SimulationResult(Document):
    """The service a roster gives, by queue; ``starts`` are those reported, after the warm-up."""

    starts: tuple[AwareDatetime, ...]
    interval_minutes: int
    replications: int
    seed: int
    confidence: float
    queues: tuple[SimulatedService, ...]
    warnings: tuple[str, ...] = ()

    def of(self, queue: str) -> SimulatedService:
        """The service of a queue by name; raises KeyError."""
        for each in self.queues:
            if each.queue == queue:
                return each
        raise KeyError(queue)
