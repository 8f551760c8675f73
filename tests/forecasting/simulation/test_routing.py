"""Who takes which contact: every rule of the floor seen on contacts placed by hand."""

from typing import Any

import numpy as np
import pytest

from forecasting.simulation.contacts import Contacts
from forecasting.simulation.floor import Scene, floor_of, scene_of
from forecasting.simulation.request import SimulatedQueue, SimulationRequest
from forecasting.simulation.routing import route
from tests.forecasting.simulation.builders import a_queue, a_request, an_agent, stretch, tickets

Placed = tuple[float, float, float]
"""Arrival and work in seconds, and how long it waits at most."""


def routed(request: SimulationRequest, *placed: list[Placed], plain: bool = False) -> Scene:
    """The scene after routing hand-made contacts, one list per queue."""
    flat = [contact for queue in placed for contact in queue]
    arrival, work, patience = (np.array([each[column] for each in flat]) for column in range(3))
    first = np.cumsum([0, *(len(queue) for queue in placed)]).astype(np.int64)
    order = np.argsort(arrival, kind="stable")
    none = np.zeros(len(flat))
    contacts = Contacts(first, arrival, none.astype(np.int64), work, arrival + patience, none, order)
    floor = floor_of(request)
    scene = scene_of(floor, contacts)
    if plain:
        route.py_func(floor, scene, order)
    else:
        route(floor, scene, order)
    return scene


def started(scene: Scene) -> list[float]:
    return [round(value, 6) for value in scene.contacts["started"].tolist()]


def asked(agents: tuple[Any, ...], *queues: SimulatedQueue) -> SimulationRequest:
    return a_request(queues or (a_queue(),), agents)


def test_contacts_are_served_in_the_order_they_come() -> None:
    scene = routed(asked((an_agent(),)), [(0, 100, 1e9), (10, 100, 1e9), (20, 100, 1e9)])
    assert started(scene) == [0, 100, 200]
    assert scene.contacts["finished"].tolist() == [100, 200, 300]
    assert scene.busy.sum() == 300
    assert scene.worked.sum() == 7200


def test_who_gives_up_is_not_served_and_does_not_hold_up_the_next() -> None:
    scene = routed(asked((an_agent(),)), [(0, 100, 9), (10, 100, 50), (20, 100, 1e9)])
    assert started(scene)[0] == 0
    assert np.isnan(started(scene)[1])
    assert started(scene)[2] == 100


def test_patience_of_zero_is_served_if_somebody_is_free() -> None:
    scene = routed(asked((an_agent(),)), [(0, 100, 0), (10, 100, 0)])
    assert started(scene)[0] == 0
    assert np.isnan(started(scene)[1])


def test_the_longest_idle_agent_goes_first_and_a_lower_rank_before_that() -> None:
    team = (an_agent("a"), an_agent("b"))
    scene = routed(asked(team), [(0, 10, 1e9), (20, 10, 1e9), (40, 10, 1e9)])
    assert scene.busy.sum(axis=1).tolist() == [20, 10]
    ranked = (an_agent("a", skills=({"queue": "orders", "rank": 1},)), an_agent("b"))
    scene = routed(asked(ranked), [(0, 10, 1e9), (20, 10, 1e9), (40, 10, 1e9)])
    assert scene.busy.sum(axis=1).tolist() == [0, 30]


def test_speed_shortens_the_work() -> None:
    fast = an_agent(skills=({"queue": "orders", "speed": 2.0},))
    assert routed(asked((fast,)), [(0, 100, 1e9)]).contacts["finished"].tolist() == [50]


def test_only_agents_with_the_skill_serve() -> None:
    queues = (a_queue(), a_queue(name="returns"))
    scene = routed(asked((an_agent(),), *queues), [], [(0, 10, 1e9)])
    assert np.isnan(started(scene)[0])


def test_priority_goes_before_waiting_time_and_waiting_time_decides_among_equals() -> None:
    agent = an_agent(queues=("orders", "returns"))
    first = routed(
        asked((agent,), a_queue(), a_queue(name="returns", priority=5)),
        [(0, 100, 1e9), (5, 10, 1e9)],
        [(50, 10, 1e9)],
    )
    assert started(first) == [0, 110, 100]
    equal = routed(
        asked((agent,), a_queue(), a_queue(name="returns")), [(0, 100, 1e9), (5, 10, 1e9)], [(50, 10, 1e9)]
    )
    assert started(equal) == [0, 100, 110]


