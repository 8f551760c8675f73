import subprocess
import sys
import time
from pathlib import Path

import pytest

import bootstrap

LOCK = r"""ruff==1 \
    --hash=sha256:aa
uv==0.13 \
    --hash=sha256:bb \
    --hash=sha256:cc
uvicorn==2 \
    --hash=sha256:dd
"""


def test_the_stanza_of_a_package_holds_its_version_and_all_its_hashes() -> None:
    assert bootstrap.stanza_of("uv", LOCK) == "uv==0.13 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"


def test_the_last_stanza_of_a_lock_is_whole() -> None:
    assert bootstrap.stanza_of("uvicorn", LOCK) == "uvicorn==2 \\\n    --hash=sha256:dd\n"


def test_a_package_that_is_not_locked_ends_with_a_message() -> None:
    with pytest.raises(SystemExit, match="pip is missing"):
        bootstrap.stanza_of("pip", LOCK)


def test_the_locked_uv_is_found_in_the_real_lock() -> None:
    assert bootstrap.stanza_of("uv", bootstrap.LOCK.read_text()).startswith("uv==")


def test_a_second_run_does_nothing_and_takes_less_than_a_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = tmp_path / ".ready"
    monkeypatch.setattr(bootstrap, "READY", ready)
    ready.write_text(bootstrap.fingerprint())
    monkeypatch.setattr(bootstrap, "create_environment", lambda: pytest.fail("it began anew"))
    began = time.perf_counter()
    bootstrap.main()
    assert time.perf_counter() - began < 1


def test_a_changed_lock_is_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = bootstrap.fingerprint()
    changed = tmp_path / "requirements-dev.lock"
    changed.write_text(bootstrap.LOCK.read_text() + "\n")
    monkeypatch.setattr(bootstrap, "LOCK", changed)
    assert bootstrap.fingerprint() != before


def test_without_ensurepip_and_without_rights_the_command_to_run_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(bootstrap, "administrator", lambda: None)
    with pytest.raises(SystemExit, match="sudo apt-get install python3"):
        bootstrap.install_ensurepip()


def test_it_needs_nothing_but_the_standard_library() -> None:
    subprocess.run(
        [sys.executable, "-I", "-S", "-c", "import runpy; runpy.run_path('bootstrap.py')"], check=True
    )
