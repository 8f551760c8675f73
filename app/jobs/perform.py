"""Does one queued job: finds its task, runs it, and turns every way it can end into a state."""

import logging
import uuid
from threading import Event

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


def perform(
    engine: Engine, organization_id: uuid.UUID, job_id: uuid.UUID, *, worker: str, handing_back: Event
) -> None:
    """Attempt a job that was fetched from the queue; does nothing when it does not wait any more.

    Raises only when the database cannot be reached: the job is then rescued later, see ``app.jobs.rescue``.
    """
    attempt = Attempt.begin(engine, organization_id, job_id, worker)
    if attempt is None:
        logger.info("job %s does not wait any more", job_id)
        return
    try:
        _attempt(attempt, handing_back)
    except FenceLostError as lost:
        logger.warning("result discarded: %s is not this worker's any more", lost)


def _attempt(attempt: Attempt, handing_back: Event) -> None:
    with attempt.session() as session:
        context = JobContext(attempt, attempt.row(session, lock=False), handing_back)
    task = TASKS.get(context.kind)
    if task is None:
        attempt.fail(JobUnknown(context.kind))
        return
    try:
        task(context)
        if not context.finished:
            context.finish()
    except FenceLostError:
        raise
    except HandedBackError:
        attempt.give_up(handed_back=True)
    except ChildStoppedError:
        attempt.finish(JobState.STOPPED, None)
    except ChildOverranError:
        attempt.fail(JobOverran())
    except ChildDiedError as death:
        logger.warning("job %s, attempt %s: %s", attempt.job_id, attempt.number, death)
        if attempt.counted < CHILD_ATTEMPTS:
            attempt.give_up(handed_back=False)
        else:
            kind = JobOutOfMemory if isinstance(death, ChildOutOfMemoryError) else JobChildDied
            attempt.fail(kind(attempt.counted))
    except Problem as problem:
        attempt.fail(problem)
    except (OperationalError, InternalError):
        logger.exception("job %s, attempt %s: the database failed", attempt.job_id, attempt.number)
        if attempt.counted < DATABASE_ATTEMPTS:
            attempt.give_up(handed_back=False)
        else:
            attempt.fail(JobFailed())
    except Exception:
        logger.exception("job %s, attempt %s failed", attempt.job_id, attempt.number)
        attempt.fail(JobFailed())
