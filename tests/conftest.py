"""The order in which tests are run."""

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole demonstrations first: they take minutes, and begun last they would keep one worker waiting."""
    items.sort(key=lambda item: "e2e" not in item.path.parts)
