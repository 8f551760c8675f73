"""A trial team for live contacts: its figures over uncertain days and with contacts that come back."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from forecasting.staffing.erlang import occupancy, speed_of_answer, waiting_of_team
from forecasting.staffing.redials import rate_with_redials
from forecasting.staffing.waiting import Floats, Waiting

ONE_DAY = np.ones(1)
"""The day factors of a volume that is certain."""


@dataclass(frozen=True, slots=True)
class LiveLoad:
    """Cells to staff: contacts per second, seconds per contact, seconds of patience (infinite = Erlang C).

    ``day_factors`` are equally likely multiples of the rate, one for the whole day; ``redial_share`` is the
    share of those giving up who call again.
    """

    arrival_rate: Floats
    handle_seconds: Floats
    patience_seconds: Floats
    day_factors: Floats = field(default_factory=lambda: ONE_DAY)
    redial_share: float = 0.0

    @property
    def erlangs(self) -> Floats:
        return self.arrival_rate * self.handle_seconds

    def cells(self, which: NDArray[np.int64]) -> "LiveLoad":
        """The load of some cells."""
        return replace(
            self,
            arrival_rate=self.arrival_rate[which],
            handle_seconds=self.handle_seconds[which],
            patience_seconds=self.patience_seconds[which],
        )


@dataclass(frozen=True, slots=True)
class Team:
    """Figures of a trial team per cell, computed when a goal asks for them."""

    figures_at: Callable[[float], Waiting]
    """By answer threshold in seconds."""
    occupancy: Callable[[], Floats]
    answer_seconds: Callable[[], Floats]
    """Mean wait of served contacts."""


def live_team(load: LiveLoad, agents: Floats) -> Team:
    """Erlang A, B or C for real ``agents`` per cell of ``load``."""
    factors = load.day_factors[:, None]
    n, handle, patience = (
        np.ascontiguousarray(np.broadcast_to(column, (factors.size, agents.size)))
        for column in (agents, load.handle_seconds, load.patience_seconds)
    )
    rate = load.arrival_rate * factors
    if load.redial_share > 0.0:
        rate = rate_with_redials(n, rate, handle, patience, load.redial_share)
    full_rate = n / np.where(handle > 0.0, handle, 1.0)
    seen: dict[float, Waiting] = {}

    def at(threshold: float) -> Waiting:
        if threshold not in seen:
            seen[threshold] = waiting_of_team(n, rate, handle, patience, np.full_like(n, threshold))
        return seen[threshold]

    def timeless() -> Waiting:
        return next(iter(seen.values())) if seen else at(0.0)

    def answer_seconds() -> Floats:
        figures = timeless()
        served = rate * (1.0 - figures.abandon_probability)
        return average_of_days(speed_of_answer(figures, rate, full_rate, patience), served)

    return Team(
        lambda threshold: over_days(at(threshold), rate),
        lambda: np.asarray(occupancy(timeless(), rate, full_rate).mean(axis=0)),
        answer_seconds,
    )


def over_days(figures: Waiting, rate: Floats) -> Waiting:
    """Figures of days × cells averaged over the contacts of all days: busy days count for more.

    A cell counts as stable where it is so on some of the days; on the others nobody is answered in time.
    """
    return Waiting(
        average_of_days(figures.wait_probability, rate),
        average_of_days(figures.abandon_probability, rate),
        average_of_days(figures.served_in_time, rate),
        average_of_days(figures.wait_exceeds, rate),
        average_of_days(figures.virtual_exceeds, rate),
        np.asarray(figures.stable.any(axis=0)),
    )


def average_of_days(values: Floats, weights: Floats) -> Floats:
    """Means over the first axis with the weight of each entry; plain means where nothing weighs."""
    if values.shape[0] == 1:
        return np.asarray(values[0])
    total = weights.sum(axis=0)
    share = np.divide(weights, total, out=np.full_like(weights, 1.0 / len(weights)), where=total > 0.0)
    return np.asarray((np.where(share > 0.0, values, 0.0) * share).sum(axis=0))
