"""Small simulations for the tests of this folder."""

from datetime import UTC, datetime, timedelta
from typing import Any

from forecasting.simulation.request import SimulatedAgent, SimulatedQueue, SimulationRequest

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
LEVEL = {"goal": "service_level", "share": 0.8, "within_seconds": 20.0}


def a_queue(intervals: int = 8, **changes: Any) -> SimulatedQueue:
    """Voice, open throughout, 20 contacts of 5 minutes per quarter of an hour, patience 150 s."""
    fields: dict[str, Any] = {
        "name": "orders",
        "channel": "voice",
        "open": (1.0,) * intervals,
        "volume": (20.0,) * intervals,
        "handle_seconds": 300.0,
        "goal": LEVEL,
        "patience_seconds": 150.0,
    }
    return SimulatedQueue(**(fields | changes))


def tickets(intervals: int = 8, hours: float = 1.0, **changes: Any) -> SimulatedQueue:
    """The same contacts as tickets answered within open hours."""
    goal = {"goal": "response", "within_open_seconds": hours * 3600.0}
    fields = {"name": "tickets", "channel": "ticket", "goal": goal, "patience_seconds": None}
    return a_queue(intervals, **(fields | changes))


def an_agent(name: str = "ann", queues: tuple[str, ...] = ("orders",), **changes: Any) -> SimulatedAgent:
    """On duty for two hours from the start, without a break."""
    fields: dict[str, Any] = {
        "name": name,
        "skills": tuple({"queue": queue} for queue in queues),
        "on_duty": (stretch(0, 120),),
    }
    return SimulatedAgent(**(fields | changes))


def stretch(first: float, last: float) -> dict[str, datetime]:
    """From and to minutes after the start."""
    return {"start": MONDAY + timedelta(minutes=first), "end": MONDAY + timedelta(minutes=last)}


def a_team(size: int, queues: tuple[str, ...] = ("orders",), **changes: Any) -> tuple[SimulatedAgent, ...]:
    return tuple(an_agent(f"agent {number}", queues, **changes) for number in range(size))


def a_request(
    queues: tuple[SimulatedQueue, ...] | None = None,
    agents: tuple[SimulatedAgent, ...] | None = None,
    **changes: Any,
) -> SimulationRequest:
    """Eight quarters of an hour, eight agents, twenty replications."""
    own = queues or (a_queue(),)
    starts = tuple(MONDAY + timedelta(minutes=15 * row) for row in range(len(own[0].volume)))
    fields: dict[str, Any] = {
        "starts": starts,
        "queues": own,
        "agents": a_team(8) if agents is None else agents,
        "replications": 20,
    }
    return SimulationRequest(**(fields | changes))
