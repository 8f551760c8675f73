import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from app.access.keys import issue, recognised
from app.access.schemas import ApiKeyBody, Scope
from app.access.tables import ApiKey
from app.database import tenant_session
from app.organizations.schemas import OrganizationBody
from app.organizations.service import found
from app.organizations.tables import Organization
from app.settings import AccessMode
from tests.app.builders import a_site

PUBLIC = {
    ("GET", "/v1/health"): 200,
    ("GET", "/v1/problems"): 200,
    ("GET", "/calendars/{token}.ics"): 404,  # the address itself is the secret
}


def token_of(engine: Engine, organization: Organization, *scopes: Scope, **fields: Any) -> str:
    with tenant_session(engine, organization.id) as session:
        return issue(
            session, ApiKeyBody(name=f"key {scopes}", scopes=scopes or (Scope.READ,), **fields)
        ).token


def bearing(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


@pytest.fixture
def guarded(client: TestClient, application: FastAPI) -> Iterator[TestClient]:
    """The same service for callers from elsewhere: it asks for keys."""
    application.state.settings = application.state.settings.model_copy(update={"access": AccessMode.KEYS})
    return client


def test_without_a_key_nothing_but_the_public_calls_is_answered(
    guarded: TestClient, application: FastAPI
) -> None:
    for path, operations in application.openapi()["paths"].items():
        for method in operations:
            answer = guarded.request(method.upper(), path.replace("{", "").replace("}", ""))
            if (method.upper(), path) in PUBLIC:
                assert answer.status_code == PUBLIC[method.upper(), path]
            else:
                assert answer.status_code == 401, (method, path)
                assert answer.headers["www-authenticate"] == "Bearer"
                assert answer.json()["code"] == "not_authenticated"


def test_a_key_acts_for_its_own_organization(
    guarded: TestClient, engine: Engine, organization: Organization
) -> None:
    token = token_of(engine, organization, Scope.READ)
    found = guarded.get("/v1/organizations", headers=bearing(token)).json()["items"]
    assert [item["id"] for item in found] == [str(organization.id)]


def test_a_key_of_one_organization_sees_nothing_of_another(guarded: TestClient, engine: Engine) -> None:
    first, second = (found(engine, OrganizationBody(name=name, zone="UTC")) for name in ("One", "Two"))
    tokens = []
    for organization in (first, second):
        with tenant_session(engine, organization.id) as session:
            tokens.append(issue(session, ApiKeyBody(name="all", scopes=(Scope.ADMIN,))).token)
    answer = guarded.post("/v1/sites", json={"name": "Cork", "zone": "UTC"}, headers=bearing(tokens[0]))
    assert answer.status_code == 201
    assert guarded.get("/v1/sites", headers=bearing(tokens[1])).json()["items"] == []
    assert guarded.get(answer.headers["location"], headers=bearing(tokens[1])).status_code == 404


@pytest.mark.parametrize(
    ("scope", "method", "path", "allowed"),
    [
        (Scope.READ, "GET", "/v1/sites", True),
        (Scope.READ, "POST", "/v1/sites", False),
        (Scope.WRITE, "POST", "/v1/sites", True),
        (Scope.WRITE, "GET", "/v1/keys", False),
        (Scope.PUBLISH, "POST", "/v1/sites", False),
        (Scope.HR, "GET", "/v1/keys", False),
        (Scope.ADMIN, "GET", "/v1/keys", True),
        (Scope.ADMIN, "POST", "/v1/sites", True),
    ],
)
def test_a_key_does_what_its_scopes_say(
    guarded: TestClient,
    engine: Engine,
    organization: Organization,
    scope: Scope,
    method: str,
    path: str,
    *,
    allowed: bool,
) -> None:
    body = {"name": "Cork", "zone": "Europe/Dublin"} if method == "POST" else None
    answer = guarded.request(method, path, json=body, headers=bearing(token_of(engine, organization, scope)))
    if allowed:
        assert answer.status_code in (200, 201)
    else:
        assert answer.status_code == 403
        assert answer.json()["code"] == "scope.missing"


def test_a_key_does_not_found_organizations(
    guarded: TestClient, engine: Engine, organization: Organization
) -> None:
    token = token_of(engine, organization, Scope.ADMIN)
    answer = guarded.post("/v1/organizations", json={"name": "More", "zone": "UTC"}, headers=bearing(token))
    assert answer.status_code == 403
    assert answer.json()["code"] == "installation.only"


def spoiled(token: str) -> list[str]:
    kind, key_id, secret = token.split("_", 2)
    other = ("B" if secret[0] == "A" else "A") + secret[1:]
    return [
        f"{kind}_{key_id}_{other}",
        f"{kind}_{'0' * 32}_{secret}",
        f"{kind}_{key_id}_{secret}x",
        f"{kind}_{key_id}",
        token.upper(),
        token + "\u0661",
        "",
        "x" * 10_000,
    ]


def test_a_key_that_is_not_exactly_right_is_refused_in_every_mode(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    token = token_of(engine, organization)
    assert client.get("/v1/sites", headers=bearing(token)).status_code == 200
    for wrong in spoiled(token):
        assert recognised(engine, wrong) is None
        if wrong.isascii():
            assert client.get("/v1/sites", headers=bearing(wrong)).status_code == 401
    assert client.get("/v1/sites", headers={"authorization": "Basic YTpi"}).status_code == 401


def test_a_key_ends_with_its_expiry(guarded: TestClient, engine: Engine, organization: Organization) -> None:
    token = token_of(engine, organization, expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert guarded.get("/v1/sites", headers=bearing(token)).status_code == 401


def test_a_revoked_key_is_refused_from_the_next_request_on(
    guarded: TestClient, engine: Engine, organization: Organization
) -> None:
    admin = token_of(engine, organization, Scope.ADMIN)
    made = guarded.post("/v1/keys", json={"name": "feed"}, headers=bearing(admin)).json()
    assert guarded.get("/v1/sites", headers=bearing(made["token"])).status_code == 200
    assert guarded.delete(f"/v1/keys/{made['id']}", headers=bearing(admin)).status_code == 204
    assert guarded.get("/v1/sites", headers=bearing(made["token"])).status_code == 401


def test_a_token_is_told_once_and_only_its_hash_is_kept(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    answer = client.post("/v1/keys", json={"name": "feed", "scopes": ["read", "hr"]})
    assert answer.headers["cache-control"] == "no-store"
    token = answer.json()["token"]
    secret = token.split("_", 2)[2]
    for later in (client.get("/v1/keys"), client.get(answer.headers["location"])):
        assert secret not in later.text
    with tenant_session(engine, organization.id) as session:
        kept = session.get_one(ApiKey, answer.json()["id"])
        assert kept.secret_sha256 == hashlib.sha256(secret.encode()).digest()
        whole = session.execute(text("SELECT api_key::text FROM api_key")).scalars().all()
    assert secret not in "".join(whole)


def test_the_last_use_of_a_key_is_noted(
    guarded: TestClient, engine: Engine, organization: Organization
) -> None:
    admin = token_of(engine, organization, Scope.ADMIN)
    guarded.get("/v1/sites", headers=bearing(admin))
    listed = guarded.get("/v1/keys", headers=bearing(admin)).json()["items"]
    used = datetime.fromisoformat(listed[0]["last_used_at"])
    assert abs(datetime.now(UTC) - used) < timedelta(minutes=1)


def test_presenting_the_id_of_a_key_shows_that_key_and_nothing_else(
    engine: Engine, organization: Organization
) -> None:
    key_id = token_of(engine, organization, Scope.READ).split("_")[1]
    token_of(engine, organization, Scope.WRITE)
    with engine.begin() as connection:
        connection.execute(text("SELECT set_config('app.api_key', :id, true)"), {"id": key_id})
        assert connection.execute(text("SELECT count(*) FROM api_key")).scalar_one() == 1
        assert connection.execute(text("UPDATE api_key SET name = 'x'")).rowcount == 0


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.1"])
def test_a_name_that_is_not_this_machines_is_refused_without_a_key(client: TestClient, host: str) -> None:
    answer = client.get("/v1/sites", headers={"host": host})
    assert answer.status_code == 403
    assert answer.json()["code"] == "request.foreign"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000"])
def test_every_name_of_this_machine_is_accepted(client: TestClient, host: str) -> None:
    assert client.get("/v1/sites", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("started_by", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200)]
)
def test_what_another_web_site_makes_a_browser_send_is_refused(
    client: TestClient, started_by: str, status: int
) -> None:
    assert client.get("/v1/sites", headers={"sec-fetch-site": started_by}).status_code == status


def test_before_the_first_organization_the_caller_is_told_to_create_one(
    client: TestClient, engine: Engine, organization: Organization
) -> None:
    assert client.delete(f"/v1/organizations/{organization.id}").status_code == 204
    answer = client.get("/v1/sites")
    assert answer.status_code == 409
    assert answer.json()["code"] == "organization.missing"
    assert client.post("/v1/organizations", json={"name": "New", "zone": "UTC"}).status_code == 201
    assert a_site(client)["name"] == "Dublin"
