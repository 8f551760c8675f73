"""What the API must not load when it starts: it does no heavy work, so it waits for no heavy library."""

import subprocess
import sys

HEAVY = {"scipy", "statsmodels", "ortools", "numba", "pandas"}
START = """
import sys
from pathlib import Path
from app.main import create_app
from app.settings import Settings
create_app(Settings(home=Path())).openapi()
print(*{name.partition(".")[0] for name in sys.modules})
"""


def test_the_api_starts_without_any_library_of_the_heavy_work() -> None:
    started = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, check=True)
    loaded = set(started.stdout.split())
    assert "fastapi" in loaded
    assert not loaded & HEAVY
