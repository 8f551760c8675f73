"""A small organization planned once, and its page as it was served."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.database import tenant_session
from app.organizations.tables import Organization
from app.settings import Settings
from tests.app.builders import a_contract, a_shift_template, a_site, a_skill, role_named
from tests.app.planning.builders import MONDAY, Planner
from tests.app.web.reading import AGENT, QUEUE, Planned, Read


@pytest.fixture(scope="module")
def planned(
    application: FastAPI, shared_database: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Planned]:
    """Four agents and one queue, forecast, rostered and hired for once, because that takes seconds."""
    organization = Organization(name="Aurora Support", zone="Europe/Dublin")
    with tenant_session(shared_database.engine, organization.id) as session:
        session.add(organization)
    state = application.state
    state.settings = Settings(
        home=tmp_path_factory.mktemp("home"),
        database_url=shared_database.url.render_as_string(hide_password=False),
    )
    state.url, state.engine = shared_database.url, shared_database.engine
    client = TestClient(application, base_url="http://localhost", raise_server_exceptions=False)
    yield _plan(client, Planner(client, shared_database.engine, organization))
    shared_database.empty()


def _plan(client: TestClient, planner: Planner) -> Planned:
    site, skill, contract = a_site(client), a_skill(client), a_contract(client)
    a_shift_template(client, latest_start="16:00", start_step_minutes=120)
    for name in (AGENT, "Bea Brown", "Carl Chan", "Dora Diaz"):
        body = {
            "name": name,
            "site_id": site["id"],
            "role_id": role_named(client)["id"],
            "contract_id": contract["id"],
            "skills": [{"skill_id": skill["id"]}],
        }
        assert client.post("/v1/agents", json=body).status_code == 201
    queue = planner.a_busy_queue(QUEUE, skill_ids=[skill["id"]], channel="chat")
    event = {
        "name": "Letters",
        "starts_at": f"{MONDAY}T00:00:00Z",
        "ends_at": f"{MONDAY}T23:00:00Z",
        "effect": "factor",
        "factor": 1.25,
        "reason": "prices rise",
        "author": "Ada",
    }
    assert client.post("/v1/planned-events", json=event).status_code == 201
    roster = planner.made(
        "/v1/rosters", first_date=MONDAY.isoformat(), coverage_model="distributed", seconds=2
    )
    planner.made("/v1/hiring-gap", months=3)
    planner.asked("/v1/forecasts", first_date=MONDAY.isoformat(), days=1)
    queries = ("", "?clock=utc", f"?roster={roster['id']}&queue={queue['id']}")
    return Planned(
        first_date=MONDAY,
        roster=roster,
        queue=queue,
        agents=tuple(planner.get("/v1/agents")["items"]),
        coverage=planner.get(f"/v1/rosters/{roster['id']}/coverage"),
        pages={query: Read(_html(client, query)) for query in queries},
    )


def _html(client: TestClient, query: str) -> str:
    answer = client.get(f"/{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


@pytest.fixture
def page(planned: Planned) -> Read:
    """The page as it is without any choice."""
    return planned.pages[""]
