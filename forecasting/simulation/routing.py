"""Who takes which contact when: the event loop of one replication, compiled."""

import numba
import numpy as np

from forecasting.simulation.contacts import Integers
from forecasting.simulation.floor import ALONE, BESIDE, CHAT, DEFERRED, IDLE, Floor, Scene
from forecasting.staffing.waiting import Floats

NEVER = np.inf


@numba.njit(cache=True)
def route(floor: Floor, scene: Scene, order: Integers) -> None:
    """Serve the contacts of ``scene`` (``order``: by arrival) until everything has come to rest.

    Fills in when contacts start and finish (NaN for never) and agents' time. At one moment finishes come
    first, then stretches, then arrivals. An agent who comes free takes, of the queues it serves, the waiting
    contact of the highest priority, then the one waiting longest. An arriving contact takes the agent with
    the lowest rank for it, among those the one with fewest chats, among those the longest idle.
    """
    contacts, duties, finish = scene.contacts, floor.duty, scene.finish
    leaf = finish.size // 2
    coming, duty = 0, 0
    while True:
        next_arrival = contacts[order[coming]]["arrival"] if coming < contacts.size else NEVER
        next_duty = duties[duty]["time"] if duty < duties.size else NEVER
        next_finish = finish[1]
        if next_finish <= next_duty and next_finish <= next_arrival:
            if next_finish == NEVER:
                break
            place = 1
            while place < leaf:
                place *= 2
                if finish[place] != next_finish:
                    place += 1
            _finish(floor, scene, place - leaf, next_finish)
        elif next_duty <= next_arrival:
            if duties[duty]["begins"] == 1:
                _begin_stretch(floor, scene, duties[duty]["agent"], next_duty)
            else:
                _end_stretch(floor, scene, duties[duty]["agent"], next_duty)
            duty += 1
        else:
            queue = contacts[order[coming]]["queue"]
            scene.queues[queue]["arrived"] += 1
            coming += 1
            agent = _agent_for(floor, scene, queue)
            contact = _head(scene, queue, next_arrival) if agent >= 0 else -1
            if contact >= 0:
                _progress(floor, scene, agent, next_arrival)
                _take(floor, scene, agent, contact, queue, next_arrival)
                _set_finish(floor, scene, agent)


@numba.njit(cache=True)
def _head(scene: Scene, queue: int, now: float) -> int:
    """The longest waiting contact of a queue, −1 if nobody waits; those gone or taken are passed for good."""
    contacts = scene.contacts
    place, end = scene.queues[queue]["head"], scene.queues[queue]["arrived"]
    while place < end and (contacts[place]["leaves"] < now or not np.isnan(contacts[place]["started"])):
        place += 1
    scene.queues[queue]["head"] = place
    return int(place) if place < end else -1


@numba.njit(cache=True)
def _agent_for(floor: Floor, scene: Scene, queue: int) -> int:
    """The agent an arriving contact goes to, −1 if it has to wait."""
    servers, agents = floor.servers, scene.agents
    wanted = scene.queues[queue]
    places = wanted["levels"] if wanted["kind"] == CHAT else 0
    deferred = wanted["kind"] == DEFERRED
    best, best_rank, best_held, best_since = -1, 0, 0, 0.0
    for entry in range(wanted["first_server"], wanted["end_server"]):
        if best >= 0 and servers[entry]["rank"] > best_rank:
            break
        agent = servers[entry]["agent"]
        held = agents[agent]["in_hand"]
        if agents[agent]["on_duty"] == 0:
            continue
        if held > 0 and (agents[agent]["doing"] != BESIDE or held >= places):
            continue
        since = agents[agent]["idle_since"]
        if best >= 0 and (held > best_held or (held == best_held and since >= best_since)):
            continue
        if deferred and not _may_start(floor, scene, agent, queue):
            continue
        best, best_rank, best_held, best_since = agent, servers[entry]["rank"], held, since
    return best


