"""What to do for each kind of job: routers name the kind, the worker knows the function."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from app.jobs.context import JobContext


class Task(Protocol):
    """Does the work of one job and hands its result to ``context.finish``."""

    def __call__(self, context: JobContext, /) -> None: ...


TASKS: dict[str, Task] = {}
_Function = TypeVar("_Function", bound=Task)


def task(kind: str) -> Callable[[_Function], _Function]:
    """Register the decorated function as what to do for jobs of ``kind``; a kind is registered once."""

    def register(function: _Function) -> _Function:
        if kind in TASKS:
            raise ValueError(f"jobs of kind {kind!r} already have a task")
        TASKS[kind] = function
        return function

    return register
