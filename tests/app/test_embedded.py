import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from app.embedded import EmbeddedServer

HOLDER = """
import sys
from pathlib import Path
from app.embedded import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
print(server.url.query["host"], flush=True)
sys.stdin.readline()
sys.exit(0 if server.close() else 3)
"""


def is_running(home: Path) -> bool:
    return (home / "postgresql" / "postmaster.pid").exists()


def another_process(home: Path) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip()
    return process


@pytest.mark.e2e
def test_a_second_process_joins_the_running_server_and_the_last_one_stops_it(home: Path) -> None:
    with EmbeddedServer(home) as server, another_process(home) as other:
        assert server.close() is False
        assert is_running(home)
        other.communicate("leave\n", timeout=60)
        assert other.returncode == 0
    assert not is_running(home)


@pytest.mark.e2e
def test_a_killed_process_neither_stops_the_server_nor_keeps_it_alive(home: Path) -> None:
    with EmbeddedServer(home) as server, another_process(home) as other:
        other.kill()
        other.communicate(timeout=60)
        assert is_running(home)
        assert server.close() is True
    assert not is_running(home)


@pytest.mark.e2e
def test_what_was_written_is_there_after_a_restart(home: Path) -> None:
    with EmbeddedServer(home) as server, connect(server) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('here')")
    with EmbeddedServer(home) as server, connect(server) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("here",)


def connect(server: EmbeddedServer) -> "psycopg.Connection[tuple[str]]":
    url = server.url
    return psycopg.connect(
        f"host={url.query['host']} user={url.username} dbname={url.database}", autocommit=True
    )
