"""Queues, agents and stretches as record arrays: what a simulation's compiled routing reads and writes."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from forecasting.simulation.away import Stretches, turns_of
from forecasting.simulation.contacts import Contacts
from forecasting.simulation.request import SimulationRequest
from forecasting.staffing.requirement import Channel
from forecasting.staffing.waiting import Floats

Records = NDArray[Any]
"""One record per entry; fields are read by name."""

LIVE, CHAT, DEFERRED = 0, 1, 2
IDLE, ALONE, BESIDE = 0, 1, 2
"""What an agent does: nothing, one contact, or chats side by side."""

QUEUE = np.dtype(
    [
        ("kind", np.int64),
        ("priority", np.int64),
        ("keep_idle", np.int64),
        ("levels", np.int64),
        ("first_server", np.int64),
        ("end_server", np.int64),
        ("head", np.int64),  # no contact before this one waits
        ("arrived", np.int64),  # one past the last contact that has come
    ]
)
SKILL = np.dtype([("queue", np.int64), ("speed", np.float64)])
SERVER = np.dtype([("agent", np.int64), ("rank", np.int64)])
DUTY = np.dtype([("time", np.float64), ("agent", np.int64), ("begins", np.int64)])
AGENT = np.dtype(
    [
        ("first_skill", np.int64),
        ("end_skill", np.int64),
        ("live", np.int64),  # bit mask of the live queues served
        ("on_duty", np.int64),
        ("doing", np.int64),
        ("in_hand", np.int64),
        ("idle_since", np.float64),
        ("busy_since", np.float64),
        ("noted_until", np.float64),  # up to when the time worked is in the books
        ("updated", np.float64),  # when the work left in hand was last right
    ]
)
HELD = np.dtype([("contact", np.int64), ("queue", np.int64), ("left", np.float64)])
CONTACT = np.dtype(
    [
        ("queue", np.int64),
        ("arrival", np.float64),
        ("leaves", np.float64),
        ("work", np.float64),
        ("started", np.float64),
        ("finished", np.float64),
    ]
)


class Floor(NamedTuple):
    """What no replication changes, times in seconds from the first start.

    Skills of an agent are sorted by falling priority of their queue, servers of a queue by rank, duty by time
    with an end before a start. ``ratio[queue, k − 1]`` stretches a chat beside k − 1 others.
    """

    queues: Records
    ratio: Floats
    skills: Records
    servers: Records
    agents: Records
    duty: Records
    interval_start: Floats
    interval_seconds: float
    any_reserve: bool


class Scene(NamedTuple):
    """What routing changes in one replication; ``busy`` and ``worked`` are agent × interval seconds."""

    queues: Records
    agents: Records
    held: Records
    """Agent × place: contacts in hand and their seconds of work left."""
    contacts: Records
    finish: Floats
    """Binary tournament of next finishes: entry 1 is the earliest, agents' own are in the second half."""
    busy: Floats
    worked: Floats


def floor_of(request: SimulationRequest) -> Floor:
    """The request as records."""
    number = {queue.name: place for place, queue in enumerate(request.queues)}
    own = [
        sorted(agent.skills, key=lambda skill: (-request.queues[number[skill.queue]].priority, skill.rank))
        for agent in request.agents
    ]
    servers = sorted(
        (number[skill.queue], skill.rank, place) for place, skills in enumerate(own) for skill in skills
    )
    queues = np.zeros(len(request.queues), QUEUE)
    queues["kind"] = [
        CHAT if queue.channel is Channel.CHAT else LIVE if queue.channel.is_live else DEFERRED
        for queue in request.queues
    ]
    queues["priority"] = [queue.priority for queue in request.queues]
    queues["keep_idle"] = [queue.keep_idle for queue in request.queues]
    queues["levels"] = [len(queue.concurrency) for queue in request.queues]
    cuts = np.searchsorted([queue for queue, _, _ in servers], np.arange(len(queues) + 1))
    queues["first_server"], queues["end_server"] = cuts[:-1], cuts[1:]
    ratio = np.ones((len(queues), int(queues["levels"].max())))
    for place, queue in enumerate(request.queues):
        ratio[place, : len(queue.concurrency)] = queue.concurrency
    agents = np.zeros(len(own), AGENT)
    agents["end_skill"] = np.cumsum([len(skills) for skills in own])
    agents["first_skill"] = agents["end_skill"] - [len(skills) for skills in own]
    agents["live"] = [
        sum(
            1 << number[skill.queue]
            for skill in skills
            if request.queues[number[skill.queue]].channel.is_live
        )
        for skills in own
    ]
    first = request.starts[0]
    return Floor(
        queues=queues,
        ratio=ratio,
        skills=np.array([(number[each.queue], each.speed) for skills in own for each in skills], SKILL),
        servers=np.array([(place, rank) for _, rank, place in servers], SERVER),
        agents=agents,
        duty=duty_of(turns_of(request).duty),
        interval_start=np.array([(start - first).total_seconds() for start in request.starts]),
        interval_seconds=request.interval_minutes * 60.0,
        any_reserve=any(queue.keep_idle for queue in request.queues),
    )


def duty_of(stretches: Sequence[Stretches]) -> Records:
    """When each agent's stretches begin and end, in order of time."""
    moments = sorted(
        (moment, begins, agent)
        for agent, own in enumerate(stretches)
        for since, until in own
        for moment, begins in ((since, 1), (until, 0))
    )
    return np.array([(moment, agent, begins) for moment, begins, agent in moments], DUTY)


def scene_of(floor: Floor, contacts: Contacts) -> Scene:
    """The floor before the first event, with these contacts to come."""
    many, intervals = floor.agents.size, floor.interval_start.size
    leaves = 1
    while leaves < max(many, 1):
        leaves *= 2
    queues = floor.queues.copy()
    queues["head"] = queues["arrived"] = contacts.first[:-1]
    records = np.empty(contacts.arrival.size, CONTACT)
    records["queue"] = np.repeat(np.arange(queues.size), np.diff(contacts.first))
    for name in ("arrival", "leaves", "work"):
        records[name] = getattr(contacts, name)
    records["started"] = records["finished"] = np.nan
    return Scene(
        queues=queues,
        agents=floor.agents.copy(),
        held=np.zeros((many, floor.ratio.shape[1]), HELD),
        contacts=records,
        finish=np.full(2 * leaves, np.inf),
        busy=np.zeros((many, intervals)),
        worked=np.zeros((many, intervals)),
    )
