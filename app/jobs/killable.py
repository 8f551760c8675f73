"""Runs a function in a spawned process with a deadline and a memory cap; its death is never the worker's."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from queue import Empty, SimpleQueue
from typing import BinaryIO, NoReturn

from app.jobs.frames import Frame, read_frame, write_frame

START_SECONDS = 120.0
"""How long the child may take to load its function; a solver's libraries on a busy host need seconds."""
STOP_SECONDS = 10.0
"""How long a child that was told to stop may take before it is killed."""
BURIAL_SECONDS = 0.5
"""How long it takes to notice that a child is over its time and to end it."""
TICK_SECONDS = 0.1
STOP_EVERY_SECONDS = 0.5
SIGKILL = 9
"""By number: not every platform that runs this module names the signal."""


class Ending(StrEnum):
    """How the child came to its end."""

    COMPLETE = "complete"
    STOPPED = "stopped"
    DEADLINE = "deadline"
    MEMORY = "memory"
    DIED = "died"


@dataclass(frozen=True, slots=True)
class ChildResult:
    """What the child gave: its own answer, or the best it had handed over before it was killed or died.

    ``payload`` is the function's answer when ``ending`` is complete, else the last result it kept. A child
    that was told to stop and then answered is complete: ``stop_requested`` tells that it was told.
    """

    payload: bytes
    ending: Ending
    stop_requested: bool
    seconds: float


class ChildDiedError(RuntimeError):
    """The process that did the work ended without an answer."""


class ChildOutOfMemoryError(ChildDiedError):
    """The process that did the work needed more memory than it may have."""


class ChildOverranError(RuntimeError):
    """The process that did the work was killed at its deadline and had no result to keep."""


class ChildStoppedError(RuntimeError):
    """The work was stopped before there was a result to keep."""


class ChildRaisedError(RuntimeError):
    """The function in the child raised an error."""

    def __init__(self, kind: str, message: str, trace: str) -> None:
        super().__init__(f"{kind}: {message}\n{trace}")
        self.kind = kind
        self.message = message


def hard_deadline(seconds: float) -> float:
    """When a child that was given ``seconds`` is killed: so that it is gone a tenth and two seconds later."""
    return seconds * 1.10 + 2 - BURIAL_SECONDS


def run_killable(
    function: str,
    payload: bytes,
    *,
    deadline_seconds: float,
    patience_seconds: float = 0.0,
    memory_cap_bytes: int | None,
    on_progress: Callable[[Mapping[str, object]], object],
    stop_requested: Callable[[], bool],
) -> ChildResult:
    """Run ``function`` (``package.module:name``, see app.jobs.child) on ``payload`` and wait for its answer.

    The deadline counts from the moment the function is loaded; a child that has kept no result by then is
    given ``patience_seconds`` more, until it keeps one. ``stop_requested`` is asked about ten times a
    second; whatever it or ``on_progress`` raises kills the child and is passed on.

    Raises ChildOverranError, ChildStoppedError, ChildOutOfMemoryError or ChildDiedError when there is no
    result at all, and ChildRaisedError when the function itself failed.
    """
    command = [sys.executable, "-m", "app.jobs.child", function, str(memory_cap_bytes or 0)]
    process = subprocess.Popen(  # noqa: S603 - our own module, run by our own interpreter
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    )
    watch = _Watch(process, deadline_seconds, patience_seconds)
    try:
        watch.begin(payload)
        return watch.until_end(on_progress, stop_requested)
    finally:
        watch.bury()


