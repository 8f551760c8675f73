"""The child process: runs one named function on bytes, tells how it goes, and hears the word to stop."""

import importlib
import json
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from typing import BinaryIO

from app.jobs.frames import Frame, read_frame, write_frame


class Channel:
    """What a function in the child may say to the worker, and hear from it; usable from any thread."""

    def __init__(self, outgoing: BinaryIO) -> None:
        self._outgoing = outgoing
        self._writing = threading.Lock()
        self._stop = threading.Event()
        self._on_stop: list[Callable[[], object]] = []

    def progress(self, **figures: object) -> None:
        """Report figures that JSON can carry, such as ``objective=12, bound=10``."""
        self.send(Frame.PROGRESS, json.dumps(figures, allow_nan=False).encode())

    def keep(self, result: bytes) -> None:
        """Hand over the best result so far: it is what remains if this process has to be killed."""
        self.send(Frame.KEPT, result)

    def stop_requested(self) -> bool:
        """Tell whether the worker has asked for the best result now."""
        return self._stop.is_set()

    def on_stop(self, callback: Callable[[], object]) -> None:
        """Call ``callback`` at every word to stop, which is repeated until this process answers.

        A search that has not begun yet ignores a stop, so one call may not be enough. Comes too late to be
        told? Then it is called at once.
        """
        self._on_stop.append(callback)
        if self._stop.is_set():
            callback()

    def send(self, frame: Frame, body: bytes = b"") -> None:
        with self._writing:
            write_frame(self._outgoing, frame, body)

    def listen(self, incoming: BinaryIO) -> None:
        """Hear the worker out; when it is gone nobody wants the result, so the process ends at once."""
        while message := read_frame(incoming):
            if message[0] is Frame.STOP:
                self._stop.set()
                for callback in self._on_stop:
                    callback()
        if sys.platform != "win32" and os.getpgrp() == os.getpid():
            # With all that this process started: nobody else would end it.
            os.killpg(os.getpid(), signal.SIGKILL)
        os._exit(1)


def resolve(path: str) -> Callable[[bytes, Channel], bytes]:
    """Find the function that ``package.module:function`` names."""
    module, _, name = path.partition(":")
    function: Callable[[bytes, Channel], bytes] = getattr(importlib.import_module(module), name)
    return function


def cap_memory(limit_bytes: int) -> None:
    """Refuse this process more than ``limit_bytes`` of address space, where the platform has such a limit."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))


def main(path: str, limit_bytes: int) -> None:
    """Run ``path`` on the first message from standard input and answer on standard output."""
    outgoing = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    # A library that prints must not write into the middle of a message.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    incoming = sys.stdin.buffer
    channel = Channel(outgoing)
    first = read_frame(incoming)
    if first is None:
        return
    threading.Thread(target=channel.listen, args=(incoming,), daemon=True).start()
    try:
        if limit_bytes:
            cap_memory(limit_bytes)
        function = resolve(path)
        channel.send(Frame.READY)
        channel.send(Frame.RESULT, function(first[1], channel))
    except MemoryError:
        channel.send(Frame.OUT_OF_MEMORY)
    except BaseException as error:
        report = {"type": type(error).__qualname__, "message": str(error), "trace": traceback.format_exc()}
        channel.send(Frame.ERROR, json.dumps(report).encode())
    # Threads a library left behind must not keep a finished process alive.
    outgoing.flush()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
