"""Service of a queue whose rates and agents change, interval by interval, from the transient chain."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from forecasting.staffing.transient_chain import LOST_MASS, run_chain
from forecasting.staffing.waiting import Floats

PARTS = 3
"""Parts the time is cut into in which agents who leave still finish the contact in hand."""
FEW_DRAINING = 0.01
RELIEF_MOMENTS = 4


@dataclass(frozen=True, slots=True)
class ChangingQueue:
    """A queue over intervals; one entry per interval, rates per second, times in seconds.

    Contacts of an interval come over its ``seconds``, 0 while closed. Where ``opens`` is true the queue
    starts with ``waiting_at_opening`` contacts and nobody in service, otherwise with what the interval before
    left. ``patience_seconds`` may be infinite.
    """

    arrival_rate: Floats
    handle_seconds: Floats
    seconds: Floats
    opens: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    patience_seconds: float
    waiting_at_opening: float = 0.0


@dataclass(frozen=True, slots=True)
class Present:
    """Where an interval begins: the distribution of contacts present, and the agents there until now."""

    contacts: Floats
    agents: float


@dataclass(frozen=True, slots=True)
class _Part:
    """Part of an interval: agents who take new contacts, and agents who serve, leavers included."""

    seconds: float
    taking: float
    serving: float


@dataclass(frozen=True, slots=True)
class IntervalFigures:
    """Means over the contacts that arrive in one interval."""

    wait_probability: float
    abandon_probability: float
    served_in_time: float
    wait_exceeds: float
    virtual_exceeds: float
    answer_seconds: float
    """Mean wait of contacts that are served."""


CLOSED = IntervalFigures(0.0, 0.0, 1.0, 0.0, 0.0, 0.0)
"""Of an interval without contacts."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One interval gone through: its parts with the mean distribution of contacts present in each."""

    parts: tuple[tuple[_Part, Floats], ...]
    service: float
    occupancy: float
    end: Present


