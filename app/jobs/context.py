"""What a task sees of its job: ids in, figures and a result out, and the word to stop."""

import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from threading import Event

from app.database import TenantSession
from app.jobs.attempt import Attempt
from app.jobs.killable import ChildResult, run_killable
from app.jobs.tables import Job, JobState

POLL_SECONDS = 1.0
"""How old the answer to "shall I stop?" may be."""
REPORT_SECONDS = 0.5
"""Figures are stored at most this often; those in between are merged into the next."""


class HandedBackError(Exception):
    """The worker is shutting down and cannot wait for this job any longer."""


class JobContext:
    """One attempt at one job, as its task sees it; not to be shared between threads.

    Every method that looks at or writes the job raises FenceLostError when the job has been taken over by
    another worker; ``stop_requested`` and ``run_in_child`` raise HandedBackError when the worker is shutting
    down. A task lets both pass: they end the attempt, not the job.
    """

    def __init__(self, attempt: Attempt, job: Job, handing_back: Event) -> None:
        self.organization_id = job.organization_id
        self.job_id = job.id
        self.attempt = job.attempt
        self.kind = job.kind
        self.subject_id = job.subject_id
        self.ids: Mapping[str, uuid.UUID] = {name: uuid.UUID(value) for name, value in job.ids.items()}
        self.finished = False
        self._attempt = attempt
        self._handing_back = handing_back
        self._stop = False
        self._asked = float("-inf")
        self._unreported: dict[str, object] = {}
        self._reported = float("-inf")

    def session(self) -> AbstractContextManager[TenantSession]:
        """A session of the job's organization, committed when its block ends well.

        Use it to read; what must not be written twice belongs into ``finish``.
        """
        return self._attempt.session()

    def progress(self, **figures: object) -> None:
        """Tell figures that JSON can carry; names that were told before keep their newest value."""
        self._unreported.update(figures)
        if time.monotonic() - self._reported >= REPORT_SECONDS:
            self._flush()

    def stop_requested(self) -> bool:
        """Whether somebody asked for the best result now; the answer is at most a second old."""
        if self._handing_back.is_set():
            raise HandedBackError
        now = time.monotonic()
        if now - self._asked >= POLL_SECONDS:
            self._asked = now
            if self._unreported and now - self._reported >= REPORT_SECONDS:
                self._flush()
            with self.session() as session:
                self._stop = self._attempt.row(session, lock=False).stop_requested
        return self._stop

    def run_in_child(
        self,
        function: str,
        payload: bytes,
        *,
        deadline_seconds: float,
        patience_seconds: float = 0.0,
        memory_cap_bytes: int | None = None,
        on_progress: Callable[[Mapping[str, object]], object] | None = None,
    ) -> ChildResult:
        """Run ``function`` (``package.module:name``) in a process of its own and return what it gave.

        The function takes the payload and an ``app.jobs.child.Channel``. It is told to stop when the job is,
        and gone a tenth and two seconds after its deadline (with nothing kept by then,
        ``patience_seconds`` later); ``ChildResult.ending`` tells whether the result
        is its answer or merely the best it had kept. What it reports goes to ``on_progress``, or straight to
        ``progress``. Errors: see ``app.jobs.killable.run_killable``; a task may let them pass.
        """
        return run_killable(
            function,
            payload,
            deadline_seconds=deadline_seconds,
            patience_seconds=patience_seconds,
            memory_cap_bytes=memory_cap_bytes,
            on_progress=on_progress or (lambda figures: self.progress(**figures)),
            stop_requested=self.stop_requested,
        )

    def finish(
        self, write: Callable[[TenantSession], str | None] | None = None, *, stopped: bool = False
    ) -> None:
        """End the job: as stopped if it was asked to, and with what ``write`` stores, or not at all.

        ``write`` stores the result with the session it is given and returns the result's address, such as
        ``/v1/rosters/…``; it only writes, because the job's row is locked meanwhile. ``stopped`` marks a
        result that is less than was asked for.
        """
        self._flush()
        self._attempt.finish(JobState.STOPPED if stopped else JobState.SUCCEEDED, write)
        self.finished = True

    def _flush(self) -> None:
        if self._unreported:
            figures, self._unreported = self._unreported, {}
            self._reported = time.monotonic()
            self._attempt.report(figures)
