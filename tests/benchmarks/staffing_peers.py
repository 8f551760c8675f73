"""What others offer for the same questions, timed on the same work."""

import random
import time
from collections.abc import Callable

import numpy as np


def pyworkforce_erlang_c_seconds(erlangs: np.ndarray, handle: float, share: float, within: float) -> float:
    """Seconds its own search takes for these cells, one by one as it is made."""
    from pyworkforce.queuing import ErlangC

    started = time.process_time()
    for load in erlangs.tolist():
        ErlangC(
            transactions=load * 30 * 60 / handle, aht=handle / 60, asa=within / 60, interval=30, shrinkage=0.0
        ).required_positions(service_level=share)
    return time.process_time() - started


def simpy_contacts_a_second(
    agents: int, per_second: float, handle: float, patience: float, hours: float
) -> float:
    """Contacts a second that simpy gets through for one queue with abandonment, first come first served."""
    import simpy

    environment = simpy.Environment()
    team = simpy.Resource(environment, capacity=agents)
    draw = random.Random(1)
    contacts = 0

    def contact() -> object:
        with team.request() as turn:
            left = environment.timeout(draw.expovariate(1 / patience))
            answered = yield turn | left
            if turn in answered:
                yield environment.timeout(draw.expovariate(1 / handle))

    def arrivals() -> object:
        nonlocal contacts
        while True:
            yield environment.timeout(draw.expovariate(per_second))
            contacts += 1
            environment.process(contact())

    environment.process(arrivals())
    started = time.process_time()
    environment.run(until=hours * 3600)
    return contacts / (time.process_time() - started)


def fastest(work: Callable[[], object], times: int = 3) -> float:
    """Processor seconds of the fastest of some runs: the machine may be busy with other things."""
    best = float("inf")
    for _ in range(times):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best
