"""Keeps the API and one worker running as child processes, as long as a block runs."""

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.example.caller import Caller, CallFailedError
from app.settings import Settings
from app.supervision import supervised

PATIENCE_SECONDS = 120.0
"""How long a busy machine may take to load the API."""


@contextmanager
def served(settings: Settings) -> Iterator[tuple[str, Caller]]:
    """The address of the service and a caller of it; another port is taken where the wanted one is not free.

    The environment of this process is that of the children. Raises CallFailedError when the service does not
    answer.
    """
    port = free_port(settings.host, settings.port)
    api = (sys.executable, "-m", "app.cli", "serve", "--no-worker", "--quiet", "--port", str(port))
    with supervised(api), supervised():
        caller = Caller(settings.host, port)
        _wait_for(caller)
        yield f"http://{settings.host}:{port}", caller


def free_port(host: str, wanted: int) -> int:
    """``wanted`` if nobody listens there, else a port that is free now."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            # As servers do: a port whose last connections are still closing is free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise CallFailedError(f"no port is free on {host}")


def _wait_for(caller: Caller) -> None:
    given_up = time.monotonic() + PATIENCE_SECONDS
    while not caller.is_served():
        if time.monotonic() > given_up:
            raise CallFailedError(f"the service did not answer within {PATIENCE_SECONDS:.0f} seconds")
        time.sleep(0.2)
