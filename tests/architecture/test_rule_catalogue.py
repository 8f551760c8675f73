"""The table of rule families tells the truth: its rules and tests exist, and the page made of it is fresh."""

import ast
from pathlib import Path

import pytest

from solver.families import Family, Means, as_markdown, families
from solver.rules import RULES

HOUSE = Path(__file__).parents[2]
KNOWN = {kind.an_example()["rule"] for kind in RULES}


def each_family() -> list[object]:
    return [pytest.param(family, id=family.id) for family in families()]


def test_every_family_stands_in_the_table_once_and_in_order() -> None:
    assert [family.id for family in families()] == [
        *(f"TF{number:02d}" for number in range(1, 57)),
        *(f"GC{number:02d}" for number in range(1, 39)),
        *(f"B{number}" for number in range(1, 6)),
        *(f"S{number}" for number in range(1, 11)),
    ]


@pytest.mark.parametrize("family", each_family())
def test_a_family_names_rules_and_tests_there_are(family: Family) -> None:
    assert set(family.rules) <= KNOWN
    for test in family.tests:
        path, name = test.split("::")
        functions = ast.parse((HOUSE / path).read_text(encoding="utf-8")).body
        assert name in {node.name for node in functions if isinstance(node, ast.FunctionDef)}, test
    assert family.rules or family.by is not Means.RULE
    assert family.says or family.by is Means.RULE


def test_every_rule_has_a_test_that_names_it() -> None:
    folder = HOUSE / "tests" / "solver"
    written = "\n".join(path.read_text(encoding="utf-8") for path in folder.rglob("test_*.py"))
    assert not {kind.__name__ for kind in RULES if f"{kind.__name__}(" not in written}


def test_the_page_about_rules_is_fresh() -> None:
    assert (HOUSE / "docs" / "rules.md").read_text(encoding="utf-8") == as_markdown(), (
        "run: python -m solver.families > docs/rules.md"
    )
