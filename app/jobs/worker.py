"""The worker process: fetches jobs, keeps its heart beating, and rescues the jobs of dead workers."""

import asyncio
import logging
import os
import signal
import socket
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from threading import Event
from types import FrameType

import procrastinate
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker

from app.database import SERVICE_ROLE
from app.installation import Installation, open_installation
from app.jobs.perform import perform
from app.jobs.queue import RESCUE, RETENTION, SCHEMA, WORK
from app.jobs.rescue import rescue
from app.jobs.retention import forget_events
from app.settings import Settings

logger = logging.getLogger(__name__)

RESTART_SECONDS = 1.0
RETENTION_CRON = "17 3 * * *"
"""Daily, at a quiet time in Europe and the Americas."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How often a worker is heard of, when its silence means death, and how long it may take to end.

    ``rescue_cron`` has six fields, of which the last counts seconds. ``grace_seconds`` is how long a worker
    that is told to end lets its jobs finish before it hands them back: containers are killed after ten.
    """

    heartbeat_seconds: float = 2.0
    stalled_seconds: float = 6.0
    rescue_cron: str = "* * * * * */3"
    grace_seconds: float = 5.0


def run_worker(
    settings: Settings,
    *,
    concurrency: int = 1,
    name: str | None = None,
    task_modules: Sequence[str] = ("app.planning",),
    pulse: Pulse = Pulse(),
) -> None:
    """Work on jobs until SIGTERM or SIGINT, ``concurrency`` at a time; blocks, in the main thread only.

    ``task_modules`` are imported first: they register what to do for each kind of job. The first signal lets
    running jobs finish in the grace of ``pulse`` and then hands them back to the queue; the second at once.
    Any number of workers on any number of hosts may share one database.
    """
    for module in task_modules:
        import_module(module)
    # The queue tells every round of the rescue; what matters of it is told by this package.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    # Each running job, the rescue and what they report may need a connection at the same time.
    settings = settings.model_copy(update={"request_threads": 2 * concurrency + 2})
    with open_installation(settings) as installation:
        asyncio.run(_Workers(installation, concurrency, name or default_name(), pulse).run())


def default_name() -> str:
    """A name that tells the host and process of this worker."""
    return f"{socket.gethostname()}:{os.getpid()}"


class _Workers:
    """The two workers of one process: one for the jobs, and one of its own for the rescue of others."""

    def __init__(self, installation: Installation, concurrency: int, name: str, pulse: Pulse) -> None:
        self.engine = installation.engine
        self.url = installation.url
        self.concurrency = concurrency
        self.name = name
        self.pulse = pulse
        self.ending = asyncio.Event()
        self.handing_back = Event()
        self.running: set[Worker] = set()

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        # Tasks are plain functions: each needs a thread for as long as its job runs.
        loop.set_default_executor(ThreadPoolExecutor(self.concurrency + 4))
        with self._signals(loop):
            async with self._queue().open_async() as queue, asyncio.TaskGroup() as group:
                group.create_task(self._keep_working(queue, WORK, self.concurrency))
                group.create_task(self._keep_working(queue, RESCUE, 1))
                group.create_task(self._end_in_grace())

    def _queue(self) -> procrastinate.App:
        connector = procrastinate.PsycopgConnector(
            conninfo=self.url.set(drivername="postgresql").render_as_string(hide_password=False),
            kwargs={"options": f"-c role={SERVICE_ROLE} -c search_path={SCHEMA} -c timezone=UTC"},
            min_size=1,
            max_size=6,
        )
        queue = procrastinate.App(connector=connector)

        @queue.task(name=WORK, queue=WORK)
        def work(*, organization_id: str, job_id: str) -> None:
            perform(
                self.engine,
                uuid.UUID(organization_id),
                uuid.UUID(job_id),
                worker=self.name,
                handing_back=self.handing_back,
            )

        @queue.periodic(cron=self.pulse.rescue_cron)
        @queue.task(name=RESCUE, queue=RESCUE, queueing_lock=RESCUE)
        def look_after(timestamp: int) -> None:  # noqa: ARG001 - every periodic task is told its time
            rescue(self.engine, stalled_seconds=self.pulse.stalled_seconds)

        @queue.periodic(cron=RETENTION_CRON)
        @queue.task(name=RETENTION, queue=RESCUE, queueing_lock=RETENTION)
        def forget(timestamp: int) -> None:  # noqa: ARG001 - as above
            forget_events(self.engine)

        return queue

    async def _keep_working(self, queue: procrastinate.App, name: str, concurrency: int) -> None:
        """Run a worker, and a new one whenever the database or a long freeze has ended the last."""
        while not self.ending.is_set():
            worker = Worker(
                queue,
                queues=[name],
                name=f"{self.name}/{name}",
                concurrency=concurrency,
                delete_jobs="successful",
                install_signal_handlers=False,
                update_heartbeat_interval=self.pulse.heartbeat_seconds,
                stalled_worker_timeout=self.pulse.stalled_seconds,
            )
            self.running.add(worker)
            heartbeat = asyncio.create_task(self._beat(queue, worker))
            try:
                await worker.run()  # type: ignore[no-untyped-call]
            except ConnectorException:
                logger.exception("worker %s lost the database", worker.worker_name)
            finally:
                heartbeat.cancel()
                self.running.discard(worker)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.ending.wait(), RESTART_SECONDS)

    async def _beat(self, queue: procrastinate.App, worker: Worker) -> None:
        # Procrastinate stops its own heartbeat when a worker begins to end, while its last jobs still run:
        # without this one they would be taken for lost.
        while True:
            await asyncio.sleep(self.pulse.heartbeat_seconds)
            if worker.worker_id is not None:
                with suppress(ConnectorException):
                    await queue.job_manager.update_heartbeat(worker.worker_id)

    async def _end_in_grace(self) -> None:
        await self.ending.wait()
        for worker in self.running:
            worker.stop()  # type: ignore[no-untyped-call]
        waited = 0.0
        while self.running and waited < self.pulse.grace_seconds:
            await asyncio.sleep(0.1)
            waited += 0.1
        self.handing_back.set()

    @contextmanager
    def _signals(self, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        def told(number: int, _frame: FrameType | None) -> None:
            if self.ending.is_set():
                self.handing_back.set()
            logger.info("told to end by %s", signal.Signals(number).name)
            loop.call_soon_threadsafe(self.ending.set)

        before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