class _Watch:
    """One child under watch."""

    def __init__(
        self, process: subprocess.Popen[bytes], deadline_seconds: float, patience_seconds: float
    ) -> None:
        self.process = process
        self.deadline_seconds = deadline_seconds
        self.patience_seconds = patience_seconds
        self.messages: SimpleQueue[tuple[Frame, bytes] | None] = SimpleQueue()
        self.outgoing: SimpleQueue[tuple[Frame, bytes] | None] = SimpleQueue()
        self.started = time.monotonic()
        self.kill_at = self.started + START_SECONDS
        self.stop_told: float | None = None
        self.stop_repeat = 0.0
        self.kept: bytes | None = None
        self.killed_for: Ending | None = None
        self.threads: list[threading.Thread] = []

    def begin(self, payload: bytes) -> None:
        # Both directions have a thread: a frozen child must never block the one that watches the clock.
        self.outgoing.put((Frame.INPUT, payload))
        for work in (self._read, self._write):
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            self.threads.append(thread)

    def until_end(
        self, on_progress: Callable[[Mapping[str, object]], object], stop_requested: Callable[[], bool]
    ) -> ChildResult:
        while True:
            try:
                message = self.messages.get(timeout=TICK_SECONDS)
            except Empty:
                pass
            else:
                if message is None:
                    return self._without_answer()
                frame, body = message
                match frame:
                    case Frame.RESULT:
                        return self._result(body, Ending.COMPLETE)
                    case Frame.KEPT:
                        self.kept = body
                    case Frame.PROGRESS:
                        on_progress(json.loads(body))
                    case Frame.READY:
                        self._loaded()
                    case Frame.OUT_OF_MEMORY:
                        return self._best_or(
                            Ending.MEMORY, ChildOutOfMemoryError(ChildOutOfMemoryError.__doc__)
                        )
                    case _:
                        self._raise(body)
            self._keep_time(stop_requested())

    def _loaded(self) -> None:
        now = time.monotonic()
        allowed = hard_deadline(self.deadline_seconds)
        self.kill_at = now + (allowed if self.stop_told is None else min(allowed, STOP_SECONDS))

    def _keep_time(self, stop: bool) -> None:  # noqa: FBT001 - one private caller
        now = time.monotonic()
        if stop and self.stop_told is None:
            self.stop_told = now
            self.kill_at = min(self.kill_at, now + STOP_SECONDS)
        if self.stop_told is not None and now >= self.stop_repeat:
            # Repeated until the child answers: a search that has not begun ignores a stop.
            self.stop_repeat = now + STOP_EVERY_SECONDS
            self.outgoing.put((Frame.STOP, b""))
        patience = self.patience_seconds if self.kept is None and self.stop_told is None else 0.0
        if self.killed_for is None and now >= self.kill_at + patience:
            self.killed_for = Ending.DEADLINE if self.stop_told is None else Ending.STOPPED
            self._kill()

    def _kill(self) -> None:
        """End the child with all that it started: its session is its own, and so is its process group."""
        if sys.platform == "win32":
            self.process.kill()
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, SIGKILL)

    def _without_answer(self) -> ChildResult:
        code = self.process.wait()
        if self.killed_for is Ending.DEADLINE:
            return self._best_or(Ending.DEADLINE, ChildOverranError(ChildOverranError.__doc__))
        if self.killed_for is Ending.STOPPED:
            return self._best_or(Ending.STOPPED, ChildStoppedError(ChildStoppedError.__doc__))
        if code == -SIGKILL:
            # Nobody here sent it: that is how an operating system short of memory chooses a victim.
            return self._best_or(Ending.MEMORY, ChildOutOfMemoryError(ChildOutOfMemoryError.__doc__))
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return self._best_or(Ending.DIED, ChildDiedError(f"{ChildDiedError.__doc__} ({how})"))

    def _best_or(self, ending: Ending, error: Exception) -> ChildResult:
        if self.kept is None:
            raise error
        return self._result(self.kept, ending)

    def _result(self, payload: bytes, ending: Ending) -> ChildResult:
        return ChildResult(payload, ending, self.stop_told is not None, time.monotonic() - self.started)

    def _raise(self, body: bytes) -> NoReturn:
        report = json.loads(body)
        raise ChildRaisedError(report["type"], report["message"], report["trace"])

    def bury(self) -> None:
        """Leave no process, thread or descriptor behind."""
        self._kill()
        self.process.wait()
        self.outgoing.put(None)
        for thread in self.threads:
            thread.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _read(self) -> None:
        pipe: BinaryIO = self.process.stdout  # type: ignore[assignment] # opened as a pipe above
        while message := read_frame(pipe):
            self.messages.put(message)
        self.messages.put(None)

    def _write(self) -> None:
        pipe: BinaryIO = self.process.stdin  # type: ignore[assignment] # opened as a pipe above
        while message := self.outgoing.get():
            try:
                write_frame(pipe, *message)
            except OSError:
                return  # the child is gone; its silence is noticed by the reader