class TransientQueue:
    """Evaluates a `ChangingQueue` for given agents, interval after interval.

    Agents are real: n between two whole numbers serves as the mix over time of both, which keeps the drift
    min(s, n)μ + (s − n)⁺θ. When staffing drops from n₁ to n₂ while b > n₂ agents are busy, nobody hangs up:
    the first to come free leave, so that b·e^(−μt) agents serve until n₂ are left, and nobody takes a new
    contact meanwhile; b is the mean of min(s, n₁) where s > n₂.
    """

    def __init__(self, queue: ChangingQueue, agents: Floats) -> None:
        self.queue = queue
        self.theta = 0.0 if np.isinf(queue.patience_seconds) else 1.0 / queue.patience_seconds
        self.states = _enough_states(queue, agents, self.theta)
        self._tables: dict[tuple[int, float, float], Floats] = {}

    def opening(self) -> Present:
        """Nobody in service, and the contacts that waited for the opening, a fraction being a probability."""
        contacts = np.zeros(self.states)
        low = min(int(self.queue.waiting_at_opening), self.states - 2)
        part = min(self.queue.waiting_at_opening - low, 1.0)
        contacts[low], contacts[low + 1] = 1.0 - part, part
        return Present(contacts, 0.0)

    def interval(self, index: int, agents: float, before: Present) -> Passage:
        """Interval ``index`` staffed with ``agents``."""
        rate, service = float(self.queue.arrival_rate[index]), 1.0 / float(self.queue.handle_seconds[index])
        seconds = float(self.queue.seconds[index])
        contacts, carried = before.contacts, 0.0
        gone = []
        for part in self._parts(agents, before, service, seconds):
            contacts, mean = run_chain(
                contacts, rate, self._finish_rates(part.serving, service), part.seconds
            )
            busy = float(np.minimum(np.arange(self.states), part.serving) @ mean)
            carried += busy / max(part.serving, 1e-12) * part.seconds / seconds
            gone.append((part, mean))
        occupancy = carried if agents > 0.0 else float(rate > 0.0)
        return Passage(tuple(gone), service, occupancy, Present(contacts, agents))

    def figures(self, passage: Passage, threshold_seconds: float) -> IntervalFigures:
        """What the contacts of an interval met, by the state each of them found (Poisson arrivals)."""
        seconds = sum(part.seconds for part, _ in passage.parts)
        shown = np.zeros(6)
        for part, mean in passage.parts:
            low = int(part.taking + 1e-9)
            share = max(part.taking - low, 0.0)
            table = (1.0 - share) * self._table(low, passage.service, threshold_seconds)
            if share > 0.0:
                table = table + share * self._table(low + 1, passage.service, threshold_seconds)
            shown += table @ mean * part.seconds / seconds
        served, lost, exceeds, virtual, waited, waits = shown.tolist()
        answered = 1.0 - lost
        return IntervalFigures(
            wait_probability=waits,
            abandon_probability=lost,
            served_in_time=served,
            wait_exceeds=exceeds,
            virtual_exceeds=virtual,
            answer_seconds=waited / answered if answered > 0.0 else np.inf,
        )

    def relieved(
        self, passage: Passage, figures: IntervalFigures, threshold_seconds: float, following: float
    ) -> IntervalFigures:
        """The figures when ``following`` agents take over at the end of the interval and may be more.

        Who waits then and is not behind more than the new agents starts at once: this concerns those who
        arrive less than the threshold before the end, at moments taken evenly from its last part.
        """
        last = passage.parts[-1][0]
        if following <= last.taking or threshold_seconds == 0.0:
            return figures
        seconds = sum(part.seconds for part, _ in passage.parts)
        within = min(threshold_seconds, last.seconds)
        team = round(last.taking)
        reached = np.clip(following - np.arange(self.states), 0.0, 1.0) * passage.end.contacts
        whole = self._table(team, passage.service, threshold_seconds)
        gained = 0.0
        for moment in (np.arange(RELIEF_MOMENTS) + 0.5) / RELIEF_MOMENTS * within:
            until = self._table(team, passage.service, float(moment))
            still = until[2]
            gained += float(reached @ np.maximum(still - (whole[0] - until[0]), 0.0)) / RELIEF_MOMENTS
        gained *= within / seconds
        return replace(
            figures,
            served_in_time=min(figures.served_in_time + gained, 1.0),
            wait_exceeds=max(figures.wait_exceeds - gained, 0.0),
            virtual_exceeds=max(figures.virtual_exceeds - gained, 0.0),
        )

    def _parts(self, agents: float, before: Present, service: float, seconds: float) -> list[_Part]:
        """The interval, cut where staffing dropped into parts in which busy leavers finish what they hold."""
        whole = _Part(seconds, agents, agents)
        found = np.arange(self.states)
        # More contacts than agents; a state between two whole teams counts for its part.
        crowded = np.clip(found - agents, 0.0, 1.0) * before.contacts
        chance = float(crowded.sum())
        if before.agents <= agents or chance < LOST_MASS:
            return [whole]
        busy = float(np.minimum(found, before.agents) @ crowded) / chance
        draining = min(np.log(busy / agents) / service if agents > 0.0 else np.inf, seconds)
        if draining < FEW_DRAINING * seconds:
            return [whole]
        length = draining / PARTS
        fade = -np.expm1(-service * length) / (service * length)
        parts = [
            _Part(length, agents, busy * float(np.exp(-service * length * part)) * fade)
            for part in range(PARTS)
        ]
        return parts if draining == seconds else [*parts, _Part(seconds - draining, agents, agents)]

    def _finish_rates(self, agents: float, service: float) -> Floats:
        contacts = np.arange(self.states)
        served = np.minimum(contacts, agents)
        return np.asarray(served * service + (contacts - served) * self.theta)

    def _table(self, agents: int, service: float, threshold: float) -> Floats:
        key = (agents, service, threshold)
        if key not in self._tables:
            self._tables[key] = _expectations(self.states, agents, service, self.theta, threshold)
        return self._tables[key]


