"""Works through queues one after the other in a killable child, and keeps what is finished."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, TypeAdapter, ValidationError

from app.fields import Document
from app.forecasts.schemas import QueueRefusal
from app.jobs.child import Channel
from app.jobs.context import JobContext

SECONDS_TO_START, SECONDS_PER_QUEUE = 30.0, 60.0
MEMORY_CAP_BYTES = 8 * 2**30
"""Of address space, most of which numerical libraries reserve and never touch."""


def reason(error: ValueError) -> str:
    """What an error of a library means, on one line and without repeating the input."""
    if not isinstance(error, ValidationError):
        return str(error)
    told = []
    for each in error.errors(include_url=False, include_context=False, include_input=False):
        place = ".".join(str(step) for step in each["loc"])
        message = each["msg"].removeprefix("Value error, ")
        told.append(f"{place}: {message}" if place else message)
    return "; ".join(told)


class Order(Document):
    """What is to be done for one queue: ``asked`` is JSON that the function in the child understands."""

    queue_id: uuid.UUID
    name: str
    asked: str


class Outcome(Document):
    """What came of one queue: ``result`` is JSON, or ``refusal`` tells why there is none."""

    queue_id: uuid.UUID
    result: str | None = None
    refusal: str | None = None


_ORDERS = TypeAdapter(tuple[Order, ...])
_OUTCOMES = TypeAdapter(tuple[Outcome, ...])


@dataclass(frozen=True, slots=True)
class Worked:
    """Results and refusals by queue; ``unfinished`` are those that a stop or the deadline left undone."""

    results: dict[uuid.UUID, str]
    refusals: dict[uuid.UUID, str]
    unfinished: dict[uuid.UUID, str]

    @property
    def stopped(self) -> bool:
        """Whether there is less than was asked for."""
        return bool(self.unfinished)

    def left_out(
        self, names: Mapping[uuid.UUID, str], beforehand: Mapping[uuid.UUID, str]
    ) -> tuple[QueueRefusal, ...]:
        """All queues without a result in the order of ``names``, those refused ``beforehand`` included."""
        reasons = {**beforehand, **self.refusals, **self.unfinished}
        return tuple(
            QueueRefusal(
                queue_id=queue_id,
                queue=name,
                reason=reasons[queue_id],
                unfinished=queue_id in self.unfinished,
            )
            for queue_id, name in names.items()
            if queue_id in reasons
        )


def work_through(context: JobContext, function: str, orders: Sequence[Order]) -> Worked:
    """Have ``function`` (``module:name``, made of ``each_queue``) do all ``orders`` in one child.

    Errors: see ``JobContext.run_in_child``.
    """
    if not orders:
        return Worked({}, {}, {})
    child = context.run_in_child(
        function,
        _ORDERS.dump_json(tuple(orders)),
        deadline_seconds=SECONDS_TO_START + SECONDS_PER_QUEUE * len(orders),
        memory_cap_bytes=MEMORY_CAP_BYTES,
    )
    outcomes = _OUTCOMES.validate_json(child.payload)
    results = {each.queue_id: each.result for each in outcomes if each.result is not None}
    refusals = {each.queue_id: each.refusal for each in outcomes if each.refusal is not None}
    undone = {order.queue_id for order in orders} - results.keys() - refusals.keys()
    why = "stopped before it was done" if child.stop_requested else f"not done ({child.ending})"
    return Worked(results, refusals, dict.fromkeys(undone, why))


def each_queue(payload: bytes, channel: Channel, phase: str, work: Callable[[str], BaseModel]) -> bytes:
    """In the child: do every order, tell how far it is, and keep each result as soon as it is there.

    ``work`` takes ``Order.asked``; a ValueError of it refuses the queue and leaves the others alone.
    """
    orders = _ORDERS.validate_json(payload)
    outcomes: list[Outcome] = []
    for order in orders:
        if channel.stop_requested():
            break
        channel.progress(phase=phase, queue=order.name, queues_done=len(outcomes), queues=len(orders))
        try:
            result = work(order.asked).model_dump_json()
            outcomes.append(Outcome(queue_id=order.queue_id, result=result))
        except ValueError as error:
            outcomes.append(Outcome(queue_id=order.queue_id, refusal=reason(error)))
        channel.keep(_OUTCOMES.dump_json(tuple(outcomes)))
    channel.progress(phase=phase, queues_done=len(outcomes), queues=len(orders))
    return _OUTCOMES.dump_json(tuple(outcomes))
