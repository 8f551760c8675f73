"""Voice agents who work tickets between calls: how many must stay idle, and what that leaves for tickets."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse, special
from scipy.sparse.linalg import spsolve

from forecasting.staffing.waiting import Floats

MOST_AGENTS = 400


class UnstableBlendError(ValueError):
    """More calls come than the agents can take, and nobody gives up: no reserve of idle agents helps."""


@dataclass(frozen=True, slots=True)
class BlendedTeam:
    """Voice agents, contacts per second, seconds per call and per ticket, patience, and the answer threshold.

    A ticket is not interrupted. ``patience_seconds`` may be infinite.
    """

    agents: int
    arrival_rate: float
    handle_seconds: float
    ticket_seconds: float
    patience_seconds: float
    threshold_seconds: float


@dataclass(frozen=True, slots=True)
class Blend:
    """What a reserve of ``keep_idle`` gives: shares of offered calls, and mean agents on tickets."""

    keep_idle: int
    service_level: float
    abandonment: float
    ticket_agents: float


def blend(team: BlendedTeam, keep_idle: int) -> Blend:
    """Stationary figures when a ticket starts only if ``keep_idle`` agents stay idle, tickets unlimited.

    Solves the chain of v calls, e tickets and q callers waiting exactly: idle i = n − v − e ≤ keep_idle; a
    call takes an idle agent or waits, a ticket starts whenever more than keep_idle would be idle. A caller
    who finds nobody idle starts after q + 1 departures at the speed c = (v/h + e/h′)·patience of that moment
    (Gans & Zhou; Bhulai & Koole treat such thresholds). Raises ValueError for impossible input,
    UnstableBlendError where the queue would grow without end.
    """
    _check(team, keep_idle)
    n, k = team.agents, min(keep_idle, team.agents)
    service, ticket = 1.0 / team.handle_seconds, 1.0 / team.ticket_seconds
    theta = 0.0 if np.isinf(team.patience_seconds) else 1.0 / team.patience_seconds
    if theta == 0.0 and team.arrival_rate >= n * service:
        raise UnstableBlendError(UnstableBlendError.__doc__)
    longest = _longest_queue(team, theta)
    tickets, idle, queue = _states(n, k, longest)
    calls = n - tickets - idle
    place = {
        state: row
        for row, state in enumerate(zip(tickets.tolist(), idle.tolist(), queue.tolist(), strict=True))
    }
    rows: list[int] = []
    columns: list[int] = []
    rates: list[float] = []

    def move(row: int, rate: float, e: int, i: int, q: int) -> None:
        if rate > 0.0:
            rows.append(row)
            columns.append(place[e, i, q])
            rates.append(rate)

    for (e, i, q), row in place.items():
        v = n - e - i
        if i > 0:
            move(row, team.arrival_rate, e, i - 1, 0)
        elif q < longest:
            move(row, team.arrival_rate, e, 0, q + 1)
        if q > 0:
            move(row, v * service + q * theta, e, 0, q - 1)
            move(row, e * ticket, e - 1, 0, q - 1) if e else None
        else:
            move(row, v * service, e, i + 1, 0) if i < k else move(row, v * service, e + 1 if v else e, i, 0)
            if e and i < k:
                move(row, e * ticket, e - 1, i + 1, 0)
    shares = _stationary(rows, columns, rates, len(place))
    speed = calls * service + tickets * ticket
    in_time = np.where(idle > 0, 1.0, _started_in_time(speed, queue, theta, team.threshold_seconds))
    lost = theta * float(shares @ queue) / team.arrival_rate if team.arrival_rate > 0.0 else 0.0
    return Blend(keep_idle, float(shares @ in_time), lost, float(shares @ tickets))


def least_reserve(team: BlendedTeam, share: float) -> Blend | None:
    """The smallest reserve that answers ``share`` of calls in time; None if even full idleness fails."""
    low, high = -1, team.agents
    best = blend(team, high)
    if best.service_level < share:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        trial = blend(team, middle)
        if trial.service_level >= share:
            high, best = middle, trial
        else:
            low = middle
    return best


def _check(team: BlendedTeam, keep_idle: int) -> None:
    if not 1 <= team.agents <= MOST_AGENTS:
        raise ValueError(f"agents: expected 1 to {MOST_AGENTS}, got {team.agents}")
    if keep_idle < 0:
        raise ValueError("keep_idle: expected at least 0")
    for name in ("handle_seconds", "ticket_seconds", "patience_seconds"):
        if not getattr(team, name) > 0.0:
            raise ValueError(f"{name}: expected more than 0")
    for name in ("arrival_rate", "threshold_seconds"):
        if not 0.0 <= getattr(team, name) < np.inf:
            raise ValueError(f"{name}: expected a finite number of at least 0")


def _longest_queue(team: BlendedTeam, theta: float) -> int:
    if theta > 0.0:
        at_once = team.arrival_rate / theta
        return int(at_once + 9.0 * np.sqrt(at_once) + 12.0)
    load = team.arrival_rate * team.handle_seconds / team.agents
    # The queue builds up while tickets are in hand and falls off like load^q beyond.
    backed_up = team.arrival_rate * team.ticket_seconds
    return int(min(backed_up + 9.0 * np.sqrt(backed_up) + 12.0 + 30.0 / -np.log(max(load, 1e-9)), 3000.0))


def _states(n: int, k: int, longest: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    free = [(e, i, 0) for i in range(k + 1) for e in range(n - i + 1)]
    crowded = [(e, 0, q) for q in range(1, longest + 1) for e in range(n + 1)]
    table = np.array(free + crowded, dtype=np.int64)
    return table[:, 0], table[:, 1], table[:, 2]


def _stationary(rows: list[int], columns: list[int], rates: list[float], states: int) -> Floats:
    """Shares of time solving π·Q = 0, Σπ = 1; states that are never entered again get none."""
    flow = sparse.coo_matrix((rates, (columns, rows)), shape=(states, states)).tocsr()
    leaving = np.asarray(flow.sum(axis=0)).ravel()
    balance = (flow - sparse.diags(leaving)).tolil()
    balance[0, :] = 1.0
    right = np.zeros(states)
    right[0] = 1.0
    shares = np.maximum(np.asarray(spsolve(balance.tocsc(), right)), 0.0)
    return np.asarray(shares / shares.sum())


def _started_in_time(speed: Floats, queue: NDArray[np.int64], theta: float, threshold: float) -> Floats:
    behind = queue.astype(np.float64)
    with np.errstate(all="ignore"):
        if theta == 0.0:
            return np.asarray(special.gammainc(behind + 1.0, speed * threshold))
        c, x = speed / theta, np.exp(-theta * threshold)
        return np.where(speed > 0.0, c / (c + behind + 1.0) * special.betaincc(c + 1.0, behind + 1.0, x), 0.0)