@numba.njit(cache=True)
def _may_start(floor: Floor, scene: Scene, agent: int, queue: int) -> bool:
    """Whether enough others stay idle for the live queues of this agent if it starts a deferred contact."""
    agents = scene.agents
    keep, live = floor.queues[queue]["keep_idle"], agents[agent]["live"]
    if keep == 0 or live == 0:
        return True
    idle = 0
    for other in range(agents.size):
        seen = agents[other]
        if other != agent and seen["on_duty"] == 1 and seen["in_hand"] == 0 and seen["live"] & live != 0:
            idle += 1
            if idle >= keep:
                return True
    return False


@numba.njit(cache=True)
def _take(floor: Floor, scene: Scene, agent: int, contact: int, queue: int, now: float) -> None:
    """The agent starts the contact; its other chats must have been brought up to now."""
    person = scene.agents[agent]
    place = person["in_hand"]
    speed = 1.0
    for entry in range(person["first_skill"], person["end_skill"]):
        if floor.skills[entry]["queue"] == queue:
            speed = floor.skills[entry]["speed"]
    if place == 0:
        person["busy_since"] = now
        person["doing"] = BESIDE if scene.queues[queue]["kind"] == CHAT else ALONE
    held = scene.held[agent, place]
    held["contact"] = contact
    held["queue"] = queue
    held["left"] = scene.contacts[contact]["work"] / speed
    person["in_hand"] = place + 1
    person["idle_since"] = now
    person["updated"] = now
    scene.contacts[contact]["started"] = now


@numba.njit(cache=True)
def _progress(floor: Floor, scene: Scene, agent: int, now: float) -> None:
    """Bring the work left in hand up to now; chats beside others take longer."""
    person = scene.agents[agent]
    passed, many = now - person["updated"], person["in_hand"]
    for place in range(many):
        held = scene.held[agent, place]
        queue = held["queue"]
        held["left"] -= passed / floor.ratio[queue, min(many, floor.queues[queue]["levels"]) - 1]
    person["updated"] = now


@numba.njit(cache=True)
def _next_done(floor: Floor, scene: Scene, agent: int) -> tuple[int, float]:
    """Which contact in hand will be done first, and when; never without any."""
    many, updated = scene.agents[agent]["in_hand"], scene.agents[agent]["updated"]
    first, soonest = 0, NEVER
    for place in range(many):
        held = scene.held[agent, place]
        queue = held["queue"]
        until = max(held["left"], 0.0) * floor.ratio[queue, min(many, floor.queues[queue]["levels"]) - 1]
        if updated + until < soonest:
            first, soonest = place, updated + until
    return first, soonest


@numba.njit(cache=True)
def _set_finish(floor: Floor, scene: Scene, agent: int) -> None:
    """Enter the agent's next finish into the tournament."""
    finish = scene.finish
    entry = finish.size // 2 + agent
    finish[entry] = _next_done(floor, scene, agent)[1]
    while entry > 1:
        entry //= 2
        finish[entry] = min(finish[2 * entry], finish[2 * entry + 1])


@numba.njit(cache=True)
def _finish(floor: Floor, scene: Scene, agent: int, now: float) -> None:
    """The agent's contact that is done leaves, and the agent looks for the next one."""
    done = _next_done(floor, scene, agent)[0]
    _progress(floor, scene, agent, now)
    person, held = scene.agents[agent], scene.held[agent]
    scene.contacts[held[done]["contact"]]["finished"] = now
    last = person["in_hand"] - 1
    held[done]["contact"] = held[last]["contact"]
    held[done]["queue"] = held[last]["queue"]
    held[done]["left"] = held[last]["left"]
    person["in_hand"] = last
    if last == 0:
        person["doing"] = IDLE
        person["idle_since"] = now
        _note(floor, scene.busy, agent, person["busy_since"], now)
        if person["on_duty"] == 0:
            _note(floor, scene.worked, agent, person["noted_until"], now)
    if person["on_duty"] == 1:
        _look_for_work(floor, scene, agent, now)
    _set_finish(floor, scene, agent)


