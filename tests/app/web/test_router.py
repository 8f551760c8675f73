import json
import re
import uuid
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.database import tenant_session
from app.organizations.tables import Organization
from app.web.beginning import steps_of
from app.web.router import files
from tests.app.builders import a_shift_template, role_named
from tests.app.planning.builders import Planner


def test_an_organization_without_plans_is_told_what_to_do_now(client: TestClient):
    answer = client.get("/")
    assert answer.status_code == 200
    assert 'id="request"' in answer.text
    assert 'id="board"' not in answer.text
    assert "sundial history import" in answer.text
    a_shift_template(client)
    assert answer.text.count(">done<") == 0
    assert client.get("/").text.count(">done<") == 1


def test_every_call_that_a_beginner_is_told_is_accepted(
    client: TestClient, engine: Any, organization: Organization
):
    with tenant_session(engine, organization.id) as session:
        steps = steps_of(session, "http://localhost")
    ids = {"role_id": role_named(client)["id"]}
    for path, sent in re.findall(r"POST (\S+) .*? -d '(.+?)'", "\n".join(step.call for step in steps), re.S):
        body = {name: ids.get(name, value) for name, value in json.loads(sent).items()}
        answer = client.post(path, json=body)
        assert answer.status_code == 201, answer.text
        ids[path.rsplit("/", 1)[1].removesuffix("s") + "_id"] = answer.json()["id"]
    with tenant_session(engine, organization.id) as session:
        assert [step.done for step in steps_of(session, "")] == [False, True, True, True]


def test_before_the_first_organization_the_page_says_how_to_found_one(
    application: Any, settings: Any, engine: Any
):
    application.state.settings, application.state.engine = settings, engine
    answer = TestClient(application, base_url="http://localhost").get("/")
    assert answer.status_code == 200
    assert "sundial organization create" in answer.text


def test_an_unknown_roster_is_not_found(client: TestClient):
    answer = client.get("/", params={"roster": str(uuid.uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("query", ["roster=7", "queue=x", "clock=moon"])
def test_a_choice_that_cannot_be_read_is_refused(client: TestClient, query: str):
    assert client.get(f"/?{query}").status_code == 422


def test_another_site_cannot_make_a_browser_read_the_page(client: TestClient):
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.parametrize("name", sorted(files()))
def test_files_of_the_page_are_served_with_their_type_and_not_sent_twice(client: TestClient, name: str):
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] in ("text/css", "text/javascript", "image/svg+xml")
    again = client.get(f"/static/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("name", ["nothing.css", "..%2Frouter.py", "page.js.map"])
def test_nothing_else_is_served(client: TestClient, name: str):
    assert client.get(f"/static/{name}").status_code == 404


def test_the_page_is_no_part_of_the_described_api(client: TestClient):
    paths = client.get("/v1/openapi.json").json()["paths"]
    assert all(path.startswith(("/v1/", "/calendars/")) for path in paths)


def test_a_forecast_alone_is_shown_before_there_is_a_roster(
    client: TestClient, engine: Any, organization: Any
):
    planner = Planner(client, engine, organization)
    queue = planner.a_busy_queue()
    planner.made("/v1/forecasts", first_date="2026-03-02", days=2, backtest_origins=0)
    answer = client.get("/", params={"queue": queue["id"]})
    assert answer.status_code == 200
    assert 'id="forecast"' in answer.text
    assert "contacts in 2 days" in answer.text
