"""Simulation requests in the shape the staffing benchmark needs: settled queues, days with changing teams."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np

from forecasting.simulation.request import SimulatedAgent, SimulatedQueue, SimulationRequest, Stretch

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def level(share: float = 0.8, within: float = 20.0) -> dict[str, Any]:
    return {"goal": "service_level", "share": share, "within_seconds": within}


def settled(
    loads: Sequence[tuple[str, float]],
    agents: Sequence[tuple[str, ...]],
    *,
    hours: int = 24,
    warm_up_hours: int = 2,
    replications: int = 50,
    queues: dict[str, dict[str, Any]] | None = None,
    **fields: Any,
) -> SimulationRequest:
    """Named queues with contacts per hour, always open, and agents by the queues they serve, always there.

    ``fields`` go to every queue, ``queues`` holds what differs by name.
    """
    count = hours + warm_up_hours
    end = MONDAY + timedelta(hours=count)
    defaults: dict[str, Any] = {
        "channel": "voice",
        "open": (1.0,) * count,
        "handle_seconds": 300.0,
        "goal": level(),
        "patience_seconds": 150.0,
    }
    return SimulationRequest(
        interval_minutes=60,
        starts=tuple(MONDAY + timedelta(hours=row) for row in range(count)),
        queues=tuple(
            SimulatedQueue(
                **{
                    **defaults,
                    **fields,
                    **((queues or {}).get(name, {})),
                    "name": name,
                    "volume": (volume,) * count,
                }
            )
            for name, volume in loads
        ),
        agents=tuple(
            SimulatedAgent(
                name=f"agent {place}",
                skills=tuple({"queue": queue} for queue in skills),
                on_duty=(Stretch(start=MONDAY, end=end),),
            )
            for place, skills in enumerate(agents)
        ),
        replications=replications,
        warm_up_intervals=warm_up_hours,
    )


def stretches_of(teams: Sequence[int], minutes: int) -> list[list[tuple[int, int]]]:
    """Stretches in minutes with ``teams`` on duty in each interval: who came first leaves first."""
    people: list[list[tuple[int, int]]] = []
    on_duty: list[int] = []
    free: list[int] = []
    since: dict[int, int] = {}
    for row, team in enumerate([*teams, 0]):
        now = row * minutes
        while len(on_duty) > team:
            person = on_duty.pop(0)
            people[person].append((since[person], now))
            free.append(person)
        while len(on_duty) < team:
            if free:
                person = free.pop(0)
            else:
                person = len(people)
                people.append([])
            since[person] = now
            on_duty.append(person)
    return people


def team_week(
    queue: dict[str, Any],
    starts: tuple[datetime, ...],
    is_open: tuple[float, ...],
    volume: tuple[float, ...],
    teams: list[int],
    replications: int,
) -> SimulationRequest:
    """One queue and a team per interval of ``starts``, which follow each other without a gap."""
    minutes = int((starts[1] - starts[0]).total_seconds() // 60)
    return SimulationRequest(
        interval_minutes=minutes,  # type: ignore[arg-type]  # 15, 30 or 60
        starts=starts,
        queues=(SimulatedQueue(**queue, open=is_open, volume=volume),),
        agents=_agents(stretches_of(teams, minutes), queue["name"]),
        replications=replications,
    )


def _agents(people: list[list[tuple[int, int]]], queue: str) -> tuple[SimulatedAgent, ...]:
    return tuple(
        SimulatedAgent(
            name=f"agent {place}",
            skills=({"queue": queue},),
            on_duty=tuple(
                Stretch(start=MONDAY + timedelta(minutes=first), end=MONDAY + timedelta(minutes=last))
                for first, last in own
            ),
        )
        for place, own in enumerate(people)
    )


def a_big_week() -> SimulationRequest:
    """100,000 contacts in 20 queues over voice, chat and email; 200 people with three skills, two breaks."""
    random = np.random.default_rng(3)
    count = 672
    hours = np.arange(count) / 4 % 24
    weight = np.exp(-(((hours - 13) / 5) ** 2)) + 0.05
    volume = tuple((5000 * weight / weight.sum()).tolist())
    kinds: tuple[dict[str, Any], ...] = (
        {
            "channel": "voice",
            "handle_seconds": 150.0,
            "goal": level(),
            "patience_seconds": 150.0,
            "priority": 10,
        },
        {
            "channel": "chat",
            "handle_seconds": 300.0,
            "goal": level(),
            "patience_seconds": 150.0,
            "priority": 8,
            "concurrency": (1.0, 1.2, 1.5),
        },
        {
            "channel": "email",
            "handle_seconds": 150.0,
            "goal": {"goal": "response", "within_open_seconds": 14_400.0},
            "keep_idle": 1,
        },
    )
    queues = tuple(
        SimulatedQueue(
            name=f"queue {place}",
            open=(1.0,) * count,
            volume=volume,
            **kinds[0 if place < 10 else 1 if place < 14 else 2],
        )
        for place in range(20)
    )
    agents = []
    for place in range(200):
        stretches = []
        for day in sorted((each + place) % 7 for each in range(5)):
            begins = (
                int(random.integers(0, 15) if place % 4 == 0 else random.integers(6, 13)) * 60 + day * 1440
            )
            stretches += [(begins, begins + 120), (begins + 135, begins + 240), (begins + 270, begins + 510)]
        agents.append(
            SimulatedAgent(
                name=f"agent {place}",
                skills=tuple({"queue": f"queue {each}"} for each in random.choice(20, 3, replace=False)),
                on_duty=tuple(
                    Stretch(start=MONDAY + timedelta(minutes=first), end=MONDAY + timedelta(minutes=last))
                    for first, last in stretches
                ),
            )
        )
    return SimulationRequest(
        starts=tuple(MONDAY + timedelta(minutes=15 * row) for row in range(count)),
        queues=queues,
        agents=tuple(agents),
        replications=100,
    )
