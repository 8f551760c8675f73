"""Works through queues one after the other: a refusal leaves the others alone, a stop keeps what is done."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from pydantic import ValidationError

from app.forecasts.schemas import QueueRefusal

Asked = TypeVar("Asked")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Worked(Generic[Result]):
    """Results and refusals by queue; ``unfinished`` are those that a stop or the deadline left undone."""

    results: dict[uuid.UUID, Result] = field(default_factory=dict)
    refusals: dict[uuid.UUID, str] = field(default_factory=dict)
    unfinished: dict[uuid.UUID, str] = field(default_factory=dict)

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


def work_through(
    asked: Mapping[uuid.UUID, Asked],
    names: Mapping[uuid.UUID, str],
    work: Callable[[Asked], Result],
    *,
    progress: Callable[..., object],
    stop_requested: Callable[[], bool],
    keep: Callable[[Worked[Result]], object] = lambda _worked: None,
) -> Worked[Result]:
    """Do ``work`` for every queue; a ValueError of it refuses the queue.

    Before each queue ``stop_requested`` is asked, after each ``keep`` is given what there is.
    """
    worked: Worked[Result] = Worked()
    for number, (queue_id, each) in enumerate(asked.items()):
        if stop_requested():
            break
        progress(queue=names[queue_id], queues_done=number, queues=len(asked))
        try:
            worked.results[queue_id] = work(each)
        except ValueError as error:
            worked.refusals[queue_id] = reason(error)
        keep(worked)
    done = worked.results.keys() | worked.refusals.keys()
    progress(queues_done=len(done), queues=len(asked))
    worked.unfinished.update(dict.fromkeys(asked.keys() - done, "stopped before it was done"))
    return worked


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
