"""Functions that the tests run in a child process, each misbehaving in its own way."""

import ctypes
import os
import subprocess
import sys
import threading
import time

from app.jobs.child import Channel


def reverse(payload: bytes, channel: Channel) -> bytes:
    sys.stdout.write("a library that prints\n")
    channel.progress(figures=len(payload))
    return payload[::-1]


def until_stopped(payload: bytes, channel: Channel) -> bytes:
    """A search whose first stop falls into the time before it begins, and is ignored."""
    stops = threading.Semaphore(0)
    channel.on_stop(stops.release)
    channel.keep(b"first")
    channel.progress(searching=True)
    for _ in range(2):
        stops.acquire()
    return b"best"


def deaf(payload: bytes, channel: Channel) -> bytes:
    if payload:
        channel.keep(payload)
    time.sleep(600)
    return b"never"


def keeps_late(payload: bytes, channel: Channel) -> bytes:
    time.sleep(1)
    channel.keep(b"late")
    time.sleep(600)
    return b"never"


def with_a_child_of_its_own(payload: bytes, channel: Channel) -> bytes:
    """Starts a process that never ends and tells its number."""
    grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    channel.keep(str(grandchild.pid).encode())
    time.sleep(600)
    return b"never"


def greedy(payload: bytes, channel: Channel) -> bytes:
    return bytes(int(payload))


def segfault(payload: bytes, channel: Channel) -> bytes:
    if payload:
        channel.keep(payload)
    ctypes.string_at(0)
    return b"never"


def killed_from_outside(payload: bytes, channel: Channel) -> bytes:
    os.kill(os.getpid(), 9)
    return b"never"


def mistaken(payload: bytes, channel: Channel) -> bytes:
    raise ValueError("expected an agent")


def own_process_id(payload: bytes, channel: Channel) -> bytes:
    channel.keep(str(os.getpid()).encode())
    channel.progress(process=os.getpid())
    time.sleep(600)
    return b"never"
