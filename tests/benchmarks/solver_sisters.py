"""The benchmarks that show other sides of the solver: each runs in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from tests.benchmarks.staffing_rows import Row

BENCH = Path("build/bench")


@dataclass(frozen=True)
class Sister:
    """A benchmark module, what it is told beyond its defaults, and where it writes its rows."""

    module: str
    arguments: tuple[str, ...]
    written: Path


SISTERS = {
    "anytime": Sister("solver_anytime", (), BENCH / "solver_anytime.json"),
    "conflicts": Sister("conflicts", (), BENCH / "solver_conflicts.json"),
    "proof": Sister("independent_proof", (), BENCH / "independent_proof.json"),
    "published": Sister("published", ("--all", "--contestants"), BENCH / "published.json"),
}


def run_sister(name: str) -> int:
    """Run one with its defaults; it prints and writes its own rows."""
    sister = SISTERS[name]
    command = [sys.executable, "-m", f"tests.benchmarks.{sister.module}", *sister.arguments]
    return subprocess.run(command, check=False).returncode


def rows_written(name: str) -> list[Row]:
    """The rows a sister wrote last, with its name before each case; none where it never ran."""
    sister = SISTERS[name]
    if not sister.written.exists():
        return []
    known = {field.name for field in fields(Row)}
    found = [
        {key: value for key, value in row.items() if key in known}
        for row in json.loads(sister.written.read_text(encoding="utf-8"))
    ]
    return [
        Row(**{**row, "case": f"{name}: {row['case']}"}) for row in found if {"case", "figure"} <= row.keys()
    ]


def merged(old: Sequence[Row], fresh: Sequence[Row]) -> list[Row]:
    """The fresh rows, after those of cases that were not looked at this time."""
    cases = {row.case for row in fresh}
    return [*(row for row in old if row.case not in cases), *fresh]