@numba.njit(cache=True)
def _begin_stretch(floor: Floor, scene: Scene, agent: int, now: float) -> None:
    """The agent comes, or stays while finishing what was in hand from before."""
    person = scene.agents[agent]
    if person["in_hand"] > 0:
        _note(floor, scene.worked, agent, person["noted_until"], now)
    else:
        person["idle_since"] = now
    person["on_duty"] = 1
    person["noted_until"] = now
    _look_for_work(floor, scene, agent, now)
    _set_finish(floor, scene, agent)


@numba.njit(cache=True)
def _end_stretch(floor: Floor, scene: Scene, agent: int, now: float) -> None:
    """The agent takes nothing new; what is in hand will be finished."""
    person = scene.agents[agent]
    person["on_duty"] = 0
    _note(floor, scene.worked, agent, person["noted_until"], now)
    person["noted_until"] = now


@numba.njit(cache=True)
def _look_for_work(floor: Floor, scene: Scene, agent: int, now: float) -> None:
    """A free agent takes what waits; if it stays idle, the reserve may let somebody else start a ticket."""
    _take_waiting(floor, scene, agent, now)
    agents = scene.agents
    if not floor.any_reserve or agents[agent]["in_hand"] > 0 or not _tickets_wait(floor, scene, now):
        return
    for other in range(agents.size):
        seen = agents[other]
        if (
            other != agent
            and seen["on_duty"] == 1
            and seen["in_hand"] == 0
            and seen["live"] & agents[agent]["live"] != 0
        ):
            _take_waiting(floor, scene, other, now)
            if seen["in_hand"] > 0:
                _set_finish(floor, scene, other)


@numba.njit(cache=True)
def _tickets_wait(floor: Floor, scene: Scene, now: float) -> bool:
    """Whether a contact waits that a reserve may be holding back."""
    for queue in range(floor.queues.size):
        if floor.queues[queue]["keep_idle"] > 0 and _head(scene, queue, now) >= 0:
            return True
    return False


@numba.njit(cache=True)
def _take_waiting(floor: Floor, scene: Scene, agent: int, now: float) -> None:
    """Take waiting contacts, highest priority and longest wait first, as many as fit side by side."""
    person, queues = scene.agents[agent], scene.queues
    while person["doing"] != ALONE:
        held = person["in_hand"]
        best, best_queue, best_arrival = -1, -1, NEVER
        for entry in range(person["first_skill"], person["end_skill"]):
            queue = floor.skills[entry]["queue"]
            if best >= 0 and queues[queue]["priority"] < queues[best_queue]["priority"]:
                break
            kind = queues[queue]["kind"]
            if held > 0 and (kind != CHAT or held >= queues[queue]["levels"]):
                continue
            contact = _head(scene, queue, now)
            if contact < 0 or scene.contacts[contact]["arrival"] >= best_arrival:
                continue
            if kind == DEFERRED and not _may_start(floor, scene, agent, queue):
                continue
            best, best_queue, best_arrival = contact, queue, scene.contacts[contact]["arrival"]
        if best < 0:
            return
        _progress(floor, scene, agent, now)
        _take(floor, scene, agent, best, best_queue, now)


@numba.njit(cache=True)
def _note(floor: Floor, seconds: Floats, agent: int, since: float, until: float) -> None:
    """Add the time from ``since`` to ``until`` to the intervals it falls into."""
    starts = floor.interval_start
    place, above = 0, starts.size
    while above - place > 1:
        middle = (place + above) // 2
        if starts[middle] <= since:
            place = middle
        else:
            above = middle
    while place < starts.size and starts[place] < until:
        begin, end = max(since, starts[place]), min(until, starts[place] + floor.interval_seconds)
        if end > begin:
            seconds[agent, place] += end - begin
        place += 1
