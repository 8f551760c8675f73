import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.supervision import supervised

pytestmark = pytest.mark.e2e

NOTE = "import sys, time, pathlib; pathlib.Path(sys.argv[1]).open('a').write('began\\n'); "


def until(condition: Callable[[], bool], patience: float = 20) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_worker_that_dies_is_started_again(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    with supervised([sys.executable, "-c", NOTE + "sys.exit(1)", str(notes)], first_pause=0.05):
        until(lambda: notes.exists() and notes.read_text().count("began") >= 2)


def test_a_worker_ends_with_the_block(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    ended = tmp_path / "ended"
    program = NOTE + (
        "import signal; signal.signal(signal.SIGTERM, "
        "lambda *_: (pathlib.Path(sys.argv[2]).touch(), sys.exit(0))); time.sleep(60)"
    )
    with supervised([sys.executable, "-c", program, str(notes), str(ended)]):
        until(notes.exists)
        time.sleep(0.2)  # the handler is installed just after the note
    assert ended.exists()
    assert notes.read_text() == "began\n"
