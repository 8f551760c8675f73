"""Finds what each noun's folder contributes: adding a folder is all it takes."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType


def noun_modules(part: str) -> Iterator[ModuleType]:
    """The module ``part`` (tables, router, commands) of every folder here that has one, by name."""
    house = Path(__file__).parent
    for file in sorted(house.glob(f"*/{part}.py")):
        yield import_module(f"app.{file.parent.name}.{part}")
