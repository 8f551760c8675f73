"""Does one queued job: finds its task, runs it, and turns every way it can end into a state."""

import logging
import time
import uuid
from collections.abc import Callable
from functools import partial
from threading import Event
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import InternalError, OperationalError

from app.jobs.attempt import Attempt, FenceLostError
from app.jobs.context import HandedBackError, JobContext
from app.jobs.killable import ChildDiedError, ChildOutOfMemoryError, ChildOverranError, ChildStoppedError
from app.jobs.problems import JobChildDied, JobFailed, JobOutOfMemory, JobOverran, JobUnknown
from app.jobs.registry import TASKS
from app.jobs.tables import JobState
from app.problems import Problem

logger = logging.getLogger(__name__)

CHILD_ATTEMPTS = 2
"""A job whose child died is tried once more: what did not suffice twice will not suffice the third time."""
DATABASE_ATTEMPTS = 3
DATABASE_AWAY = (OperationalError, InternalError)
INSIST_SECONDS = 1.0

Told = TypeVar("Told")


def perform(
    engine: Engine, organization_id: uuid.UUID, job_id: uuid.UUID, *, worker: str, handing_back: Event
) -> None:
    """Attempt a job that was fetched from the queue; does nothing when it does not wait any more.

    While the database is away, what became of the job is told again and again: the queue would not try anew
    as long as this worker lives. Only a worker that is shutting down raises the database's error, because
    then others rescue the job.
    """

    def insist(tell: Callable[[], Told]) -> Told:
        while True:
            try:
                return tell()
            except DATABASE_AWAY:
                if handing_back.is_set():
                    raise
                logger.warning("job %s: the database is away", job_id, exc_info=True)
                time.sleep(INSIST_SECONDS)

    attempt = insist(lambda: Attempt.begin(engine, organization_id, job_id, worker))
    if attempt is None:
        logger.info("job %s does not wait any more", job_id)
        return
    try:
        ending = _attempt(attempt, handing_back)
        if ending is not None:
            insist(ending)
    except FenceLostError as lost:
        logger.warning("result discarded: %s is not this worker's any more", lost)


def _attempt(attempt: Attempt, handing_back: Event) -> Callable[[], None] | None:
    """Run the job's task; returns how its end is to be told, or None when the task has told it."""
    try:
        with attempt.session() as session:
            context = JobContext(attempt, attempt.row(session, lock=False), handing_back)
        task = TASKS.get(context.kind)
        if task is None:
            return partial(attempt.fail, JobUnknown(context.kind))
        task(context)
        if not context.finished:
            context.finish()
    except FenceLostError:
        raise
    except HandedBackError:
        return partial(attempt.give_up, handed_back=True)
    except ChildStoppedError:
        return partial(attempt.finish, JobState.STOPPED, None)
    except ChildOverranError:
        return partial(attempt.fail, JobOverran())
    except ChildDiedError as death:
        logger.warning("job %s, attempt %s: %s", attempt.job_id, attempt.number, death)
        if attempt.counted < CHILD_ATTEMPTS:
            return partial(attempt.give_up, handed_back=False)
        kind = JobOutOfMemory if isinstance(death, ChildOutOfMemoryError) else JobChildDied
        return partial(attempt.fail, kind(attempt.counted))
    except Problem as problem:
        return partial(attempt.fail, problem)
    except DATABASE_AWAY:
        logger.exception("job %s, attempt %s: the database failed", attempt.job_id, attempt.number)
        if attempt.counted < DATABASE_ATTEMPTS:
            return partial(attempt.give_up, handed_back=False)
        return partial(attempt.fail, JobFailed())
    except Exception:
        logger.exception("job %s, attempt %s failed", attempt.job_id, attempt.number)
        return partial(attempt.fail, JobFailed())
    return None
