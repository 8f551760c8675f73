"""The committed OpenAPI description: written from the application, and checked against it."""

import difflib
import json
from pathlib import Path

from app.main import create_app
from app.settings import Settings


def description() -> str:
    """The API as text: the same application always gives the same bytes. Needs no database."""
    document = create_app(Settings(home=Path())).openapi()
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def drift(file: Path) -> str:
    """How ``file`` differs from the application, as a unified diff; empty when it does not."""
    committed = file.read_text(encoding="utf-8") if file.exists() else ""
    lines = difflib.unified_diff(
        committed.splitlines(keepends=True),
        description().splitlines(keepends=True),
        fromfile=str(file),
        tofile="application",
        n=1,
    )
    return "".join(lines)
