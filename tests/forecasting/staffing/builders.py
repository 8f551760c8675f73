"""Staffing requests and exact reference values for the tests of this folder."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from typing import Any

from forecasting.staffing.requirement import StaffingRequest

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def a_request(intervals: int = 8, **changes: Any) -> StaffingRequest:
    """A voice queue, open throughout, 20 contacts of 5 minutes per quarter of an hour, 80 % in 20 s."""
    fields: dict[str, Any] = {
        "queue": "orders",
        "channel": "voice",
        "starts": tuple(MONDAY + timedelta(minutes=15 * index) for index in range(intervals)),
        "open": (1.0,) * intervals,
        "volume": (20.0,) * intervals,
        "handle_seconds": 300.0,
        "goals": ({"goal": "service_level", "share": 0.8, "within_seconds": 20.0},),
        "patience_seconds": 150.0,
    }
    return StaffingRequest(**(fields | changes))


def an_email_request(intervals: int = 40, hours: float = 2.0, **changes: Any) -> StaffingRequest:
    """The same contacts as mail that is answered within some open hours."""
    goals = ({"goal": "response", "within_open_seconds": hours * 3600.0},)
    return a_request(intervals, **({"channel": "email", "goals": goals} | changes))


def exact_erlang_a(n: int, load: str, patience: str, threshold: str) -> dict[str, float]:
    """Erlang A at handle time 1 to 60 digits: recursion for B, Palm's series for A, then closed forms."""
    with localcontext(prec=60):
        a, t = Decimal(load), Decimal(threshold)
        theta = 1 / Decimal(patience)
        inverse_b = Decimal(1)
        for k in range(1, n + 1):
            inverse_b = 1 + k * inverse_b / a
        c, y, x = n / theta, a / theta, (-theta * t).exp()
        palm, palm_after = _palm(c, y), _palm(c, y * x)
        p = 1 / (1 + (inverse_b - 1) / palm)
        falling = (y * (1 - x) - n * t).exp()
        tau = falling * palm_after / palm
        lost = p * (1 - (c / y) * (1 - 1 / palm))
        served = 1 - p + p * (c / y) * ((1 - 1 / palm) - falling * (palm_after - 1) / palm)
        figures = {
            "blocking": 1 / inverse_b,
            "wait": p,
            "lost": lost,
            "served": served,
            "exceeds": p * tau * x,
            "virtual": 1 - p * tau,
            "mean_wait": lost / theta,
        }
        return {name: float(value) for name, value in figures.items()}


def exact_asa(n: int, load: str, patience: str) -> float:
    """Mean wait of served contacts at handle time 1, summed over the queue length found on arrival.

    Behind j others the wait of those served is a sum of independent exponentials thinned by patience.
    """
    with localcontext(prec=50):
        a, theta = Decimal(load), 1 / Decimal(patience)
        weight = Decimal(1)
        below = Decimal(0)
        for k in range(n, 0, -1):
            weight = weight * k / a
            below += weight
        # Relative to the state with n present: below it ``below``, above it the queue.
        total, served, waited, weight, delay = below, below, Decimal(0), Decimal(1), Decimal(0)
        for j in range(100_000):
            total += weight
            # A contact behind j others waits for j + 1 departures and must not leave before the last of them.
            stays = n / (n + (j + 1) * theta)
            delay += 1 / (n + (j + 1) * theta)
            served += weight * stays
            waited += weight * stays * delay
            weight = weight * a / (n + (j + 1) * theta)
            if weight < Decimal("1e-45") * total:
                break
        return float(waited / served)


def _palm(c: Decimal, y: Decimal) -> Decimal:
    total = term = Decimal(1)
    j = 1
    while term > Decimal("1e-62") * total:
        term = term * y / (c + j)
        total += term
        j += 1
    return total
