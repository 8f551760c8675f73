import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.headers import HEADERS
from app.main import create_app
from app.openapi import drift
from app.settings import Settings

COMMITTED = Path(__file__).parents[2] / "openapi" / "openapi.json"


@pytest.fixture
def operations(application: FastAPI) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in application.openapi()["paths"].items()
        for method, operation in methods.items()
    }


def test_the_committed_description_is_that_of_the_application() -> None:
    assert drift(COMMITTED) == "", "write it anew with `make openapi`"


def test_a_description_that_is_stale_is_told_line_by_line(tmp_path: Path) -> None:
    stale = tmp_path / "openapi.json"
    stale.write_text(COMMITTED.read_text(encoding="utf-8").replace("/v1/sites", "/v1/offices"))
    assert '-  "/v1/offices": {' in drift(stale)
    assert '+  "/v1/sites": {' in drift(stale)


def test_every_operation_declares_who_may_call_it(operations: dict[str, dict[str, Any]]) -> None:
    assert [name for name, operation in operations.items() if "security" not in operation] == []


def test_every_operation_declares_its_problems(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        responses = operation["responses"]
        assert {"400", "401", "413", "422"} <= set(responses), name
        if "{" in name:
            assert "404" in responses, name
        for status, response in responses.items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], (name, status)


def test_every_operation_has_a_name_of_its_own(operations: dict[str, dict[str, Any]]) -> None:
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names)


def test_every_route_is_in_the_description_or_a_page(application: FastAPI) -> None:
    for route in application.routes:
        if isinstance(route, APIRoute) and route.path.startswith("/v1"):
            assert route.include_in_schema, route.path


def test_every_answer_carries_the_safe_headers(client: TestClient) -> None:
    for path in ("/v1/health", "/v1/nothing", "/v1/sites", "/v1/sites?limit=0"):
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    assert "unsafe-inline" not in HEADERS["Content-Security-Policy"]


def test_the_application_starts_on_an_empty_folder_and_stops_what_it_started(home: Path) -> None:
    with TestClient(create_app(Settings(home=home)), base_url="http://localhost") as client:
        assert client.get("/v1/health").json()["status"] == "ok"
        assert (home / "postgresql" / "postmaster.pid").exists()
    assert not (home / "postgresql" / "postmaster.pid").exists()


def test_starting_the_api_imports_neither_the_solver_engine_nor_statsmodels() -> None:
    program = """
import sys
from pathlib import Path
from app.main import create_app
from app.settings import Settings
create_app(Settings(home=Path("nowhere"))).openapi()
heavy = {"ortools", "statsmodels", "numba", "pandas"} & set(sys.modules)
sys.exit(f"imported: {heavy}" if heavy else 0)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
