"""The rules of the house that a machine can check."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]
PACKAGES = ("app", "solver", "forecasting")
LONGEST_SOURCE = 400
LONGEST_TEST = 500
NAMES_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "base"}


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (HOUSE / folder).rglob("*.py"))


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HOUSE, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("needs a git checkout")
    names = listed.stdout.decode().split("\0")
    return [HOUSE / name for name in names if name and (HOUSE / name).is_file()]


def test_no_source_file_is_longer_than_its_reader_can_hold() -> None:
    too_long = {
        str(path.relative_to(HOUSE)): lines
        for folder, most in ((PACKAGES, LONGEST_SOURCE), (("tests",), LONGEST_TEST))
        for path in sources(*folder)
        if (lines := len(path.read_text().splitlines())) > most
    }
    assert not too_long


def test_every_module_says_in_one_sentence_what_it_is() -> None:
    silent = [
        str(path.relative_to(HOUSE))
        for path in sources(*PACKAGES)
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent


def test_no_module_or_folder_has_a_name_that_names_nothing() -> None:
    nameless = [
        str(path.relative_to(HOUSE))
        for path in sources(*PACKAGES)
        if NAMES_NOTHING & {path.stem, *path.relative_to(HOUSE).parent.parts} or path.stem.startswith("base_")
    ]
    assert not nameless


def test_no_tracked_file_names_a_package_registry() -> None:
    registry = re.compile(r"(pypi|pythonhosted|npmjs|conda\.anaconda)\.(org|com)|--(extra-)?index[-]url")
    naming = [
        str(path.relative_to(HOUSE))
        for path in tracked_files()
        if registry.search(path.read_text(errors="ignore"))
    ]
    assert not naming


def test_the_locked_requirements_carry_a_hash_for_every_package() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        blocks = re.split(r"\n(?=\S)", (HOUSE / name).read_text().strip())
        assert len(blocks) > 20
        assert not [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]


def test_every_silenced_lint_rule_says_why() -> None:
    text = (HOUSE / "pyproject.toml").read_text()
    section = text[text.index("ignore = [") : text.index("[tool.ruff.lint.pydocstyle]")]
    unexplained = [line for line in section.splitlines() if line.strip().startswith('"') and "#" not in line]
    assert [line for line in unexplained if not line.rstrip().endswith("= [")] == []
