"""Keeps one worker process running beside the API, so that one command serves a small installation."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

logger = logging.getLogger(__name__)

WORKER = (sys.executable, "-m", "app.cli", "worker")
LONGEST_PAUSE = 30.0
GRACE_SECONDS = 20.0


@contextmanager
def supervised(command: Sequence[str] = WORKER, first_pause: float = 1.0) -> Iterator[None]:
    """Run ``command`` while the block runs: started again when it ends, after pauses growing up to 30 s."""
    supervisor = _Supervisor(command, first_pause)
    thread = threading.Thread(target=supervisor.watch, name="worker supervisor", daemon=True)
    thread.start()
    try:
        yield
    finally:
        supervisor.stop()
        thread.join()


class _Supervisor:
    def __init__(self, command: Sequence[str], first_pause: float) -> None:
        self._command = list(command)
        self._first_pause = first_pause
        self._stopping = threading.Event()

    def watch(self) -> None:
        pause = self._first_pause
        while not self._stopping.is_set():
            began = time.monotonic()
            code = self._run()
            if self._stopping.is_set():
                return
            # A worker that worked for a while died of something new: it gets the short pause again.
            pause = self._first_pause if time.monotonic() - began > LONGEST_PAUSE else pause
            logger.error("the worker ended with code %s; starting another in %.0f s", code, pause)
            self._stopping.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _run(self) -> int:
        with subprocess.Popen(self._command) as process:  # noqa: S603 - our own command
            while process.poll() is None:
                if self._stopping.wait(0.2):
                    return self._end(process)
            return process.returncode

    def _end(self, process: "subprocess.Popen[bytes]") -> int:
        process.terminate()
        try:
            return process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def stop(self) -> None:
        self._stopping.set()
