"""Secret addresses of calendars."""

import logging
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from sqlmodel import select

from app.calendars.tables import FeedToken
from app.calendars.tokens import WithoutTokens
from app.settings import AccessMode
from tests.app.calendars.test_http import NEXT_MONDAY, next_week
from tests.app.rosters.builders import Drawer, a_shift, a_team


def address(client: TestClient, path: str) -> str:
    answer = client.post(f"{path}/calendar-feed")
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: str = answer.json()["path"]
    return found


@pytest.fixture
def ada(client: TestClient, drawer: Drawer) -> dict[str, Any]:
    (agent,) = a_team(client, "Ada Byrne")
    next_week(drawer, a_shift(agent, NEXT_MONDAY), agents=[agent])
    return agent


def test_whoever_has_the_address_reads_the_calendar_without_a_key(
    client: TestClient, ada: dict[str, Any]
) -> None:
    secret = address(client, f"/v1/agents/{ada['id']}")
    expected = client.get(f"/v1/agents/{ada['id']}/calendar.ics").content
    settings = client.app.state.settings  # type: ignore[attr-defined]
    client.app.state.settings = settings.model_copy(update={"access": AccessMode.KEYS})  # type: ignore[attr-defined]
    assert client.get(f"/v1/agents/{ada['id']}/calendar.ics").status_code == 401
    assert client.get(secret).content == expected
    assert client.head(secret).headers["content-length"] == str(len(expected))


def test_teams_and_published_rosters_have_secret_addresses_too(
    client: TestClient, drawer: Drawer, ada: dict[str, Any]
) -> None:
    (roster,) = client.get("/v1/rosters").json()["items"]
    for path in ("/v1/teams/all", f"/v1/rosters/{roster['id']}"):
        assert client.get(address(client, path)).text.count("BEGIN:VEVENT") == 1
    draft = drawer.a_draft(agents=[ada])
    assert client.post(f"/v1/rosters/{draft['id']}/calendar-feed").status_code == 409
    assert client.post("/v1/teams/nobody/calendar-feed").status_code == 404


def test_a_new_address_makes_the_old_one_worthless_and_a_revoked_one_is_not_found(
    client: TestClient, ada: dict[str, Any]
) -> None:
    path = f"/v1/agents/{ada['id']}"
    old, new = address(client, path), address(client, path)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    assert client.delete(f"{path}/calendar-feed").status_code == 204
    assert client.delete(f"{path}/calendar-feed").status_code == 404
    unknown = client.get("/calendars/" + "x" * 43 + ".ics")
    for gone in (old, new):
        answer = client.get(gone)
        assert (answer.status_code, answer.content) == (404, unknown.content), "never 403"


def test_an_address_dies_with_its_agent(client: TestClient) -> None:
    (ada,) = a_team(client, "Ada Byrne")
    secret = address(client, f"/v1/agents/{ada['id']}")
    assert client.get(secret).status_code == 200
    assert client.delete(f"/v1/agents/{ada['id']}").status_code == 204
    assert client.get(secret).status_code == 404


def test_only_a_digest_of_the_token_is_kept(
    client: TestClient, drawer: Drawer, engine: Engine, ada: dict[str, Any]
) -> None:
    secret = address(client, f"/v1/agents/{ada['id']}").removeprefix("/calendars/").removesuffix(".ics")
    with drawer.session() as session:
        (row,) = session.exec(select(FeedToken)).all()
    assert len(row.token_sha256) == 32
    assert secret not in repr(row)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM feed_token")).scalar_one() == 0


@pytest.mark.parametrize("token", ["", "x", "x" * 44, "a b", "%00", "..%2f", "é" * 43])
def test_anything_but_a_token_is_not_found(client: TestClient, token: str) -> None:
    assert client.get(f"/calendars/{token}.ics").status_code == 404


def test_a_token_is_no_api_key(client: TestClient, ada: dict[str, Any]) -> None:
    secret = address(client, f"/v1/agents/{ada['id']}").removeprefix("/calendars/").removesuffix(".ics")
    answer = client.get("/v1/agents", headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 401


def test_access_logs_leave_tokens_out() -> None:
    record = logging.LogRecord(
        "uvicorn.access",
        logging.INFO,
        "",
        0,
        '%s - "%s %s HTTP/%s" %d',
        ("127.0.0.1:1", "GET", "/calendars/secret.ics?breaks=none", "1.1", 200),
        None,
    )
    assert WithoutTokens().filter(record)
    assert record.getMessage() == '127.0.0.1:1 - "GET /calendars/…?breaks=none HTTP/1.1" 200'
