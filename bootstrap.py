"""Sets up `.venv` with exactly the locked packages; needs only Python, and does nothing when all is there."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parent
VENV = HOUSE / ".venv"
LOCK = HOUSE / "requirements-dev.lock"
READY = VENV / ".ready"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
OLDEST = (3, 11)


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit(
            f"bootstrap: Python {OLDEST[0]}.{OLDEST[1]} or newer is needed, this is {sys.version.split()[0]}"
        )
    wanted = fingerprint()
    if READY.exists() and READY.read_text() == wanted:
        READY.touch()  # make compares times, we compare contents
        return
    create_environment()
    if not install_with_uv():
        say("uv cannot be used here; installing with pip, which takes longer")
        run(PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "-r", LOCK)
        run(PYTHON, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "-e", HOUSE)
    READY.write_text(wanted)
    say("ready")


def fingerprint() -> str:
    """Changes whenever what has to be installed does."""
    digest = hashlib.sha256(sys.version.encode())
    for file in (HOUSE / "bootstrap.py", HOUSE / "pyproject.toml", LOCK):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def create_environment() -> None:
    """An empty environment with pip; one that works is kept, one that is broken is made anew."""
    if PYTHON.exists() and succeeds(PYTHON, "-m", "pip", "--version"):
        return
    if importlib.util.find_spec("ensurepip") is None:
        install_ensurepip()
    say("creating .venv")
    # A child process, because a package that was installed just now may be unknown to this one.
    run(sys.executable, "-m", "venv", "--clear", VENV)


def install_ensurepip() -> None:
    """Debian keeps Python's own installer in a package of its own: install it when we may."""
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    apt = shutil.which("apt-get")
    if apt is None:
        sys.exit("bootstrap: this Python comes without ensurepip; install your system's package for venv")
    prefix = administrator()
    if prefix is None:
        sys.exit(f"bootstrap: this Python comes without ensurepip; run: sudo apt-get install {package}")
    say(f"installing {package}")
    run(*prefix, apt, "update", "-qq")
    run(*prefix, apt, "install", "-y", "-qq", "--no-install-recommends", package)


def administrator() -> list[str] | None:
    """How to run a command as administrator without being asked for a password; None when we may not."""
    if os.name != "nt" and os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is not None and succeeds(sudo, "-n", "true"):
        return [sudo, "-n"]
    return None


def install_with_uv() -> bool:
    """Install the lock and the project with the locked uv; False when uv does not work here."""
    stanza = VENV / "uv.requirements"
    stanza.write_text(stanza_of("uv", LOCK.read_text()))
    uv = (BIN / ("uv.exe" if os.name == "nt" else "uv"), "pip")
    say("installing the locked packages")
    try:
        run(
            PYTHON,
            "-m",
            "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            stanza,
        )
        run(*uv, "sync", "-q", "--python", PYTHON, "--require-hashes", LOCK)
        run(*uv, "install", "-q", "--python", PYTHON, "--no-deps", "--no-build-isolation", "-e", HOUSE)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def stanza_of(package: str, lock: str) -> str:
    """The lines of one package in a lock file: its version and its hashes."""
    found = re.search(rf"^{re.escape(package)}==\S+ \\\n(?: +--hash=\S+(?: \\)?\n?)+", lock, re.MULTILINE)
    if found is None:
        sys.exit(f"bootstrap: {package} is missing in {LOCK.name}")
    return found[0]


def run(*command: str | Path) -> None:
    subprocess.run([str(part) for part in command], check=True)  # noqa: S603 - our own commands, no shell


def succeeds(*command: str | Path) -> bool:
    done = subprocess.run([str(part) for part in command], capture_output=True)  # noqa: S603 - as above
    return done.returncode == 0


def say(message: str) -> None:
    sys.stderr.write(f"bootstrap: {message}\n")


if __name__ == "__main__":
    main()
