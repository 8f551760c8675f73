"""The command line: each test runs the real command in a process of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.settings import Settings

pytestmark = pytest.mark.e2e
HOUSE = Path(__file__).parents[2]


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    assert settings.database_url is not None
    return {**os.environ, "DATABASE_URL": settings.database_url, "SUNDIAL_HOME": str(settings.home)}


def sundial(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "app.cli", *arguments],
        env=environment,
        cwd=HOUSE,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_key_is_created_listed_used_up_and_revoked(environment: dict[str, str]) -> None:
    assert sundial(environment, "organization", "create", "Nova", "--zone", "Asia/Manila").returncode == 0
    created = sundial(environment, "key", "create", "feed", "--scope", "read", "--scope", "hr")
    assert created.stdout.startswith("wfm_"), created.stderr
    listed = sundial(environment, "key", "list").stdout
    key_id, name, scopes, *_ = listed.split()
    assert (name, scopes) == ("feed", "read,hr")
    assert created.stdout.strip() not in listed
    assert sundial(environment, "key", "revoke", key_id).returncode == 0
    assert sundial(environment, "key", "list").stdout == ""


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "is DATABASE_URL right?"),
        ({"DATABASE_URL": "", "SUNDIAL_HOME": "/dev/null/home"}, "/dev/null"),
    ],
)
def test_a_database_that_cannot_be_had_is_told_without_a_stack_trace(
    environment: dict[str, str], changed: dict[str, str], complaint: str
) -> None:
    done = sundial(environment | changed, "migrate")
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("key", "create", "feed"), "--organization"),
        (("organization", "create", "Nova", "--zone", "Mars/Olympus"), "IANA time zone"),
        (("openapi", "--check", "README.md"), "stale"),
    ],
)
def test_what_the_user_can_correct_is_told_without_a_stack_trace(
    environment: dict[str, str], arguments: tuple[str, ...], complaint: str
) -> None:
    done = sundial(environment, *arguments)
    assert done.returncode != 0
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_serving_everyone_without_keys_is_refused(environment: dict[str, str]) -> None:
    done = sundial(environment, "serve", "--host", "0.0.0.0")  # noqa: S104
    assert done.returncode == 2
    assert "SUNDIAL_ACCESS: expected keys" in done.stderr


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
        return found


@pytest.fixture
def served(environment: dict[str, str], port: int) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "app.cli", "serve", "--port", str(port), "--no-worker"]
    with subprocess.Popen(command, env=environment, cwd=HOUSE, stderr=subprocess.DEVNULL) as process:
        yield process
        process.kill()


def health(port: int, patience: float = 30) -> dict[str, str]:
    deadline = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/health", timeout=5) as answer:
                found: dict[str, str] = json.load(answer)
                return found
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def test_the_server_answers_and_ends_on_a_signal(served: "subprocess.Popen[bytes]", port: int) -> None:
    assert health(port)["status"] == "ok"
    served.send_signal(signal.SIGTERM)
    assert served.wait(20) in (0, -signal.SIGTERM)