def test_a_contact_in_hand_at_the_end_of_a_stretch_is_finished_and_nothing_new_taken() -> None:
    agent = an_agent(on_duty=(stretch(0, 1), stretch(5, 120)))
    scene = routed(asked((agent,)), [(30, 100, 1e9), (40, 10, 1e9)])
    assert started(scene) == [30, 300]
    assert scene.contacts["finished"].tolist() == [130, 310]
    assert scene.worked.sum() == 60 + 70 + 115 * 60


def test_work_that_outlasts_a_break_is_paid_through_it() -> None:
    agent = an_agent(on_duty=(stretch(0, 1), stretch(5, 120)))
    scene = routed(asked((agent,)), [(30, 400, 1e9)])
    assert scene.worked.sum() == 7200
    assert scene.busy.sum() == 400


def test_waiting_contacts_are_taken_when_somebody_comes_on_duty() -> None:
    agent = an_agent(on_duty=(stretch(10, 120),))
    assert started(routed(asked((agent,)), [(0, 10, 1e9), (1, 10, 1e9)])) == [600, 610]


CHAT = {"name": "chat", "channel": "chat", "concurrency": (1.0, 1.5)}


def test_chats_side_by_side_take_longer_each() -> None:
    chat = a_queue(**CHAT)
    scene = routed(asked((an_agent(queues=("chat",)),), chat), [(0, 100, 1e9), (50, 100, 1e9), (60, 10, 1e9)])
    # The first has 50 s left when the second comes: 75 s at 1.5; the third follows it for 15 s.
    finished = [round(value, 6) for value in scene.contacts["finished"].tolist()]
    assert started(scene) == [0, 50, 125]
    assert finished == [125, 180, 140]


def test_the_agent_with_fewest_chats_gets_the_next() -> None:
    chat = a_queue(**CHAT)
    team = (an_agent("a", ("chat",)), an_agent("b", ("chat",)))
    scene = routed(asked(team, chat), [(0, 100, 1e9), (1, 100, 1e9), (2, 100, 1e9)])
    assert scene.busy.sum(axis=1).tolist() == pytest.approx([149, 100], abs=51)
    assert started(scene) == [0, 1, 2]


def test_an_agent_with_a_call_takes_no_chat_and_one_with_a_chat_no_call() -> None:
    agent = an_agent(queues=("orders", "chat"))
    request = asked((agent,), a_queue(), a_queue(**CHAT))
    assert started(routed(request, [(0, 100, 1e9)], [(10, 20, 1e9)])) == [0, 100]
    assert started(routed(request, [(10, 20, 1e9)], [(0, 100, 1e9)])) == [100, 0]


def test_a_ticket_waits_for_the_reserve_and_starts_as_soon_as_it_is_there() -> None:
    queues = (a_queue(priority=9), tickets(keep_idle=1))
    team = tuple(an_agent(name, ("orders", "tickets")) for name in "ab")
    # One agent is on a call until 100; only then does the other one stay idle beside the ticket.
    scene = routed(asked(team, *queues), [(0, 100, 1e9)], [(10, 50, 1e9)])
    assert started(scene) == [0, 100]
    without = (queues[0], tickets())
    assert started(routed(asked(team, *without), [(0, 100, 1e9)], [(10, 50, 1e9)])) == [0, 10]


def test_the_reserve_does_not_bind_agents_who_serve_no_live_queue() -> None:
    queues = (a_queue(priority=9), tickets(keep_idle=3))
    team = (an_agent("a", ("orders",)), an_agent("b", ("tickets",)))
    assert started(routed(asked(team, *queues), [(0, 100, 1e9)], [(10, 50, 1e9)])) == [0, 10]


def test_compiled_and_plain_routing_agree() -> None:
    queues = (a_queue(priority=9), a_queue(**CHAT), tickets(keep_idle=1))
    team = (
        an_agent("a", ("orders", "tickets"), on_duty=(stretch(0, 20), stretch(25, 120))),
        an_agent("b", ("chat", "tickets")),
        an_agent("c", ("orders", "chat", "tickets")),
    )
    random = np.random.default_rng(5)
    placed = [
        [(float(at), float(random.exponential(200)), 120.0) for at in np.sort(random.uniform(0, 6000, 40))]
        for _ in queues
    ]
    compiled, plain = (routed(asked(team, *queues), *placed, plain=each) for each in (False, True))
    assert np.array_equal(compiled.contacts["started"], plain.contacts["started"], equal_nan=True)
    assert compiled.busy.tolist() == plain.busy.tolist()
    assert compiled.worked.tolist() == plain.worked.tolist()