def evaluate(
    queue: ChangingQueue, agents: Floats, threshold_seconds: float, start: Present | None = None
) -> list[IntervalFigures]:
    """Figures of every interval for given agents (real, per interval); ``start`` None is an empty queue.

    Raises ValueError where agents are negative or not one per interval.
    """
    if agents.shape != queue.arrival_rate.shape or not (agents >= 0.0).all():
        raise ValueError("agents: expected one number of at least 0 per interval")
    chain = TransientQueue(queue, agents)
    present = start if start is not None else chain.opening()
    figures = []
    for index, team in enumerate(agents.tolist()):
        if queue.seconds[index] == 0.0:
            figures.append(CLOSED)
            continue
        passage = chain.interval(index, team, chain.opening() if queue.opens[index] else present)
        present = passage.end
        figure = chain.figures(passage, threshold_seconds)
        after = index + 1
        if after < agents.size and queue.seconds[after] > 0.0 and not queue.opens[after]:
            figure = chain.relieved(passage, figure, threshold_seconds, float(agents[after]))
        figures.append(figure)
    return figures


def _enough_states(queue: ChangingQueue, agents: Floats, theta: float) -> int:
    """States beyond which probability is negligible: the fluid path's queue and eight deviations more."""
    present = queue.waiting_at_opening
    longest, most = present, max(float(agents.max()), 1.0)
    for index in range(agents.size):
        rate, service = queue.arrival_rate[index], 1.0 / queue.handle_seconds[index]
        if queue.opens[index]:
            present = queue.waiting_at_opening
        step = queue.seconds[index] / 12.0
        for _ in range(12):
            served = min(present, agents[index])
            flow = rate - served * service - (present - served) * theta
            # An implicit step: stable however fast contacts leave.
            present = max(present + step * flow / (1.0 + step * max(service, theta)), 0.0)
            longest = max(longest, present)
    queued = max(longest - float(agents.min()), 0.0) if longest > most else 0.0
    spread = 8.0 * np.sqrt(max(longest, most)) + 60.0
    if theta > 0.0:
        at_once = float(queue.arrival_rate.max()) / theta
        spread = min(spread, 7.0 * np.sqrt(at_once) + 10.0)
    return int(max(most, longest) + min(queued, longest) + spread) + 2


def _expectations(states: int, agents: int, service: float, theta: float, threshold: float) -> Floats:
    """Six rows by contacts found: served in time, abandons, waits beyond T, would wait beyond T, wait, waits.

    Behind j = s − n others a contact starts after j + 1 departures at rates nμ + iθ, i = 0 … j, so that
    e^(−θV) has the Beta(c, j + 1) law, c = nμ/θ; without abandonment V is Erlang(j + 1, nμ). The team is
    taken to stay as it is while the contact waits. The wait row counts seconds waited by those served.
    """
    behind = np.maximum(np.arange(states) - agents, 0).astype(np.float64)
    waits = np.arange(states) >= agents
    table = np.zeros((6, states))
    speed = agents * service
    if speed == 0.0:
        x = np.exp(-theta * threshold)
        table[:] = np.array([0.0, float(theta > 0.0), x, 1.0, 0.0, 1.0])[:, None]
        return table
    if theta > 0.0:
        c, x = speed / theta, np.exp(-theta * threshold)
        stays = c / (c + behind + 1.0)
        beyond = special.betainc(c, behind + 1.0, x)
        table[0] = stays * special.betaincc(c + 1.0, behind + 1.0, x)
        table[1] = 1.0 - stays
        table[2] = x * beyond
        table[3] = beyond
        table[4] = stays * (special.digamma(c + behind + 2.0) - special.digamma(c + 1.0)) / theta
    else:
        table[0] = special.gammainc(behind + 1.0, speed * threshold)
        table[2] = table[3] = special.gammaincc(behind + 1.0, speed * threshold)
        table[4] = (behind + 1.0) / speed
    table[5] = 1.0
    table = np.where(waits, table, 0.0)
    table[0, ~waits] = 1.0
    return table
