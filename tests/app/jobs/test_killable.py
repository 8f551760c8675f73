"""The child process: its answer, its deadline, its memory cap, its stop and its death."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from app.jobs import killable
from app.jobs.killable import (
    ChildDiedError,
    ChildOutOfMemoryError,
    ChildOverranError,
    ChildRaisedError,
    ChildResult,
    ChildStoppedError,
    Ending,
    run_killable,
)

pytestmark = pytest.mark.e2e
MIB = 1024 * 1024


def run(
    function: str,
    payload: bytes = b"",
    *,
    deadline: float = 60,
    patience: float = 0,
    cap: int | None = None,
    told: Callable[[Mapping[str, object]], object] = lambda _figures: None,
    stop: Callable[[], bool] = lambda: False,
) -> ChildResult:
    return run_killable(
        f"tests.app.jobs.child_functions:{function}",
        payload,
        deadline_seconds=deadline,
        patience_seconds=patience,
        memory_cap_bytes=cap,
        on_progress=told,
        stop_requested=stop,
    )


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(killable, "STOP_SECONDS", 0.5)
    monkeypatch.setattr(killable, "hard_deadline", lambda seconds: seconds)


def test_the_answer_comes_back_and_progress_before_it_even_when_the_function_prints() -> None:
    heard: list[Mapping[str, object]] = []
    payload = os.urandom(3 * MIB)
    result = run("reverse", payload, told=heard.append)
    assert result.payload == payload[::-1]
    assert (result.ending, result.stop_requested) == (Ending.COMPLETE, False)
    assert heard == [{"figures": 3 * MIB}]


def test_a_child_told_to_stop_is_told_again_until_it_answers_with_its_best() -> None:
    began: list[object] = []
    result = run("until_stopped", told=began.append, stop=lambda: bool(began))
    assert (result.payload, result.ending, result.stop_requested) == (b"best", Ending.COMPLETE, True)


def test_a_child_deaf_to_the_stop_is_killed_and_its_last_kept_result_is_marked(short_patience: None) -> None:
    result = run("deaf", b"kept", stop=lambda: True)
    assert (result.payload, result.ending) == (b"kept", Ending.STOPPED)


def test_a_child_stopped_before_it_had_anything_says_so(short_patience: None) -> None:
    with pytest.raises(ChildStoppedError):
        run("deaf", stop=lambda: True)


def test_a_child_that_overruns_is_killed_and_its_last_kept_result_is_marked(short_patience: None) -> None:
    began = time.monotonic()
    result = run("deaf", b"kept", deadline=0.5)
    assert (result.payload, result.ending) == (b"kept", Ending.DEADLINE)
    assert time.monotonic() - began < 10


def test_a_child_that_overruns_without_a_result_is_an_error(short_patience: None) -> None:
    with pytest.raises(ChildOverranError):
        run("deaf", deadline=0.3)


@pytest.mark.usefixtures("short_patience")
def test_a_child_without_a_result_is_given_more_time_until_it_has_one() -> None:
    result = run("keeps_late", deadline=0.2, patience=60)
    assert (result.payload, result.ending) == (b"late", Ending.DEADLINE)
    assert result.seconds < 30


def test_the_kill_comes_a_tenth_and_two_seconds_after_the_deadline() -> None:
    assert killable.hard_deadline(60) + killable.BURIAL_SECONDS == pytest.approx(68)


def test_a_child_may_not_take_more_memory_than_its_cap() -> None:
    with pytest.raises(ChildOutOfMemoryError):
        run("greedy", str(800 * MIB).encode(), cap=600 * MIB)


def test_the_same_child_succeeds_under_a_cap_that_is_large_enough() -> None:
    assert len(run("greedy", str(8 * MIB).encode(), cap=600 * MIB).payload) == 8 * MIB


def test_a_child_that_the_operating_system_killed_counts_as_out_of_memory() -> None:
    with pytest.raises(ChildOutOfMemoryError):
        run("killed_from_outside")


def test_a_segmentation_fault_is_an_error_that_names_the_signal() -> None:
    with pytest.raises(ChildDiedError, match="SIGSEGV"):
        run("segfault")


def test_what_a_child_kept_survives_its_segmentation_fault() -> None:
    result = run("segfault", b"kept")
    assert (result.payload, result.ending) == (b"kept", Ending.DIED)


def test_an_error_in_the_function_comes_back_with_its_kind_and_message() -> None:
    with pytest.raises(ChildRaisedError) as caught:
        run("mistaken")
    assert (caught.value.kind, caught.value.message) == ("ValueError", "expected an agent")


def test_no_process_outlives_a_worker_that_loses_interest() -> None:
    processes: list[int] = []

    def lose_interest() -> bool:
        if processes:
            raise InterruptedError
        return False

    with pytest.raises(InterruptedError):
        run(
            "own_process_id",
            told=lambda figures: processes.append(int(str(figures["process"]))),
            stop=lose_interest,
        )
    with pytest.raises(ProcessLookupError):
        os.kill(processes[0], 0)


def test_no_process_outlives_a_worker_that_is_killed() -> None:
    code = (
        "from tests.app.jobs.test_killable import run\n"
        "run('own_process_id', told=lambda figures: print(figures['process'], flush=True))"
    )
    worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert worker.stdout is not None
    assert worker.stderr is not None
    assert int(worker.stdout.readline()) != worker.pid, "the child is at work"
    worker.kill()
    worker.wait()
    # The child shares the worker's standard error, which ends when the last process that holds it has ended.
    assert select.select([worker.stderr], [], [], 10)[0]
    assert worker.stderr.read() == b""
    worker.stdout.close()
    worker.stderr.close()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to look at a stranger")
def test_what_a_child_started_ends_with_it(short_patience: None) -> None:
    result = run("with_a_child_of_its_own", deadline=2)
    assert result.ending is Ending.DEADLINE
    told = Path("/proc", result.payload.decode(), "stat")
    # Its end may be a moment away, and whoever inherits the dead may be slow to bury them.
    ends = time.monotonic() + 10
    while told.exists() and told.read_text().rpartition(")")[2].split()[0] != "Z":
        assert time.monotonic() < ends
        time.sleep(0.05)
