"""Browsers in keys mode: log in with a key, act by a cookie, and end."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text, update

from app.access import browser
from app.access.keys import issue, revoke
from app.access.schemas import ApiKeyBody, ApiKeyIssued, Scope
from app.access.tables import BrowserSession
from app.database import tenant_session
from app.organizations.tables import Organization
from app.settings import AccessMode

HTML = {"accept": "text/html,application/xhtml+xml"}
OURS = {"sec-fetch-site": "same-origin"}


@pytest.fixture
def guarded(client: TestClient, application: FastAPI) -> Iterator[TestClient]:
    application.state.settings = application.state.settings.model_copy(update={"access": AccessMode.KEYS})
    client.follow_redirects = False
    return client


def a_key(engine: Engine, organization: Organization, *scopes: Scope) -> ApiKeyIssued:
    with tenant_session(engine, organization.id) as session:
        return issue(session, ApiKeyBody(name="browser", scopes=scopes or (Scope.READ, Scope.WRITE)))


@pytest.fixture
def key(engine: Engine, organization: Organization) -> ApiKeyIssued:
    return a_key(engine, organization)


@pytest.fixture
def logged_in(guarded: TestClient, key: ApiKeyIssued) -> TestClient:
    assert guarded.post("/login", data={"key": key.token}, headers=OURS).status_code == 303
    return guarded


def test_a_browser_without_a_session_is_asked_for_a_key_and_told_how_one_is_made(guarded: TestClient) -> None:
    answer = guarded.get("/", headers=HTML)
    assert answer.status_code == 401
    assert 'action="/login"' in answer.text
    assert "sundial key create" in answer.text
    assert answer.headers["referrer-policy"] == "same-origin", "else its form is of no origin"
    assert guarded.get("/").json()["code"] == "not_authenticated", "a program gets a problem as ever"


def test_a_valid_key_opens_the_page_and_the_calls_it_makes(
    logged_in: TestClient, organization: Organization
) -> None:
    page = logged_in.get("/", headers=HTML)
    assert page.status_code == 200
    assert organization.name in page.text
    assert 'action="/logout"' in page.text
    assert logged_in.get("/v1/sites").status_code == 200
    assert logged_in.post("/v1/sites", json={"name": "Cork", "zone": "UTC"}, headers=OURS).status_code == 201
    assert logged_in.get("/v1/keys").json()["code"] == "scope.missing"
    body = {"name": "More", "zone": "UTC"}
    assert logged_in.post("/v1/organizations", json=body, headers=OURS).json()["code"] == "installation.only"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    guarded: TestClient, key: ApiKeyIssued, engine: Engine, organization: Organization
) -> None:
    answer = guarded.post("/login", data={"key": f" {key.token}\n"}, headers=OURS)
    parts = answer.headers["set-cookie"].lower().split("; ")
    assert {"httponly", "samesite=lax", "path=/", "max-age=43200"} <= set(parts)
    assert "secure" not in parts
    held = answer.headers["set-cookie"].partition("=")[2].partition(";")[0]
    assert key.token not in held
    with tenant_session(engine, organization.id) as session:
        kept = session.execute(text("SELECT browser_session::text FROM browser_session")).scalar_one()
    assert held.partition("_")[2] not in kept
    guarded.base_url = "https://sundial.example.org"
    over_tls = guarded.post("/login", data={"key": key.token}, headers=OURS)
    assert "secure" in over_tls.headers["set-cookie"].lower().split("; ")


@pytest.mark.parametrize("sent", ["", "wfm_x", "key=", "key=%00%ff", "key=" + "x" * 100_000, "key[]=1&&&=%"])
def test_what_is_no_key_opens_nothing(guarded: TestClient, sent: str) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = guarded.post("/login", content=sent, headers=OURS | form)
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "set-cookie" not in answer.headers


def test_a_key_that_may_not_read_is_told_so(
    guarded: TestClient, engine: Engine, organization: Organization
) -> None:
    token = a_key(engine, organization, Scope.HR).token
    answer = guarded.post("/login", data={"key": token}, headers=OURS)
    assert (answer.status_code, "--scope read" in answer.text) == (401, True)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost.evil.example"}, 403),
        ({"origin": "http://evil.example", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://localhost"}, 201),
        ({"sec-fetch-site": "same-origin"}, 201),
    ],
)
def test_a_change_that_another_site_made_the_browser_send_is_refused(
    logged_in: TestClient, headers: dict[str, str], status: int
) -> None:
    answer = logged_in.post("/v1/sites", json={"name": "Cork", "zone": "UTC"}, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "request.foreign"
        assert logged_in.post("/login", data={"key": "x"}, headers=headers).status_code == 403
        assert logged_in.post("/logout", headers=headers).status_code == 403


def test_a_key_in_the_header_counts_whatever_the_cookie_says(
    logged_in: TestClient, engine: Engine, organization: Organization
) -> None:
    assert logged_in.get("/v1/sites", headers={"authorization": "Bearer wfm_x"}).status_code == 401


def test_logging_out_ends_the_session_on_the_server_too(logged_in: TestClient) -> None:
    held = logged_in.cookies[browser.COOKIE]
    assert logged_in.post("/logout", headers=OURS).status_code == 303
    assert browser.COOKIE not in logged_in.cookies
    logged_in.cookies.set(browser.COOKIE, held)
    assert logged_in.get("/v1/sites").status_code == 401
    assert logged_in.post("/logout", headers=OURS).status_code == 303, "once more does no harm"


def test_a_session_ends_with_its_key(
    logged_in: TestClient, engine: Engine, organization: Organization, key: ApiKeyIssued
) -> None:
    with tenant_session(engine, organization.id) as session:
        revoke(session, key.id)
    assert logged_in.get("/v1/sites").status_code == 401


def test_a_session_ends_by_itself_and_is_swept_at_the_next_login(
    logged_in: TestClient, engine: Engine, organization: Organization, key: ApiKeyIssued
) -> None:
    with tenant_session(engine, organization.id) as session:
        session.execute(update(BrowserSession).values(expires_at=datetime.now(UTC) - timedelta(seconds=1)))
    assert logged_in.get("/v1/sites").status_code == 401
    logged_in.post("/login", data={"key": key.token}, headers=OURS)
    with tenant_session(engine, organization.id) as session:
        assert session.execute(text("SELECT count(*) FROM browser_session")).scalar_one() == 1


def test_a_cookie_that_is_not_exactly_right_opens_nothing(logged_in: TestClient) -> None:
    held = logged_in.cookies[browser.COOKIE]
    logged_in.cookies.clear()
    other = ("B" if held[-2] == "A" else "A") + held[-1]
    for sent, status in [
        (held, 200),
        (held[:-1], 401),
        (held[:-2] + other, 401),
        (f"{held}x", 401),
        ("x", 401),
    ]:
        answer = logged_in.get("/v1/sites", headers={"cookie": f"{browser.COOKIE}={sent}"})
        assert answer.status_code == status, sent


def test_presenting_the_id_of_a_session_shows_that_session_and_nothing_else(
    logged_in: TestClient, engine: Engine, key: ApiKeyIssued
) -> None:
    logged_in.post("/login", data={"key": key.token}, headers=OURS)
    session_id = logged_in.cookies[browser.COOKIE].partition("_")[0]
    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.browser_session', :id, true)"), {"id": session_id})
        assert connection.execute(text("SELECT count(*) FROM browser_session")).scalar_one() == 1
        assert connection.execute(text("DELETE FROM browser_session")).rowcount == 0
