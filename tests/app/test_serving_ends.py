"""`sundial serve` keeps a worker beside it, and takes it along when it ends."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from app.example.serving import free_port
from app.settings import Settings

pytestmark = pytest.mark.e2e

PATIENCE_SECONDS = 90


def answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/v1/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def someone_is_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_nobody_is_left_when_the_server_is_told_to_end(settings: Settings, number: signal.Signals):
    port = free_port("127.0.0.1", 0)
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve", "--worker", "--quiet", "--port", str(port)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "DATABASE_URL": str(settings.database_url), "SUNDIAL_HOME": str(settings.home)},
        start_new_session=True,
    ) as server:
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not answers(port):
                assert server.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.2)
            server.send_signal(number)
            server.wait(PATIENCE_SECONDS)
            assert not someone_is_left(server.pid)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
